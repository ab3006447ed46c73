"""Runs the queries of pages, each once: SQL over the marts, and metrics by name.

`${other}` inlines another query of the page as a sub-query.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Protocol

import yaml

from reports.errors import PageError, Problem, nearest
from reports.language.source import QueryText
from reports.metric_queries import (
    MetricInfo,
    MetricsQuery,
    QueryResult,
    SemanticError,
    other_period,
)
from reports.tables import Table, make_table
from reports.warehouse import run_sql

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_INLINE = re.compile(r"\$\{\s*([A-Za-z_]\w*)\s*\}")
_LAST = re.compile(r"^(\d+) (month|week|quarter|day)s?$")
_UNIT_FORMATS = {"share": "pct1", "minutes": "duration", "amount": "amount0", "count": "num0"}
# What `interval` and `against` add beside a metric.
_BESIDE = {
    "n": "number",
    "low": "at least",
    "high": "at most",
    "goal": "goal",
    "against": "before",
    "against_n": "number before",
    "change": "change",
}
_METRICS_KEYS = (*(f.name for f in fields(MetricsQuery)), "last")


class Metrics(Protocol):
    """The semantic layer as pages use it."""

    def metrics(self) -> tuple[MetricInfo, ...]:
        """Every public metric."""

    def query(self, query: MetricsQuery) -> QueryResult:
        """The answer to a question."""


@dataclass
class Runner:
    """Runs queries and remembers the answers.

    Attributes:
        connection: The published warehouse.
        metrics: The semantic layer; None where the warehouse has none.
        parameters: Values that SQL may use as `$name`.
        count: Number of statements that were run.
    """

    connection: "DuckDBPyConnection"
    metrics: Metrics | None
    parameters: Mapping[str, date | str]
    count: int = 0
    _known: dict[object, tuple[list[str], list[str], Sequence[Sequence[object]], str]] = field(
        default_factory=dict
    )
    _titles: dict[str, str] = field(default_factory=dict)
    _formats: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for metric in self.metrics.metrics() if self.metrics else ():
            written = metric_format(metric)
            self._titles[metric.name] = metric.label
            self._formats[metric.name] = written
            for suffix, title in _BESIDE.items():
                self._titles[f"{metric.name}_{suffix}"] = f"{metric.label}, {title}"
                own = {"n": "num0", "against_n": "num0"}
                if metric.unit == "share":
                    own["change"] = "points"
                self._formats[f"{metric.name}_{suffix}"] = own.get(suffix, written)

    def run_all(self, queries: Sequence[QueryText]) -> tuple[dict[str, Table], list[Problem]]:
        """The tables of one page; what fails is a problem, and its table is left out."""
        by_name = {query.name: query for query in queries}
        tables: dict[str, Table] = {}
        failed: dict[str, Problem | None] = {}
        for query in queries:
            self._run(query, by_name, tables, failed, ())
        return tables, [problem for problem in failed.values() if problem]

    def _run(
        self,
        query: QueryText,
        by_name: Mapping[str, QueryText],
        tables: dict[str, Table],
        failed: dict[str, Problem | None],
        path: tuple[str, ...],
    ) -> None:
        if query.name in tables or query.name in failed:
            return
        try:
            if query.name in path:
                circle = " → ".join((*path[path.index(query.name) :], query.name))
                raise PageError(f"queries go in a circle: {circle}")
            for match in _INLINE.finditer(query.text) if query.kind == "sql" else ():
                self._needed(match[1], query, by_name, tables, failed, path)
            tables[query.name] = self._answer(query, tables)
        except PageError as error:
            line = query.line + max(error.line - 1, 0)
            message = f"query '{query.name}': {error.message}" if error.message else ""
            failed.setdefault(query.name, Problem(query.page, line, message) if message else None)

    def _needed(
        self,
        name: str,
        query: QueryText,
        by_name: Mapping[str, QueryText],
        tables: dict[str, Table],
        failed: dict[str, Problem | None],
        path: tuple[str, ...],
    ) -> None:
        if name not in by_name:
            place = re.search(rf"\$\{{\s*{name}\b", query.text)
            line = query.text.count("\n", 0, place.start() if place else 0) + 1
            raise PageError(f"${{{name}}} is no query of this page{nearest(name, by_name)}", line)
        self._run(by_name[name], by_name, tables, failed, (*path, query.name))
        if name not in tables:
            raise PageError("")  # the cause is told where it is

    def _answer(self, query: QueryText, tables: Mapping[str, Table]) -> Table:
        if query.kind == "metrics":
            question = read_metrics(query.text, self.parameters["as_of"])
            key: object = question
        else:
            sql = _INLINE.sub(lambda match: f"(\n{tables[match[1]].sql}\n)", query.text)
            key = sql = sql.strip().rstrip(";").rstrip()
        if key not in self._known:
            self.count += 1
            self._known[key] = self._ask(question) if query.kind == "metrics" else self._select(sql)
        names, types, rows, statement = self._known[key]
        return make_table(
            query.name, names, types, rows,
            sql=statement, titles=self._titles, formats=self._formats,
        )  # fmt: skip

    def _select(self, sql: str) -> tuple[list[str], list[str], Sequence[Sequence[object]], str]:
        names, types, rows = run_sql(self.connection, sql, self.parameters)
        return names, types, rows, sql

    def _ask(
        self, question: MetricsQuery
    ) -> tuple[list[str], list[str], Sequence[Sequence[object]], str]:
        if self.metrics is None:
            raise PageError("the warehouse holds no semantic manifest, so metrics cannot be asked")
        try:
            answer = self.metrics.query(question)
        except SemanticError as error:
            raise PageError(str(error)) from None
        return (
            list(answer.columns),
            list(answer.types),
            answer.rows,
            answer.sql.rstrip().rstrip(";"),
        )


def metric_format(metric: MetricInfo) -> str:
    """How a metric's values are written."""
    if metric.unit == "score":
        return "num1" if metric.name.startswith("nps") else "num2"
    return _UNIT_FORMATS[metric.unit]


