"""Every decision that is cited is written down, once; every version is the change log's."""

import re
import tomllib
from collections import Counter
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]
ROOMS = ("dbt_project", "orchestration", "quality", "reports", "tests")
KINDS = {".py", ".sql", ".yml", ".md", ".html", ".js", ".css"}
CITED = re.compile(r"\bD(\d{1,3})\b")


def written() -> list[str]:
    """The numbers of the decisions, as they stand."""
    text = (ROOT / "DECISIONS.md").read_text(encoding="utf-8")
    return re.findall(r"^## D(\d+) ", text, re.MULTILINE)


def test_every_cited_decision_exists() -> None:
    files = [path for room in ROOMS for path in (ROOT / room).rglob("*") if path.suffix in KINDS]
    files += [*ROOT.glob("*.md"), ROOT / "Makefile", ROOT / "dbt_project.yml", ROOT / "cx.toml"]
    known = set(written())

    unknown = {
        f"D{number} in {path.relative_to(ROOT)}"
        for path in files
        for number in CITED.findall(path.read_text(encoding="utf-8"))
        if number not in known
    }

    assert unknown == set()


def test_no_number_is_given_twice() -> None:
    assert [number for number, count in Counter(written()).items() if count > 1] == []


def test_the_version_is_that_of_the_change_log() -> None:
    change_log = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = re.findall(r"^## (\S+)", change_log, re.MULTILINE)[0]
    package = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    project = yaml.safe_load((ROOT / "dbt_project.yml").read_text(encoding="utf-8"))

    assert package["project"]["version"] == newest
    assert project["version"] == newest
