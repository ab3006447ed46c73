"""The semantic layer: metrics by name, asked of the published warehouse.

The only module that touches MetricFlow, embedded: it needs the warehouse file and the semantic
manifest that the night stored in it, no dbt, no network. What is asked and answered is defined
in `metric_queries.py`.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from reports.metric_queries import Explanation, MetricInfo, MetricsQuery, QueryResult

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
            warehouse: An open connection, or the published file, which is opened read-only.
            manifest: The semantic manifest's JSON, or a file that holds it. None reads it from
                the warehouse (`ops.semantic_manifest`): one file, one state.
        """
        raise NotImplementedError

    def metrics(self) -> tuple[MetricInfo, ...]:
        """Every public metric, by name."""
        raise NotImplementedError

    def query(self, query: MetricsQuery) -> QueryResult:
        """The answer to a question.

        Raises:
            SemanticError: A metric or dimension is unknown or does not go with the others.
        """
        raise NotImplementedError

    def explain(self, name: str) -> Explanation:
        """The definition of a metric and the SQL that computes it.

        Raises:
            SemanticError: There is no such metric.
        """
        raise NotImplementedError

    def compile(self, query: MetricsQuery) -> str:
        """The SQL of a question, without running it."""
        raise NotImplementedError

    def values(self, metrics: Sequence[str], dimension: str) -> tuple[object, ...]:
        """The distinct values a dimension takes for the given metrics, in order, without null."""
        raise NotImplementedError

    def close(self) -> None:
        """Close the connection if this object opened it."""
        raise NotImplementedError

    def __enter__(self) -> "SemanticLayer":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
