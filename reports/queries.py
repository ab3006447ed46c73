"""Runs the queries of pages, each once: SQL over the marts, and metrics by name.

`${other}` inlines another query of the page as a sub-query.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple, Protocol

from reports.errors import PageError, Problem, nearest
from reports.filters.cube import Cube, CubeQuery
from reports.language.source import QueryText
from reports.long_answers import long_sql
from reports.metric_fences import is_live, read_metrics
from reports.metric_queries import (
    Explanation,
    MetricInfo,
    MetricsQuery,
    QueryResult,
    SemanticError,
)
from reports.tables import Table, make_table
from reports.warehouse import RowsStoppedError, Value, keep, run_sql

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_INLINE = re.compile(r"\$\{\s*([A-Za-z_]\w*)\s*\}")
_PARAMETER = re.compile(r"\$[A-Za-z_]\w*")
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
    "z": "change in standard errors",
    "status": "status",
    "verdict": "verdict",
}
_WORDS = ("status", "verdict")


class Metrics(Protocol):
    """The semantic layer as pages use it."""

    def metrics(self) -> tuple[MetricInfo, ...]:
        """Every public metric."""

    def query(
        self, query: MetricsQuery, parameters: Mapping[str, object] | None = None
    ) -> QueryResult:
        """The answer to a question."""

    def cube(self, asked: CubeQuery) -> Cube:
        """The sums and counts behind questions, for a page's filters."""

    def explain(self, name: str) -> Explanation:
        """What a metric is made of and the SQL that computes it."""


class Answered(NamedTuple):
    """What a query came to, and the statement that was run."""

    names: list[str]
    types: list[str]
    rows: list[tuple[object, ...]]
    sql: str
    failed: str = ""


