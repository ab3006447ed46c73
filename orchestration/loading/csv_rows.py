"""Numbers the rows of CSV files of which some lines are malformed, from one count of all records.

DuckDB numbers what it refuses by the record, and counts blank lines with it; what it reads it only
puts in order. Files without malformed lines need nothing of this: there the order is the number.
"""

import csv
from collections.abc import Iterator, Mapping
from contextlib import suppress
from itertools import islice
from pathlib import Path

import duckdb
import numpy as np

from orchestration.loading.decoding import open_text
from orchestration.loading.lines import MAX_LINE


def number_rows(
    session: duckdb.DuckDBPyConnection,
    places: Mapping[str, tuple[int, int]],
    delimiter: str,
    skipped: int,
    *,
    has_blanks: bool,
) -> None:
    """Give `raw_errors` a `row`, and the rows of `raw_csv` the malformed lines `passed` before.

    Args:
        session: Where both tables lie, the errors with the `line` that DuckDB tells.
        places: Where each file's rows lie in the raw table.
        delimiter: What parts two values.
        skipped: Records before the data.
        has_blanks: Whether blank lines are no rows; in a file of one column they are.
    """
    session.execute("create or replace temp table raw_blanks (file_path varchar, line bigint)")
    lasts = session.execute("select file_path, max(line) from raw_errors group by all").fetchall()
    for name, last in lasts if has_blanks else ():
        lines = np.fromiter(_blank_lines(Path(name), delimiter, last), np.int64)
        if lines.size:
            session.execute(
                "insert into raw_blanks select $name, unnest($lines::bigint[])",
                {"name": name, "lines": lines},
            )
    session.execute(_NUMBERED.format(skipped=skipped))
    session.execute("alter table raw_csv add column passed bigint default 0")
    session.execute(
        "create or replace temp table raw_places (file_path text, first bigint, last bigint)"
    )
    session.executemany(
        "insert into raw_places values (?, ?, ?)",
        [(name, *place) for name, place in places.items()],
    )
    session.execute(_PASSED)


# A malformed line never counts as blank, even if another reader sees it so.
_NUMBERED = """
create or replace temp table raw_errors as
with lines as (
    select distinct file_path, line, 0 as blank from raw_errors
    union all
    select file_path, line, 1 from raw_blanks anti join raw_errors using (file_path, line)
    where line > {skipped}
),
counted as (
    select *, line - {skipped} - sum(blank) over (partition by file_path order by line) as row
    from lines
)
select raw_errors.*, counted.row from raw_errors join counted using (file_path, line)
"""
_PASSED = """
update raw_csv set passed = spans.passed from (
    select
        first + row - passed as since, passed,
        lead(first + row - passed, 1, last) over (partition by file_path order by row) as before
    from (
        select *, row_number() over (partition by file_path order by row) as passed
        from (select distinct file_path, row from raw_errors) join raw_places using (file_path)
    )
) as spans
where raw_csv.rowid >= spans.since and raw_csv.rowid < spans.before
"""


def _blank_lines(path: Path, delimiter: str, last: int) -> Iterator[int]:
    """Which of a file's first records are blank lines, its header's among them."""
    limit = csv.field_size_limit(MAX_LINE)
    try:
        with open_text(path) as handle, suppress(csv.Error):
            reader = csv.reader(handle, delimiter=delimiter)
            for line, row in enumerate(islice(reader, last), start=1):
                if not row:
                    yield line
    finally:
        csv.field_size_limit(limit)
