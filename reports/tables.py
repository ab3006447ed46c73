"""The rows of a query as templates see them: `q[0].column`, `q.length`, `{#each q as row}`."""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal

from reports.errors import NoRowError, PageError, RowsError, nearest
from reports.formats import infer_format
from reports.titles import words

Cell = None | bool | int | float | str | date | datetime

# Control characters are no characters in HTML, and direction overrides let a customer's text
# rearrange the words around it.
_UNPRINTABLE = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff\ue000-\uf8ff]"
)


@dataclass(frozen=True)
class Column:
    """A column's name, how it is titled and how its values are written."""

    name: str
    title: str
    format: str = ""
    is_number: bool = False
    is_date: bool = False


class Row:
    """One row; has no public attributes of its own, so that every column name is free."""

    __slots__ = ("_table", "_values")

    def __init__(self, table: "Table", values: tuple[Cell, ...]) -> None:
        self._table = table
        self._values = values

    def __getitem__(self, column: str) -> Cell:
        return self._values[self._table.position(column)]

    def __iter__(self) -> Iterator[Cell]:
        return iter(self._values)


@dataclass(frozen=True)
class Table:
    """The result of one query.

    Attributes:
        name: Name of the query on its page.
        columns: What the rows hold, in order.
        records: The rows.
        sql: The statement that was run.
        failed: Why there are no rows, if what they hold stopped the statement.
    """

    name: str
    columns: tuple[Column, ...]
    records: tuple[tuple[Cell, ...], ...]
    sql: str = ""
    failed: str = ""
    index: Mapping[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        places = {column.name: place for place, column in enumerate(self.columns)}
        object.__setattr__(self, "index", places)

    def position(self, column: str) -> int:
        """Where a column stands.

        Raises:
            PageError: There is no such column; names the near one.
        """
        if column not in self.index:
            raise PageError(
                f"query '{self.name}' has no column '{column}'{nearest(column, self.index)}"
            )
        return self.index[column]

    def column(self, name: str) -> Column:
        """A column by name."""
        return self.columns[self.position(name)]

    def values(self, name: str) -> list[Cell]:
        """All values of a column."""
        place = self.position(name)
        return [record[place] for record in self.records]

    def numbers(self, name: str) -> list[float | None]:
        """All values of a column of numbers; what is no number is not known."""
        return [_as_number(value) for value in self.values(name)]

    @property
    def length(self) -> int:
        """Number of rows, as Evidence calls it."""
        return len(self.records)

    def __len__(self) -> int:
        return len(self.records)

    def __iter__(self) -> Iterator[Row]:
        return (Row(self, record) for record in self.records)

    def __getitem__(self, row: int) -> Row:
        try:
            return Row(self, self.records[row])
        except IndexError:
            count = f"{len(self)} row{'s' if len(self) != 1 else ''}"
            message = f"query '{self.name}' has {count}, no row [{row}]"
            raise (RowsError if self.records or self.failed else NoRowError)(message) from None

    def with_column(self, name: str, title: str, values: Sequence[Cell]) -> "Table":
        """The table with one more column; a name that is taken gets a line below it."""
        while name in self.index:
            name += "_"
        records = tuple(
            (*record, value) for record, value in zip(self.records, values, strict=True)
        )
        return replace(self, columns=(*self.columns, Column(name, title)), records=records)

    def unknown_row(self) -> Row:
        """A row of which nothing is known."""
        return Row(self, (None,) * len(self.columns))


def source_of(row: Row) -> Table:
    """The table a row belongs to."""
    return row._table


def number_of(value: object) -> float | None:
    """A value as a number; None if it is none."""
    return float(value) if isinstance(value, int | float) else None


def _as_number(value: Cell) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if math.isfinite(value) else None


def make_table(
    name: str,
    names: Sequence[str],
    types: Sequence[str],
    rows: Sequence[Sequence[object]],
    *,
    sql: str = "",
    titles: Mapping[str, str] | None = None,
    formats: Mapping[str, str] | None = None,
) -> Table:
    """A table of plain values, titled by the metrics' labels where a column is a metric.

    Raises:
        PageError: Two columns have one name, of which a page could only show one.
    """
    if twice := next((one for one in names if names.count(one) > 1), None):
        raise PageError(f"two columns are called '{twice}'; give one of them another name")
    titles, formats = titles or {}, formats or {}
    columns = tuple(
        Column(
            name=column,
            title=titles.get(column) or words(column),
            format=formats.get(column) or infer_format(column),
            is_number=_is_number(kind),
            is_date=kind.startswith(("DATE", "TIMESTAMP")),
        )
        for column, kind in zip(names, types, strict=True)
    )
    return Table(name, columns, tuple(tuple(map(_plain, row)) for row in rows), sql)


def _is_number(kind: str) -> bool:
    return (
        kind.startswith(("DECIMAL", "DOUBLE", "FLOAT", "REAL"))
        or kind.endswith("INT")
        or kind
        in (
            "INTEGER",
            "BIGINT",
        )
    )


def _plain(value: object) -> Cell:
    if isinstance(value, Decimal):
        return (
            int(value)
            if value == value.to_integral_value() and abs(value) > 2**53
            else float(value)
        )
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if value is None or isinstance(value, bool | int | date | datetime):
        return value
    return _UNPRINTABLE.sub("", str(value))
