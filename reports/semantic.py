"""The semantic layer: metrics by name, asked of the published warehouse.

The only module that touches MetricFlow, embedded: it needs the warehouse file and the semantic
manifest that the night stored in it, no dbt, no network. What is asked and answered is defined
in `metric_queries.py`, what the manifest says about a metric is read in `metric_definitions.py`.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import datetime, time
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reports.filters.cube import Cube, CubeQuery, read_cube
from reports.filters.parts import take_apart, with_mean_parts
from reports.metric_definitions import Definitions, near_names, with_exact_percentiles
from reports.metric_filters import GRAINS, as_template, names_in
from reports.metric_goals import Goals
from reports.metric_judgement import Judgement
from reports.metric_queries import (
    Explanation,
    MetricInfo,
    MetricsQuery,
    QueryResult,
    SemanticError,
    grouping,
    ordering,
)

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


class SemanticLayer:
    """Answers questions about metrics from one state of the warehouse.

    Usable as a context manager; closes the connection only if it opened it.
    """

    def __init__(
        self, warehouse: "DuckDBPyConnection | Path", manifest: str | Path | None = None
    ) -> None:
        """Prepare to answer; nothing heavy is imported before the first question.

        Args:
            warehouse: An open connection, or the published file, opened as `warehouse.py` does. The
                file's name must be `warehouse.duckdb`: it is part of every relation's name.
            manifest: The semantic manifest's JSON, or a file that holds it. None reads it from
                the warehouse (`ops.semantic_manifest`): one file, one state.
        """
        self._warehouse = warehouse
        self._told_manifest = manifest
        self._opened = ExitStack()

    @cached_property
    def _connection(self) -> "DuckDBPyConnection":
        if not isinstance(self._warehouse, Path):
            return self._warehouse
        from reports.warehouse import open_warehouse

        if not self._warehouse.exists():
            raise SemanticError(f"{self._warehouse} does not exist; cx nightly publishes it")
        return self._opened.enter_context(open_warehouse(self._warehouse))

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
    def _engine(self) -> Any:
        from metricflow.engine.metricflow_engine import MetricFlowEngine
        from metricflow_semantics.model.dbt_manifest_parser import (
            parse_manifest_from_dbt_generated_manifest,
        )
        from metricflow_semantics.model.semantic_manifest_lookup import SemanticManifestLookup

        manifest = parse_manifest_from_dbt_generated_manifest(
            with_mean_parts(with_exact_percentiles(self._manifest))
        )
        return MetricFlowEngine(SemanticManifestLookup(manifest), sql_client=_compiler())

    def metrics(self) -> tuple[MetricInfo, ...]:
        """Every public metric, by name."""
        return self._infos

    @cached_property
    def _infos(self) -> tuple[MetricInfo, ...]:
        return tuple(self._info(name) for name in self._definitions.public_names)

    def query(self, query: MetricsQuery) -> QueryResult:
        """The answer to a question.

        Building blocks that no page shows (hidden metrics) may be asked too.

        Raises:
            SemanticError: A metric or dimension is unknown or does not go with the others.
        """
        sql = self.compile(query)
        found = self._connection.execute(sql)
        columns = tuple(column[0] for column in found.description)
        types = tuple(str(column[1]) for column in found.description)
        dates = {at for at, kind in enumerate(types) if kind == "TIMESTAMP"}
        return QueryResult(
            columns=columns,
            types=tuple("DATE" if at in dates else kind for at, kind in enumerate(types)),
            rows=tuple(_with_dates(row, dates) for row in found.fetchall()),
            sql=sql,
        )

    def cube(self, asked: CubeQuery) -> Cube:
        """The sums and counts behind questions, and their formulas, for filters on a page.

        Raises:
            SemanticError: A metric does not add up, or a dimension does not go with it.
        """
        names = [
            name for query in asked.questions.values() for name in self._judgement.parts(query)
        ]
        self._definitions.check(names)
        additive = take_apart(self._definitions.metrics, names)
        query = asked.finest(additive.leaves)
        sql = self._compile(query, is_ordered=False, is_checked=False)
        columns = {
            name: self._judgement.columns(
                question, grouping(question), is_compared=question.against is not None, day="day"
            )
            for name, question in asked.questions.items()
        }
        return read_cube(self._connection, asked, sql, additive, columns)

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
        if not query.is_judged:
            return self._compile(query)
        self._definitions.check(query.metrics)
        group_by = grouping(query)
        asked = replace(
            query, metrics=self._judgement.parts(query), order_by=(), limit=None, interval=False
        )
        sql, other = self._compile(replace(asked, against=None), is_ordered=False), None
        if query.against:
            if any(name.startswith("metric_time") for name in group_by):
                raise SemanticError("two periods are compared as a whole: leave metric_time out")
            start, end = query.against
            earlier = replace(asked, start=start, end=end, against=None)
            other = self._compile(earlier, is_ordered=False)
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

    def _compile(
        self, query: MetricsQuery, *, is_ordered: bool = True, is_checked: bool = True
    ) -> str:
        from metricflow.engine.metricflow_engine import (
            MetricFlowQueryRequest,
            OutputColumnOrderMode,
        )

        if is_checked:
            self._definitions.check(query.metrics)
        group_by = grouping(query)
        request = MetricFlowQueryRequest.create(
            metric_names=list(query.metrics),
            group_by_names=group_by,
            where_constraints=[as_template(condition) for condition in query.where] or None,
            time_constraint_start=datetime.combine(query.start, time()) if query.start else None,
            time_constraint_end=datetime.combine(query.end, time()) if query.end else None,
            order_by_names=ordering(query, group_by) if is_ordered else (),
            limit=query.limit,
            output_column_order_mode=OutputColumnOrderMode.INPUT_ORDER,
        )
        with self._explained(query):
            return str(self._engine.explain(request).sql_statement.sql)

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
        return self._definitions.info(name, self._dimensions(name))

    def _dimensions(self, name: str) -> tuple[str, ...]:
        found = {
            dimension.dunder_name
            for dimension in self._engine.simple_dimensions_for_metrics([name])
        }
        plain = {name.removesuffix("__day") for name in found}
        return tuple(sorted(plain, key=lambda name: (not name.startswith("metric_time"), name)))

    @contextmanager
    def _explained(self, query: MetricsQuery) -> Iterator[None]:
        """MetricFlow's refusals in one line, with names that are near."""
        from metricflow_semantics.errors.error_classes import InformativeUserError

        try:
            yield
        except InformativeUserError as error:
            common = set(self._dimensions(query.metrics[0]))
            common.intersection_update(*(self._dimensions(name) for name in query.metrics))
            raise SemanticError(_refusal(query, common) or " ".join(str(error).split())) from error


