"""Suites of `make test` that break things on purpose, counted for the table of `make torture`."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree

from orchestration.demo import FAULTS
from tests.torture.orders import Row

FAULT_TESTS = ("tests/pipeline/test_faults.py", "tests/unit/test_gates_rows.py")


def faults(folder: Path) -> Row:
    """Every fault of the catalogue is planted, and told by the guard that is meant for it."""
    report = _run(folder / "faults.xml", FAULT_TESTS)
    said = f"{len(FAULTS)}, each told by its guard, or understood; {_counted(report)}"
    return "faults planted", said, _failed(report)


def fuzzed(folder: Path, examples: int) -> Row:
    """Files, configurations, seeds and pages that nobody wrote are understood or refused."""
    report = _run(folder / "fuzz.xml", ("tests/fuzz",), {"CX_FUZZ_EXAMPLES": f"{examples}"})
    tried = sum(int(each.get("value", 0)) for each in report.iterfind(".//property[@name='tried']"))
    return "files fuzzed", f"{tried:,}; {_counted(report)}", _failed(report)


def _run(
    report: Path, paths: tuple[str, ...], environment: Mapping[str, str] | None = None
) -> ElementTree.Element:
    """The JUnit report of some test files, run by a process of their own."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", f"--junitxml={report}", *paths],
        env={**os.environ, **(environment or {})},
        check=False,
        capture_output=True,
        text=True,
    )
    if not report.exists():
        raise RuntimeError(f"pytest ended with {done.returncode}: {done.stderr or done.stdout}")
    return ElementTree.parse(report).getroot()


def _counted(report: ElementTree.Element) -> str:
    (suite,) = report.iterfind("testsuite")
    return f"{suite.get('tests')} tests"


def _failed(report: ElementTree.Element) -> list[str]:
    return [
        f"{case.get('name')}: {(case.find(kind).get('message') or '').splitlines()[:1]}"
        for case in report.iterfind(".//testcase")
        for kind in ("failure", "error")
        if case.find(kind) is not None
    ]
