"""Refused rows as SQL: each with the night that met it, and whether its file was replaced since.

A file is replaced when another of the same name has been loaded after it: mended and put back, or
grown. Its rows stay in the rejects and are no open matter any more.
"""

from pathlib import Path

from quality.sql import literal

_LEDGER = {
    "source": "varchar",
    "table": "varchar",
    "file": "varchar",
    "hash": "varchar",
    "status": "varchar",
    "loaded_on": "date",
    "origin": "varchar",
    "modified_ns": "bigint",
}
_ROWS = """
with files as (
    select
        source, "table", left(hash, 12) as short, loaded_on,
        lead(loaded_on) over (
            partition by source, "table", coalesce(nullif(origin, ''), file)
            order by loaded_on, modified_ns, hash
        ) as replaced_on
    from read_json({ledger}, columns = {columns})
    where status = 'loaded' and loaded_on <= {night}
)

select
    rejects._source, rejects._table, rejects._file, rejects._row, rejects.column_name,
    rejects.value, rejects.reason, files.loaded_on, files.replaced_on
from read_parquet({rejects}, union_by_name = true, filename = true) as rejects
inner join files
    on rejects._source = files.source
    and rejects._table = files."table"
    and parse_filename(rejects.filename, true) = files.short
"""
_NONE = """
select
    null::varchar as _source, null::varchar as _table, null::varchar as _file,
    null::bigint as _row, null::varchar as column_name, null::varchar as value,
    null::varchar as reason, null::date as loaded_on, null::date as replaced_on
where false
"""


def refused_rows(rejects: Path, lake: Path, night: str = "date '9999-12-31'") -> str:
    """The query of all rows that were refused up to a night, given as SQL."""
    if not any(rejects.glob("*/*/*.parquet")):
        return _NONE
    columns = ", ".join(f"'{name}': '{kind}'" for name, kind in _LEDGER.items())
    return _ROWS.format(
        ledger=literal(f"{lake}/_loads/*/*/*.json"),
        columns=f"{{{columns}}}",
        rejects=literal(f"{rejects}/*/*/*.parquet"),
        night=night,
    )
