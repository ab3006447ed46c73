"""On which days the company is closed, as far as its support desk says so.

Days that cx.toml names are the caller's to add. What a holiday means is the gates' to say.
"""

from datetime import date
from pathlib import Path

from quality.sql import Query, literal

# Closed for longer, it is no holiday any more.
LONGEST_DAYS = 31


def read_holidays(lake: Path, query: Query, *, as_of: date) -> frozenset[date]:
    """Every day that a schedule of the desk names as a holiday, as known at a night's end."""
    files = lake / "zendesk" / "holidays" / "*" / "*.parquet"
    if not any(files.parent.parent.glob("*/*.parquet")):
        return frozenset()
    rows = query(
        "select distinct cast(unnest(generate_series("
        "start_date, end_date, interval 1 day)) as date) from ("
        f"select * from read_parquet({literal(str(files))}, hive_partitioning = true,"
        f" union_by_name = true) where _loaded_on <= date '{as_of}'"
        f" and end_date - start_date < {LONGEST_DAYS})"
    )
    return frozenset(day for (day,) in rows)
