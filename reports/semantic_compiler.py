"""MetricFlow, embedded: the SQL of a question, and what each metric can be grouped by.

The only module that touches MetricFlow. It takes two seconds to import and a third of one per
question, and says the same every night until a definition changes: what it said is kept in a
folder, by the manifest it was said of (DECISIONS D185).
"""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, time
from functools import cached_property
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from reports.any_period import for_any_period, for_its_period
from reports.filters.parts import with_mean_parts
from reports.kept import Kept
from reports.metric_definitions import near_names, with_exact_percentiles
from reports.metric_filters import GRAINS, as_template, names_in
from reports.metric_queries import MetricsQuery, SemanticError, grouping, ordering
from reports.statements import check_statement

# The years in which a time is no mistake (DECISIONS D13).
ALL_TIME = (date(1900, 1, 1), date(2100, 12, 31))


class SemanticCompiler:
    """Compiles questions for one semantic manifest.

    Args:
        manifest: The semantic manifest's JSON.
        kept: Folder that keeps what was compiled; None keeps nothing.
    """

    def __init__(self, manifest: str, kept: Path | None = None) -> None:
        """Prepare to compile; MetricFlow is imported for the first question that is new."""
        self._manifest = manifest
        self._folder = kept
        self._said: dict[str, str] = {}

    def sql(
        self, query: MetricsQuery, *, is_ordered: bool = True, named: Sequence[str] = ()
    ) -> str:
        """The SQL of a question whose metrics are known.

        Args:
            query: The question.
            is_ordered: Whether its rows come in its order.
            named: The metrics that somebody asked for, where the question has more.

        Raises:
            SemanticError: A dimension is unknown, or does not go with the metrics.
            PageError: A condition reads what is not published, or is no SQL.
        """
        group_by = grouping(query)
        compiled = MetricsQuery(
            query.metrics,
            tuple(group_by),
            query.where,
            query.start,
            query.end,
            tuple(ordering(query, group_by)) if is_ordered else (),
            query.limit,
        )
        general = for_any_period(compiled)
        asked = replace(query, metrics=tuple(named)) if named else query
        sql = self._once(repr(general), lambda: self._explain(general, asked))
        return sql if general == compiled else for_its_period(sql, compiled)

    def dimensions(self, name: str) -> tuple[str, ...]:
        """Everything a metric can be grouped by, `metric_time` first, then by name."""
        names = self._once(f"dimensions of {name}", lambda: json.dumps(self._dimensions(name)))
        return tuple(json.loads(names))

    def _once(self, question: str, answer: Callable[[], str]) -> str:
        if question not in self._said:
            self._said[question] = self._kept.once(question, answer) if self._kept else answer()
        return self._said[question]

    @cached_property
    def _kept(self) -> Kept | None:
        if self._folder is None:
            return None
        basis = f"{version('metricflow')} {ALL_TIME} {self._manifest}"
        return Kept(self._folder, sha256(basis.encode()).hexdigest()[:16])

    def _explain(self, query: MetricsQuery, asked: MetricsQuery) -> str:
        from metricflow.engine.metricflow_engine import (
            MetricFlowQueryRequest,
            OutputColumnOrderMode,
        )

        request = MetricFlowQueryRequest.create(
            metric_names=list(query.metrics),
            group_by_names=list(query.group_by),
            where_constraints=[as_template(condition) for condition in query.where] or None,
            time_constraint_start=datetime.combine(query.start, time()) if query.start else None,
            time_constraint_end=datetime.combine(query.end, time()) if query.end else None,
            order_by_names=query.order_by,
            limit=query.limit,
            output_column_order_mode=OutputColumnOrderMode.INPUT_ORDER,
        )
        with self._refused(asked):
            sql = str(self._engine.explain(request).sql_statement.sql)
        if query.where:
            # Where people write SQL; what is kept has been read.
            check_statement(sql)
        return sql

    @cached_property
    def _engine(self) -> Any:
        from metricflow.engine.metricflow_engine import MetricFlowEngine
        from metricflow_semantics.model.dbt_manifest_parser import (
            parse_manifest_from_dbt_generated_manifest,
        )
        from metricflow_semantics.model.semantic_manifest_lookup import SemanticManifestLookup

        _widen_time()
        _count_in_place()
        manifest = parse_manifest_from_dbt_generated_manifest(
            with_mean_parts(with_exact_percentiles(self._manifest))
        )
        return MetricFlowEngine(SemanticManifestLookup(manifest), sql_client=_compiler())

    def _dimensions(self, name: str) -> list[str]:
        found = {
            dimension.dunder_name
            for dimension in self._engine.simple_dimensions_for_metrics([name])
        }
        plain = {name.removesuffix("__day") for name in found}
        return sorted(plain, key=lambda name: (not name.startswith("metric_time"), name))

    @contextmanager
    def _refused(self, query: MetricsQuery) -> Iterator[None]:
        """MetricFlow's refusals in one line, with names that are near."""
        from metricflow_semantics.errors.error_classes import InformativeUserError

        try:
            yield
        except InformativeUserError as error:
            common = set(self.dimensions(query.metrics[0]))
            common.intersection_update(*(self.dimensions(name) for name in query.metrics))
            raise SemanticError(_refusal(query, common) or " ".join(str(error).split())) from error


