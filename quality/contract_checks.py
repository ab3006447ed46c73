"""What a contract may not say: names that are no columns or tables of it, or are the loader's.

Sentences about a contract that was read; reading it is `contract.py`.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from quality.near import did_you_mean

if TYPE_CHECKING:
    from quality.contract import TableContract

TECHNICAL_COLUMNS = ("_source", "_file", "_row", "_extra", "_loaded_on")


def problems_of_table(table: "TableContract") -> Iterator[str]:
    """What contradicts itself within one table."""
    names = [column.name for column in table.columns]
    if doubled := sorted({name for name in names if names.count(name) > 1}):
        yield f"columns listed twice: {', '.join(doubled)}"
    if reserved := sorted(set(names) & set(TECHNICAL_COLUMNS)):
        yield f"{', '.join(reserved)} is written by the loader; rename it"
    named = {
        "key": table.key,
        "cursor": tuple(filter(None, (table.cursor, table.then_by))),
        "rest": (table.rest,) if table.rest else (),
        "path_columns": tuple(name for name, _ in table.path_columns),
        "not_before": tuple(name for column in table.columns for name in column.not_before),
    }
    for setting, wanted in named.items():
        for missing in sorted(set(wanted) - set(names) - {"_source"}):
            yield f"{setting} names {missing}, which is not a column{did_you_mean(missing, names)}"
    if table.rest and table.by_name[table.rest].data_type != "json":
        yield f"rest column '{table.rest}' must have data_type json"


def problems_of_references(tables: Sequence["TableContract"]) -> Iterator[str]:
    """References that lead to no column of the source: the gate would look for its file."""
    known = {f"{table.name}.{column.name}" for table in tables for column in table.columns}
    for table in tables:
        for column in table.columns:
            if column.references and column.references not in known:
                yield (
                    f"table '{table.name}', column '{column.name}': references names"
                    f" {column.references}, which is no <table>.<column> of this source"
                    f"{did_you_mean(column.references, known)}"
                )