def _refusal(query: MetricsQuery, known: set[str]) -> str | None:
    """Which asked name is not among the known ones, and which are near."""
    asked = ", ".join(query.metrics)
    filtered = [name for condition in query.where for name in names_in(condition)]
    for verb, names in (("grouped", query.group_by), ("filtered", filtered)):
        for name in names:
            base, _, grain = name.rpartition("__")
            plain = base if grain in GRAINS else name
            if plain not in known:
                return f"{asked} cannot be {verb} by '{name}'{near_names(plain, known)}"
    columns = {*grouping(query), *query.metrics, "metric_time"}
    for name in query.order_by:
        if name.lstrip("-") not in columns:
            return f"order_by '{name}' is no column of the answer{near_names(name, columns)}"
    return None


def _with_dates(row: Sequence[object], dates: set[int]) -> tuple[object, ...]:
    return tuple(
        value.date() if at in dates and isinstance(value, datetime) else value
        for at, value in enumerate(row)
    )


def _compiler() -> Any:
    """What MetricFlow asks of an engine when it only compiles: a dialect, no connection."""
    from metricflow.protocols.sql_client import SqlEngine
    from metricflow.sql.render.duckdb_renderer import DuckDbSqlPlanRenderer

    class Compiler:
        sql_engine_type = SqlEngine.DUCKDB
        sql_plan_renderer = DuckDbSqlPlanRenderer()

        def render_bind_parameter_key(self, bind_parameter_key: str) -> str:
            return f"${bind_parameter_key}"

    return Compiler()
