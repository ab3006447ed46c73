"""The semantic layer: metrics by name, asked of the published warehouse.

It needs the warehouse file and the semantic manifest that the night stored in it, no dbt, no
network. What is asked and answered is defined in `metric_queries.py`, what the manifest says about
a metric is read in `metric_definitions.py`, questions become SQL in `semantic_compiler.py`.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import datetime
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from reports.errors import PageError
from reports.filters.cube import Cube, CubeQuery, read_cube
from reports.filters.parts import Additive, families, take_apart
from reports.metric_definitions import Definitions
from reports.metric_goals import Goals
from reports.metric_judgement import Judgement
from reports.metric_queries import (
    Explanation,
    MetricInfo,
    MetricsQuery,
    QueryResult,
    QuestionError,
    SemanticError,
    grouping,
)
from reports.semantic_compiler import SemanticCompiler
from reports.warehouse import open_warehouse, settled_rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


class SemanticLayer:
    """Answers questions about metrics from one state of the warehouse.

    Usable as a context manager; closes the connection only if it opened it.
    """

    def __init__(
        self,
        warehouse: "DuckDBPyConnection | Path",
        manifest: str | Path | None = None,
        *,
        kept: Path | None = None,
    ) -> None:
        """Prepare to answer; nothing heavy is imported before the first question.

        Args:
            warehouse: An open connection, or the published file, opened as `warehouse.py` does. The
                file's name must be `warehouse.duckdb`: it is part of every relation's name.
            manifest: The semantic manifest's JSON, or a file that holds it. None reads it from
                the warehouse (`ops.semantic_manifest`): one file, one state.
            kept: Folder that keeps compiled questions from one day to the next.
        """
        self._warehouse = warehouse
        self._told_manifest = manifest
        self._kept = kept
        self._opened = ExitStack()

    @cached_property
    def _connection(self) -> "DuckDBPyConnection":
        if not isinstance(self._warehouse, Path):
            return self._warehouse
        if not self._warehouse.exists():
            raise SemanticError(f"{self._warehouse} does not exist; cx nightly publishes it")
        return self._opened.enter_context(open_warehouse(self._warehouse, joins_as_written=True))

    @cached_property
    def _manifest(self) -> str:
        if isinstance(self._told_manifest, Path):
            return self._told_manifest.read_text(encoding="utf-8")
        if self._told_manifest is not None:
            return self._told_manifest
        import duckdb

        try:
            # All rows are fetched: a result with rows left would block the connection.
            found = self._connection.execute(
                "select manifest from ops.semantic_manifest"
            ).fetchall()
        except duckdb.CatalogException:
            found = []
        if not found:
            raise SemanticError(
                "the warehouse holds no semantic manifest (ops.semantic_manifest); "
                "publish it with cx build"
            )
        return str(found[0][0])

    @cached_property
    def _definitions(self) -> Definitions:
        return Definitions.read(self._manifest)

    @cached_property
    def _compiler(self) -> SemanticCompiler:
        return SemanticCompiler(self._manifest, self._kept)

    def metrics(self) -> tuple[MetricInfo, ...]:
        """Every public metric, by name."""
        return self._infos

    @cached_property
    def _infos(self) -> tuple[MetricInfo, ...]:
        return tuple(self._info(name) for name in self._definitions.public_names)

    def query(
        self, query: MetricsQuery, parameters: Mapping[str, object] | None = None
    ) -> QueryResult:
        """The answer to a question.

        Building blocks that no page shows (hidden metrics) may be asked too.

        Args:
            query: The question.
            parameters: Values that its conditions name as `$name`; bound, never spliced.

        Raises:
            SemanticError: A metric or dimension is unknown or does not go with the others.
            QuestionError: A condition is no SQL, or the period ends before it starts.
        """
        if query.start and query.end and query.start > query.end:
            raise QuestionError(f"the period ends on {query.end}, before its start {query.start}")
        with _told_by_condition(query.where):
            sql = self.compile(query)
            found = self._connection.execute(sql, dict(parameters) if parameters else None)
            rows = settled_rows(found)
        columns = tuple(column[0] for column in found.description)
        types = tuple(str(column[1]) for column in found.description)
        dates = {at for at, kind in enumerate(types) if kind == "TIMESTAMP"}
        return QueryResult(
            columns=columns,
            types=tuple("DATE" if at in dates else kind for at, kind in enumerate(types)),
            rows=tuple(_with_dates(row, dates) for row in rows),
            sql=sql,
        )

    def cube(self, asked: CubeQuery) -> Cube:
        """The sums and counts behind questions, and their formulas, for filters on a page.

        Raises:
            SemanticError: A metric does not add up, or a dimension does not go with it.
        """
        sql, additive = self.compile_cube(asked)
        columns = {
            name: self._judgement.columns(
                question, grouping(question), is_compared=question.against is not None, day="day"
            )
            for name, question in asked.questions.items()
        }
        metrics = dict.fromkeys(name for one in asked.questions.values() for name in one.metrics)
        shared = families(
            (
                additive.made_of(self._judgement.counted(name)),
                additive.made_of(self._judgement.parts_of(name)),
            )
            for name in metrics
        )
        return read_cube(self._connection, asked, sql, additive, columns, shared)

    def compile_cube(self, asked: CubeQuery) -> tuple[str, Additive]:
        """The SQL of the finest question behind others, without running it, and its parts.

        Raises:
            SemanticError: A metric does not add up, or a dimension does not go with it.
        """
        names = [
            name for query in asked.questions.values() for name in self._judgement.parts(query)
        ]
        self._definitions.check(names)
        additive = take_apart(self._definitions.metrics, names)
        finest = asked.finest(additive.leaves)
        try:
            return self._compiler.sql(finest, is_ordered=False), additive
        except SemanticError:
            self._refuse_without_customers(asked)
            raise

    def _refuse_without_customers(self, asked: CubeQuery) -> None:
        """Nobody asked for customers: say why filters need them, and whose mart has none."""
        for name in dict.fromkeys(name for one in asked.questions.values() for name in one.metrics):
            known = self._compiler.dimensions(name)
            if not any(told.startswith(f"{asked.customer}__") for told in known):
                raise SemanticError(
                    f"{name} cannot be filtered: its mart tells no {asked.customer}, and groups of"
                    f" fewer than {asked.minimum} are merged; leave live: true out"
                )

    def explain(self, name: str) -> Explanation:
        """The definition of a metric and the SQL that computes it.

        Raises:
            SemanticError: There is no such metric.
        """
        self._definitions.check([name])
        return Explanation(
            metric=self._info(name),
            inputs=self._definitions.inputs(name),
            marts=self._definitions.marts(name),
            sql=self.compile(MetricsQuery(metrics=(name,), grain="month")),
        )

    def compile(self, query: MetricsQuery) -> str:
        """The SQL of a question, without running it."""
        self._definitions.check(query.metrics)
        query = replace(
            query,
            group_by=self._definitions.with_grains(query.group_by),
            order_by=self._definitions.with_grains(query.order_by),
        )
        if not self._judgement.is_asked(query):
            return self._compiler.sql(replace(query, least_n=0))
        group_by = grouping(query)
        asked = replace(
            query, metrics=self._judgement.parts(query), order_by=(), limit=None, interval=False,
            least_n=0,
        )  # fmt: skip
        compiled = partial(self._compiler.sql, is_ordered=False, named=query.metrics)
        sql, other = compiled(replace(asked, against=None)), None
        if query.against:
            start, end = query.against
            other = compiled(replace(asked, start=start, end=end, against=None))
        return self._judgement.around(query, group_by, sql, other)

    @cached_property
    def _judgement(self) -> Judgement:
        import duckdb

        try:
            found = self._connection.execute("select as_of from ops.build").fetchall()
        except duckdb.CatalogException:
            found = []
        as_of = found[0][0] if found else None
        return Judgement(self._definitions, Goals.read(self._connection), as_of)

    def values(self, metrics: Sequence[str], dimension: str) -> tuple[object, ...]:
        """The distinct values a dimension takes for the given metrics, in order, without null."""
        found = self.query(MetricsQuery(metrics=tuple(metrics), group_by=(dimension,)))
        return tuple(row[0] for row in found.rows if row[0] is not None)

    def close(self) -> None:
        """Close the connection if this object opened it."""
        self._opened.close()
        if isinstance(self._warehouse, Path):
            self.__dict__.pop("_connection", None)

    def __enter__(self) -> "SemanticLayer":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _info(self, name: str) -> MetricInfo:
        info = self._definitions.info(name, self._compiler.dimensions(name))
        return replace(info, strict_goals=self._judgement.goals.strict(name))


@contextmanager
def _told_by_condition(where: Sequence[str]) -> Iterator[None]:
    """What the engine cannot read in a question is in its conditions: all else is compiled."""
    import duckdb

    try:
        yield
    except (PageError, duckdb.ProgrammingError, duckdb.DataError) as error:
        if not where:
            raise
        reason = error.message if isinstance(error, PageError) else str(error)
        reason = " ".join(reason.split("\n\nLINE", maxsplit=1)[0].split())
        raise QuestionError(
            f"the condition {' and '.join(where)} cannot be read: {reason}; write one such as"
            " customer__tier_name = 'Premier' with a dimension that cx explain METRIC lists,"
            " of a metric that cx metrics lists"
        ) from error


def _with_dates(row: Sequence[object], dates: set[int]) -> tuple[object, ...]:
    return tuple(
        value.date() if at in dates and isinstance(value, datetime) else value
        for at, value in enumerate(row)
    )
