"""What the prose names exists: verbs, options, targets, paths, metrics."""

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import click
import pytest

from orchestration.cli import VERBS, cx
from orchestration.dbt_manifest import semantic_manifest_path
from orchestration.settings import Settings

ROOT = Path(__file__).parents[2]
DOCUMENTS = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "DECISIONS.md")]
# Folders of a company's data, which the repository does not hold.
DATA = {"landing", "lake", "rejects", "verdicts", "nights", "build", "published", "site", "data"}
CODE = re.compile(
    r"```[a-z]*\n(.*?)```|`([^`\n]+)`|^    ([^\s`][^`\n]*)$", re.DOTALL | re.MULTILINE
)


def code_of(text: str) -> Iterator[str]:
    """Every line of code in a document: fenced, indented or inline."""
    for found in CODE.finditer(text):
        yield from (found[1] or found[2] or found[3]).splitlines()


def commands_of(text: str, program: str) -> list[list[str]]:
    """The words after a program's name, up to the end of the command."""
    wanted = re.compile(rf"(?:^|&& |\$ ){program} ([^#&|;\n]+)")
    return [found[1].split() for line in code_of(text) for found in wanted.finditer(line.strip())]


def paths_of(text: str) -> set[str]:
    """Inline paths of the repository; patterns and data folders are none."""
    spans = (found[2] for found in CODE.finditer(text) if found[2])
    paths = (
        span.removesuffix("/") for span in spans if re.fullmatch(r"[\w.-]+(/[\w.-]+)+/?", span)
    )
    return {
        path
        for path in paths
        if path.split("/")[0] not in DATA and (ROOT / path.split("/")[0]).exists()
    }


@cache
def written() -> str:
    """All documents that exist, as one text."""
    return "\n".join(path.read_text(encoding="utf-8") for path in DOCUMENTS if path.exists())


def unknown_words(words: list[str]) -> list[str]:
    """What `cx` would not understand of a command."""
    command: click.Command = cx
    unknown = []
    for word in words:
        if word.startswith("--"):
            known = {name for option in command.params for name in option.opts}
            unknown += [] if word.split("=")[0] in known | {"--help"} else [word]
        elif isinstance(command, click.Group) and re.fullmatch(r"[a-z]+", word):
            found = command.get_command(click.Context(command), word)
            if found is None:
                unknown.append(word)
            else:
                command = found
        if command.name == "dbt":
            break
    return unknown


def test_every_command_of_the_documents_is_understood() -> None:
    wrong = {" ".join(words): unknown_words(words) for words in commands_of(written(), "cx")}

    assert {command: words for command, words in wrong.items() if words} == {}


def test_every_target_of_the_documents_is_in_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    named = {words[0] for words in commands_of(written(), "make")}

    assert named - targets == set()


def test_every_path_of_the_documents_exists() -> None:
    assert [path for path in sorted(paths_of(written())) if not (ROOT / path).exists()] == []


def test_every_metric_of_the_documents_can_be_asked(company: Settings) -> None:
    manifest = json.loads(semantic_manifest_path(company).read_text(encoding="utf-8"))
    known = {metric["name"] for metric in manifest["metrics"]}
    asked = {
        name
        for verb, *words in commands_of(written(), "cx")
        if verb in ("query", "explain") and words
        for name in words[0].split(",")
        if re.fullmatch(r"[a-z_]+", name)
    }

    assert asked - known == set()


@pytest.mark.parametrize("verb", list(VERBS))
def test_every_verb_is_in_the_readme_once_it_has_a_map(verb: str) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")

    assert not readme or f"cx {verb}" in readme


def test_a_command_that_is_none_would_be_found() -> None:
    assert commands_of("Run `cx nightlee --as-off 1`.", "cx") == [["nightlee", "--as-off", "1"]]
    assert unknown_words(["nightlee"]) == ["nightlee"]
    assert unknown_words(["nightly", "--as-off"]) == ["--as-off"]
    assert unknown_words(["site", "serve", "--port", "1"]) == []