def _widen_time() -> None:
    """MetricFlow answers nothing before 2000 and refuses what lies after 2040."""
    from metricflow_semantics.filters.time_constraint import TimeRangeConstraint

    begin, end = (datetime.combine(day, time()) for day in ALL_TIME)
    setattr(TimeRangeConstraint, "ALL_TIME_BEGIN", staticmethod(lambda: begin))  # noqa: B010
    setattr(TimeRangeConstraint, "ALL_TIME_END", staticmethod(lambda: end))  # noqa: B010


def _count_in_place() -> None:
    """MetricFlow copies all its counters to number one column: three tenths of its time (D226)."""
    from metricflow_semantics.dag import sequential_id

    def create_next_id(_: type, id_prefix: Any) -> Any:
        state = sequential_id._IdGenerationStateStack.get_current_state()
        # Worked out once for a state that is never changed, so the dictionary is its own.
        counters: Any = state.prefix_to_next_value
        index = counters.get(id_prefix) or state.default_start_value
        counters[id_prefix] = index + 1
        return sequential_id.SequentialId(id_prefix=id_prefix, index=index)

    setattr(  # noqa: B010 - mypy refuses to assign a method
        sequential_id.SequentialIdGenerator, "create_next_id", classmethod(create_next_id)
    )


def _refusal(query: MetricsQuery, known: set[str]) -> str | None:
    """Which asked name is not among the known ones, and which are near."""
    asked = ", ".join(query.metrics)
    known = known | {name.split("__")[0] for name in known}
    filtered = [name for condition in query.where for name in names_in(condition)]
    for verb, names in (("grouped", query.group_by), ("filtered", filtered)):
        for name in names:
            base, _, grain = name.rpartition("__")
            plain = base if base and grain in GRAINS else name
            if plain not in known:
                return f"{asked} cannot be {verb} by '{name}'{_instead(query, plain, known)}"
            if finest := _finer_than(grain, base, known):
                return f"{asked} is told by {finest} at the finest; ask for {base}__{finest}"
    columns = {*grouping(query), *query.metrics}
    for name in (ordered.lstrip("-") for ordered in query.order_by):
        is_time = name == "metric_time" and any(column.startswith(name) for column in columns)
        if name not in columns and not is_time:
            return f"order_by '{name}' is no column of the answer{near_names(name, columns)}"
    return None


def _finer_than(grain: str, base: str, known: set[str]) -> str | None:
    """The finest grain of a time, if it is asked for by a finer one: one of days has no ending."""
    finest = next((each for each in GRAINS if f"{base}__{each}" in known), None)
    is_finer = finest and grain in GRAINS and GRAINS.index(grain) < GRAINS.index(finest)
    return finest if is_finer else None


def _instead(query: MetricsQuery, name: str, known: set[str]) -> str:
    """What could have been meant: a grain is one of time, and else a name that is near."""
    if name in GRAINS and any(each.startswith("metric_time") for each in known):
        return f"; did you mean metric_time__{name}?"
    return near_names(name, known) or f"; cx explain {query.metrics[0]} lists what it can be"


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
