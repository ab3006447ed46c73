"""How a vendor's table is read and typed: everything from its contract.

A file that lacks a required column is refused here, with the nearest name it does have.
"""

from collections.abc import Sequence

from orchestration.loading.batch import Slice
from orchestration.loading.casting import Origin, Typing
from orchestration.loading.csv_header import Dialect
from orchestration.loading.files import path_values
from orchestration.loading.missing import missing_column
from quality.contract import ColumnContract, TableContract
from quality.sql import literal, quoted


def dialect_of(table: TableContract) -> Dialect:
    """How the table's CSV files are written."""
    return Dialect(
        delimiter="\t" if table.delimiter == "tab" else table.delimiter,
        encoding=table.encoding,
        header_rows=table.header_rows,
        time_zone_in_header=table.time_zone == "header",
    )


def typing_of(table: TableContract, part: Slice) -> Typing:
    """The typing of one file; refuses it if a required column is missing."""
    told = path_values(table, part.file)
    if part.columns:
        _refuse_missing(table, part.columns, told)
    columns = tuple(_origin(table, column, part.columns, told) for column in table.columns)
    return Typing(columns, "null" if table.rest else "nullif(_others, '{}')")


def wanted(table: TableContract) -> tuple[str, ...]:
    """The columns of the file that the contract names."""
    told = {name for name, _ in table.path_columns} | {table.rest}
    return tuple(column.header for column in table.columns if column.name not in told)


def others(table: TableContract, part: Slice) -> tuple[str, ...]:
    """The columns of the file that the contract does not name."""
    known = set(wanted(table))
    return tuple(name for name in part.columns if name not in known)


def _refuse_missing(table: TableContract, present: Sequence[str], told: dict[str, str]) -> None:
    for column in table.required:
        if column.name not in told and column.name != table.rest and column.header not in present:
            raise missing_column(
                f"the contract of {table.path}", column.header, present, wanted(table)
            )


def _origin(
    table: TableContract, column: ColumnContract, present: Sequence[str], told: dict[str, str]
) -> Origin:
    if column.name in told:
        raw = literal(told[column.name])
    elif column.name == table.rest:
        raw = "_others"
    elif column.header in present and column.name not in dict(table.path_columns):
        raw = quoted(column.header)
    else:
        raw = "null::varchar"
    is_json = raw == "_others" or (table.format == "json_lines" and column.name not in told)
    return Origin(
        column.name,
        column.data_type,
        raw,
        required=column.required,
        is_json=is_json,
        is_id=column.name in table.key or column.references is not None,
        not_before=column.not_before,
    )


def schema_of(table: TableContract) -> Typing:
    """The table's columns without any file."""
    return Typing(
        tuple(Origin(c.name, c.data_type, "null::varchar") for c in table.columns), "null"
    )