@dataclass
class Runner:
    """Runs queries and remembers the answers.

    Attributes:
        connection: The published warehouse.
        metrics: The semantic layer; None where the warehouse has none.
        parameters: Values that SQL may use as `$name`.
        count: Number of statements that were run.
        warnings: Queries that their rows stopped.
    """

    connection: "DuckDBPyConnection"
    metrics: Metrics | None
    parameters: Mapping[str, Value]
    count: int = 0
    warnings: list[Problem] = field(default_factory=list)
    _known: dict[tuple[object, object], "Answered"] = field(default_factory=dict)
    _answers: dict[str, "Answered"] = field(default_factory=dict)
    _kept: dict[object, str] = field(default_factory=dict)
    _row: Mapping[str, Value] = field(default_factory=dict)
    _infos: dict[str, MetricInfo] = field(default_factory=dict)
    _titles: dict[str, str] = field(default_factory=dict)
    _formats: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for metric in self.metrics.metrics() if self.metrics else ():
            self._infos[metric.name] = metric
            written = metric_format(metric)
            self._titles[metric.name] = metric.label
            self._formats[metric.name] = written
            for suffix, title in _BESIDE.items():
                self._titles[f"{metric.name}_{suffix}"] = f"{metric.label}, {title}"
                own = {"n": "num0", "against_n": "num0", "z": "num1"}
                if metric.unit == "share":
                    own["change"] = "points"
                if suffix not in _WORDS:
                    self._formats[f"{metric.name}_{suffix}"] = own.get(suffix, written)

    def run_all(
        self, queries: Sequence[QueryText], row: Mapping[str, Value] | None = None
    ) -> tuple[dict[str, Table], list[Problem]]:
        """The tables of one page; what fails is a problem, and its table is left out.

        Args:
            queries: The page's queries.
            row: Further values that they may use as `$name`: the row a page is made for.
        """
        self._row = row or {}
        self._answers.clear()
        by_name = {query.name: query for query in queries}
        tables: dict[str, Table] = {}
        failed: dict[str, Problem | None] = {}
        for query in queries:
            self._run(query, by_name, tables, failed, ())
        return tables, [problem for problem in failed.values() if problem]

    def cube(
        self, queries: Sequence[QueryText], dimensions: Sequence[str], minimum: int
    ) -> Cube | None:
        """The numbers behind the queries that follow a page's filters; None without such.

        Raises:
            PageError: A query cannot be filtered.
        """
        asked = filtered_questions(queries, dimensions, minimum, self.parameters.get("as_of"))
        if asked is None or self.metrics is None:
            return None
        self.count += 1
        try:
            return self.metrics.cube(asked)
        except SemanticError as error:
            raise PageError(f"filters: {error}") from None

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
            tables[query.name] = self._answer(query)
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

    def _answer(self, query: QueryText) -> Table:
        if query.kind == "metrics":
            question, is_long = read_metrics(query.text, self.parameters["as_of"])
            key: tuple[object, object] = ((question, is_long), self._used(query.text))
        else:
            sql = _INLINE.sub(lambda match: self._inlined(match[1]), query.text)
            sql = sql.strip().rstrip(";").rstrip()
            key = (sql, self._used(sql))
        if key not in self._known:
            self.count += 1
            self._known[key] = (
                self._ask(question, is_long=is_long)
                if query.kind == "metrics"
                else self._or_stopped(sql, query)
            )
        answer = self._answers[query.name] = self._known[key]
        table = make_table(
            query.name, answer.names, answer.types, answer.rows,
            sql=answer.sql, titles=self._titles, formats=self._formats,
        )  # fmt: skip
        return replace(table, failed=answer.failed)

    def _inlined(self, name: str) -> str:
        """The rows of another query of the page, however many queries build on them."""
        return f"({self._rows_of(self._answers[name])})"

    def _rows_of(self, answer: Answered) -> str:
        """The statement that reads an answer again without asking again."""
        key = (answer.sql, self._used(answer.sql))
        if key not in self._kept:
            self._kept[key] = f"kept_{len(self._kept) + 1}"
            keep(self.connection, self._kept[key], (answer.names, answer.types, answer.rows))
        return f"select * from {self._kept[key]}"

    def _values(self) -> dict[str, Value]:
        return {**self.parameters, **self._row}

    def _used(self, text: str) -> tuple[tuple[str, Value], ...]:
        """The values of the page's row that a query uses."""
        names = {name[1:] for name in _PARAMETER.findall(text)} if self._row else set()
        return tuple((name, value) for name, value in self._row.items() if name in names)

    def _select(self, sql: str) -> Answered:
        return Answered(*run_sql(self.connection, sql, self._values()), sql)

    def _or_stopped(self, sql: str, query: QueryText) -> Answered:
        """The answer; without rows where those that it met stopped it, or a query it builds on."""
        built_on = [self._answers[name] for name in _INLINE.findall(query.text)]
        failed = next((answer.failed for answer in built_on if answer.failed), "")
        try:
            answer = self._select(sql)
        except RowsStoppedError as error:
            message, line = f"query '{query.name}': {error.message}", max(error.line - 1, 0)
            self.warnings.append(Problem(query.page, query.line + line, message))
            # What a value is may be nobody's business on a page.
            failed = f"a value that query '{query.name}' met is not what it takes it for"
            answer = Answered(error.names, error.types, [], sql)
        return answer._replace(rows=[], failed=failed) if failed else answer

    def _ask(self, question: MetricsQuery, *, is_long: bool) -> Answered:
        if self.metrics is None:
            raise PageError("the warehouse holds no semantic manifest, so metrics cannot be asked")
        try:
            used = self._used(" ".join(question.where))
            least = int(str(self.parameters.get("minimum_group") or 0))
            answer = self.metrics.query(replace(question, least_n=least), dict(used))
        except SemanticError as error:
            raise PageError(str(error)) from None
        sql = answer.sql.rstrip().rstrip(";")
        wide = Answered(list(answer.columns), list(answer.types), list(answer.rows), sql)
        return self._turned(wide, question) if is_long else wide

    def _turned(self, wide: Answered, question: MetricsQuery) -> Answered:
        """The answer with one row per metric; what is told is the statement that needs no other."""
        sql, run = (
            long_sql(statement, wide.names, question.metrics, self._infos, self._formats)
            for statement in (wide.sql, self._rows_of(wide))
        )
        return self._select(run)._replace(sql=sql)


def filtered_questions(
    queries: Sequence[QueryText], dimensions: Sequence[str], minimum: int, as_of: object
) -> CubeQuery | None:
    """What the filters of a page need of the semantic layer; None without live queries.

    Raises:
        PageError: A query cannot be filtered.
    """
    read = {
        query.name: read_metrics(query.text, as_of)
        for query in queries
        if query.kind == "metrics" and is_live(query.text)
    }
    if long := [name for name, (_, is_long) in read.items() if is_long]:
        raise PageError(f"'{long[0]}' cannot be live and shape: long at once")
    questions = {name: replace(question, least_n=minimum) for name, (question, _) in read.items()}
    if not questions and dimensions:
        raise PageError("filters: no query of the page follows them; write live: true in one")
    if not questions:
        return None
    if not dimensions:
        raise PageError(f"'{next(iter(questions))}' is live, but the page names no filters")
    return CubeQuery(questions, tuple(dimensions), minimum)


def metric_format(metric: MetricInfo) -> str:
    """How a metric's values are written."""
    if metric.unit == "score":
        return "num1" if "nps" in metric.name or metric.name == "health_score" else "num2"
    return _UNIT_FORMATS[metric.unit]
