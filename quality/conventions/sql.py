"""What the SQL of models may say: the grain, no table by hand, nothing one engine alone knows."""

import re
from collections.abc import Iterator

from quality.conventions.project import Node, Project, Violation, broken, layer

LONGEST = 120
GRAIN = re.compile(r'(?:-- |""")One row per [^\n]+')
_NOISE = re.compile(r"--[^\n]*|/\*.*?\*/|\{#.*?#\}|'(?:[^']|'')*'", re.DOTALL)
_FROM_INSIDE = re.compile(
    r"extract\s*\([^()]*\)|\bis\s+(?:not\s+)?distinct\s+from\b", re.IGNORECASE
)
_BY_HAND = re.compile(
    r"\b(?:from|join)\s+(?:\"?\w+\"?\.\"?\w+|read_(?:parquet|csv|json)\w*\s*\()", re.IGNORECASE
)
# See "Portable SQL" in STYLE: each fails on an engine these models are to run on.
_NOT_PORTABLE = {
    "qualify": r"\bqualify\b",
    "group by all": r"\bgroup\s+by\s+all\b",
    "a cast by ::": r"::",
    "arg_max or max_by": r"\b(?:arg_max|arg_min|max_by|min_by)\s*\(",
    "union by name": r"\bunion\s+(?:all\s+)?by\s+name\b",
    "select * exclude": r"\*\s+(?:exclude|except|replace)\b",
    "interval in weeks": r"\binterval\b[^,;)]*\bweeks?\b",
    "a column's number in group by": r"\bgroup\s+by\s+\d",
    "the clock": r"\b(?:current_timestamp|current_date|now\s*\(|today\s*\(|getdate)",
    "a right join": r"\bright\s+(?:outer\s+)?join\b",
}


def hard_coded_references(project: Project) -> Iterator[Violation]:
    """No table is named by hand."""
    for node in _in_sql(project):
        found = _BY_HAND.search(_FROM_INSIDE.sub(" ", _code(node["raw_code"])))
        if found:
            yield broken(
                node, "hard-coded references", f"use ref() or source() for '{found.group()}'"
            )


def portable_sql(project: Project) -> Iterator[Violation]:
    """Models say only what every engine understands; dialects live in macros."""
    for node in _in_sql(project):
        code = _code(node["raw_code"])
        for name, pattern in _NOT_PORTABLE.items():
            if re.search(pattern, code, re.IGNORECASE):
                yield broken(node, "portable SQL", f"write it without {name}")


def grain_in_first_line(project: Project) -> Iterator[Violation]:
    """An intermediate or mart model opens with its grain."""
    for node in project.models.values():
        if layer(node) in ("intermediate", "marts") and not GRAIN.match(node["raw_code"]):
            yield broken(node, "grain in the first line", "open with '-- One row per …'")


def model_length(project: Project) -> Iterator[Violation]:
    """One purpose fits 120 lines."""
    for node in project.models.values():
        if (lines := node["raw_code"].strip().count("\n") + 1) > LONGEST:
            yield broken(node, "model length", f"split it: {lines} lines, {LONGEST} at most")


def _in_sql(project: Project) -> Iterator[Node]:
    return (node for node in project.models.values() if node.get("language") != "python")


def _code(raw: str) -> str:
    return _NOISE.sub(" ", raw)


RULES = (hard_coded_references, portable_sql, grain_in_first_line, model_length)