def read_metrics(text: str, as_of: date | str) -> MetricsQuery:
    """The question of a metrics fence.

    Raises:
        PageError: It is not YAML of the known keys.
    """
    try:
        told = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise PageError(f"not YAML: {error}", (mark.line if mark else 0) + 1) from None
    if not isinstance(told, dict) or "metrics" not in told:
        raise PageError("a metrics fence is YAML with at least metrics: […]")
    lines = text.split("\n")
    for key in told:
        if key not in _METRICS_KEYS:
            line = next((n for n, t in enumerate(lines, 1) if t.strip().startswith(f"{key}")), 1)
            raise PageError(f"unknown key '{key}'{nearest(str(key), _METRICS_KEYS)}", line)
    given: dict[str, Any] = {
        key: _many(told[key]) for key in ("metrics", "group_by", "where", "order_by") if key in told
    }
    plain = ("limit", "grain", "start", "end", "interval")
    given |= {key: told[key] for key in plain if key in told}
    for key in ("start", "end"):
        if key in given and not isinstance(given[key], date):
            raise PageError(f"{key} must be a date such as 2026-01-31, not {given[key]!r}")
    if "last" in told:
        assert isinstance(as_of, date)
        given["start"], given["end"] = last_periods(str(told["last"]), as_of)
    if "against" in told:
        try:
            asked = other_period(str(told["against"]), given.get("start"), given.get("end"))
        except SemanticError as error:
            raise PageError(str(error)) from None
        given["against"] = asked
    return MetricsQuery(**given)


def _many(value: object) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(str(item) for item in value or ())  # type: ignore[attr-defined]


def last_periods(text: str, as_of: date) -> tuple[date, date]:
    """First and last day of the last complete periods up to `as_of`: `13 months`.

    Raises:
        PageError: The text is not a number and a unit.
    """
    match = _LAST.match(text.strip())
    if not match:
        raise PageError(f"last must be such as '13 months' or '8 weeks', not '{text}'")
    count, unit = int(match[1]), match[2]
    tomorrow = as_of + timedelta(days=1)
    if unit in ("day", "week"):
        end = tomorrow if unit == "day" else tomorrow - timedelta(days=tomorrow.weekday())
        return end - timedelta(days=count * (7 if unit == "week" else 1)), end - timedelta(days=1)
    months = 3 if unit == "quarter" else 1
    first = tomorrow.year * 12 + (tomorrow.month - 1) // months * months
    start = first - count * months
    return date(start // 12, start % 12 + 1, 1), date(first // 12, first % 12 + 1, 1) - timedelta(
        days=1
    )
