"""Rules about Python files: sizes that can be read, names that tell something."""

import ast
from collections.abc import Iterator
from pathlib import Path

from quality.conventions.project import Project, Violation

ROOMS = ("orchestration", "quality", "reports")
LONGEST_FILE = 300
LONGEST_FUNCTION = 40
NAMELESS = ("utils", "util", "helpers", "common", "misc")


def python_files(project: Project) -> Iterator[Violation]:
    """Files under 300 lines, functions under 40, no name that fits anything."""
    for room in ROOMS:
        for path in sorted((project.root / room).rglob("*.py")):
            yield from _file(path, str(path.relative_to(project.root)))


def _file(path: Path, shown: str) -> Iterator[Violation]:
    if path.stem in NAMELESS or path.parent.name in NAMELESS:
        yield Violation(shown, "nameless module", path.stem, "name it after what belongs there")
    text = path.read_text(encoding="utf-8")
    if (lines := text.count("\n")) >= LONGEST_FILE:
        cure = f"split it: {lines} lines, fewer than {LONGEST_FILE}"
        yield Violation(shown, "file length", path.stem, cure)
    tree = ast.parse(text)
    if text.strip() and not ast.get_docstring(tree):
        cure = "open with what belongs here and what does not"
        yield Violation(shown, "module docstring", path.stem, cure)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = _length(node)
            if lines >= LONGEST_FUNCTION:
                cure = f"split it: {lines} lines, fewer than {LONGEST_FUNCTION}"
                yield Violation(shown, "function length", node.name, cure)


def _length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of the body; signature and docstring explain and do not count."""
    body = node.body[1:] if ast.get_docstring(node) else node.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


RULES = (python_files,)
