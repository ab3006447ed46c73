"""Compiles what pages and goals will ask, in a process of its own, while the models are built.

The SQL of a question depends on the definitions alone, so it need not wait for the warehouse. The
process only fills the folder of compiled questions: what it does not reach, the site compiles
itself, and what is wrong with a question is told there, with page and line (DECISIONS D138).
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from reports.experience_goals import current_value
from reports.metric_queries import MetricsQuery

if TYPE_CHECKING:
    from reports.semantic import SemanticLayer

# Several times what a first night's questions take; the rest would be compiled by the site.
SECONDS_AT_MOST = 120

# A goal's metric, the conditions on its dimensions, and the months its value is taken over.
GoalAsked = tuple[str, Sequence[str], int]


class QuestionsAhead:
    """The process, to be waited for by whoever asks next."""

    def __init__(self, *words: str) -> None:
        """Start it with the words of `_main`."""
        self._process = subprocess.Popen(  # noqa: S603 - this module, with the night's own paths
            [sys.executable, "-m", __name__, *words],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    @property
    def has_ended(self) -> bool:
        """Whether nothing is at work any more."""
        return self._process.poll() is not None

    def wait(self) -> None:
        """Until everything is compiled, or it takes too long."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(SECONDS_AT_MOST)
        self.end()

    def end(self) -> None:
        """End the process, whatever it has reached."""
        self._process.kill()
        self._process.wait()


@contextmanager
def questions_ahead(
    *, pages: Path, manifest: Path, kept: Path, as_of: date, goals: Sequence[GoalAsked]
) -> Iterator[QuestionsAhead]:
    """The process, for as long as a night lasts.

    Args:
        pages: Folder of the pages.
        manifest: The semantic manifest's file.
        kept: Folder that keeps compiled questions.
        as_of: The last complete day of the night.
        goals: The company's own goals.
    """
    words = (str(pages), str(manifest), str(kept), as_of.isoformat(), json.dumps(goals))
    process = QuestionsAhead(*words)
    try:
        yield process
    finally:
        process.end()


def compile_ahead(
    layer: "SemanticLayer", pages: Path, as_of: date, goals: Sequence[MetricsQuery] = ()
) -> Iterator[str]:
    """Compile one question after another, in the order of a night; says whose it was.

    Args:
        layer: The semantic layer, over any connection: nothing is asked of it.
        pages: Folder of the pages, beside the folder of shared queries.
        as_of: The last complete day of the night.
        goals: The questions for the company's own goals.
    """
    from reports.language.source import read_page
    from reports.metric_fences import read_metrics
    from reports.queries import filtered_questions

    for question in goals:
        with _left_to_whoever_asks():
            layer.compile(question)
            yield f"goal: {question.metrics[0]}"
    known, is_explained = layer.metrics(), False
    for file in sorted(pages.rglob("*.md")):
        page, _ = read_page(file, pages, pages.parent / "queries")
        is_explained |= "<MetricsCatalogue" in page.body
        for query in page.queries:
            if query.kind == "metrics":
                with _left_to_whoever_asks():
                    layer.compile(replace(read_metrics(query.text, as_of)[0], least_n=1))
                    yield f"{page.path}: {query.name}"
        with _left_to_whoever_asks():
            if asked := filtered_questions(page.queries, page.front.filters, 1, as_of):
                layer.compile_cube(asked)
                yield f"{page.path}: filters"
    for metric in known if is_explained else ():
        with _left_to_whoever_asks():
            layer.explain(metric.name)
            yield f"explained: {metric.name}"


@contextmanager
def _left_to_whoever_asks() -> Iterator[None]:
    """What is wrong with a question is told with its place when it is asked."""
    from reports.errors import PageError
    from reports.metric_queries import SemanticError

    with suppress(PageError, SemanticError):
        yield


def _main(pages: str, manifest: str, kept: str, as_of: str, goals: str) -> None:
    import duckdb

    from reports.semantic import SemanticLayer

    night, day = os.getppid(), date.fromisoformat(as_of)
    asked = [
        current_value(metric, where, months, day) for metric, where, months in json.loads(goals)
    ]
    with duckdb.connect() as nothing:
        layer = SemanticLayer(nothing, Path(manifest), kept=Path(kept))
        for _ in compile_ahead(layer, Path(pages), day, asked):
            # A night that was killed leaves nothing at work behind.
            if os.getppid() != night:
                return


if __name__ == "__main__":
    _main(*sys.argv[1:])
