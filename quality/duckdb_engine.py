"""Great Expectations, pushed down to DuckDB.

The two classes that make Great Expectations speak DuckDB, and a `Validator` that asks a suite of
rules of a query. Importing this module costs seconds and 270 MB, so it is imported inside the
functions that need it. What the rules are belongs elsewhere.
"""

import logging
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any, ClassVar, Literal, Self

# Read once, at import: no usage data leaves the machine.
os.environ["GX_ANALYTICS_ENABLED"] = "false"

import great_expectations as gx
from great_expectations import expectations
from great_expectations.datasource.fluent.sql_datasource import SQLDatasource
from great_expectations.execution_engine.sqlalchemy_execution_engine import (
    SqlAlchemyExecutionEngine,
)
from great_expectations.expectations.core.unexpected_rows_expectation import (
    UnexpectedRowsExpectation,
)

from quality.rules import Outcome, Rule
from quality.verdicts import EXAMPLES

logging.getLogger("great_expectations").setLevel(logging.ERROR)


class DuckDBExecutionEngine(SqlAlchemyExecutionEngine):
    """Keeps one connection open: DuckDB drops the rows of a result whose connection closes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Great Expectations knows no DuckDB; its types are those of Postgres.
        self.dialect_module = import_module("sqlalchemy.dialects.postgresql")

    @contextmanager
    def get_connection(self) -> Iterator[Any]:
        """The one connection, seeing everything that was written until now."""
        if self._connection is None:
            self._connection = self.engine.connect()
        elif self._connection.in_transaction():
            self._connection.commit()
        yield self._connection

    def close(self) -> None:
        """Release the file or memory database."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        super().close()


# Named here, because the class below has an attribute called type.
_Engine = type[DuckDBExecutionEngine]


class DuckDBDatasource(SQLDatasource):
    """Registers itself as `context.data_sources.add_duckdb`."""

    type: Literal["duckdb"] = "duckdb"  # type: ignore[assignment]

    @property
    def execution_engine_type(self) -> _Engine:
        """The engine that pushes expectations down."""
        return DuckDBExecutionEngine

    def get_engine(self) -> Any:
        """One pool for the tests of a connection and for the expectations."""
        return self.get_execution_engine().engine


class ExpectNoOffenders(UnexpectedRowsExpectation):
    """An unexpected-rows expectation that counts the rows and leaves them where they are."""

    metric_dependencies = ("unexpected_rows_query.row_count",)

    def _validate(
        self,
        metrics: dict[str, Any],
        runtime_configuration: Any = None,  # noqa: ARG002 - the signature is given
        execution_engine: Any = None,  # noqa: ARG002
    ) -> dict[str, Any]:
        number = metrics["unexpected_rows_query.row_count"]
        return {"success": number == 0, "result": {"observed_value": number}}


class Validator:
    """One context and one connection, for all tables of a night.

    Args:
        database: A DuckDB file, opened read-only; a database in memory if None.
        memory_limit: What DuckDB may take before it spills to a temporary folder.
    """

    _names: ClassVar[Iterator[int]] = count()

    def __init__(self, database: Path | None = None, *, memory_limit: str = "80%") -> None:
        self._spill = TemporaryDirectory(prefix="cx-quality-")
        name = f"quality_{next(self._names)}"
        url = (
            f"duckdb:///{database.resolve()}?access_mode=READ_ONLY"
            if database
            else f"duckdb:///:memory:{name}"
        )
        self._context = gx.get_context(mode="ephemeral")
        self._context.variables.progress_bars = {"globally": False}  # type: ignore[assignment]
        self._source = self._context.data_sources.add_duckdb(
            name, connection_string=url, create_temp_table=False
        )
        self._batches: dict[str, Any] = {}
        self._engine = self._source.get_execution_engine()
        self._connection = self._engine.engine.raw_connection()
        self._cursor = self._connection.cursor()
        self.sql(f"set memory_limit = '{memory_limit}'")
        self.sql(f"set temp_directory = '{self._spill.name}'")
        self.sql("set preserve_insertion_order = false")
        self.sql("set TimeZone = 'UTC'")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database, so that the same process may open it for writing."""
        self._cursor.close()
        self._connection.close()
        self._engine.close()
        self._spill.cleanup()

    def sql(self, statement: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run a statement beside Great Expectations, on the same database."""
        self._cursor.execute(statement, tuple(parameters))
        return list(self._cursor.fetchall()) if self._cursor.description else []

    def validate(self, batch: str, rules: Iterable[Rule]) -> tuple[Outcome, ...]:
        """Ask the rules of the rows of a relation.

        Great Expectations answers yes or no in as few queries as it can; only for a no are the
        offending rows counted and five of their keys fetched.

        Args:
            batch: A table or view of this database.
            rules: What to ask.
        """
        asked = {rule.name: rule for rule in rules}
        if not asked:
            return ()
        suite = gx.ExpectationSuite(
            name=f"{batch} {next(self._names)}",
            expectations=[_expectation(rule) for rule in asked.values()],
        )
        validated = self._batch(batch).validate(suite, result_format="BOOLEAN_ONLY")
        return tuple(
            self._outcome(batch, asked[result.expectation_config.meta["rule"]], result)
            for result in sorted(
                validated.results,
                key=lambda result: list(asked).index(result.expectation_config.meta["rule"]),
            )
        )

    def _batch(self, name: str) -> Any:
        # A query asset, because Great Expectations reads a table's columns by reflection: slowly.
        if name not in self._batches:
            asset = self._source.add_query_asset(name, f"select * from {name}")
            self._batches[name] = asset.add_batch_definition_whole_table("night")
        return self._batches[name].get_batch()

    def _outcome(self, batch: str, rule: Rule, result: Any) -> Outcome:
        if result.success:
            return Outcome(rule, passed=True)
        if result.exception_info.get("raised_exception"):
            raise ValidationError(
                f"rule {rule.name} could not be asked of {batch}:"
                f" {result.exception_info.get('exception_message')}"
            )
        offenders = rule.offenders.format(batch=batch)
        [(number,)] = self.sql(f"select count(*) from ({offenders})")
        shown = self.sql(f"select distinct example from ({offenders}) order by 1 limit {EXAMPLES}")
        return Outcome(rule, passed=False, count=number, examples=tuple(str(s) for (s,) in shown))


class ValidationError(Exception):
    """A rule that could not be asked; never to be taken for a rule that holds."""


def _expectation(rule: Rule) -> Any:
    kind = getattr(expectations, rule.expectation) if rule.expectation else ExpectNoOffenders
    return kind(**rule.arguments, meta={"rule": rule.name})
