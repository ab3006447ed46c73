"""Why an expression of a map fails, in DuckDB's words and without anybody's values."""

from pathlib import Path

import duckdb
import pytest

from orchestration.loading.failures import without_values
from tests.unit.test_mapped import SURVEY, company, load

PERSON = 'Piet O\'Brien "piet@home.example"\nHoofdstraat 12'
FAILING = (
    "name::int",
    "name::date",
    "name::time",
    "name::uuid",
    "name::json",
    "name::decimal(4,2)",
    "name::struct(b int)",
    "strptime(name, '%Y')",
    "error('bad ' || upper(name))",
    "date_part(name, date '2020-01-01')",
    "timezone(name, timestamp '2020-01-01')",
    "from_base64(name)",
    "regexp_matches(name, '[' || name)",
    "json_extract('{' || name, '$.a')",
    "number::int",
    "number::bigint * number::bigint",
)


@pytest.mark.parametrize("sql", FAILING)
def test_no_value_of_a_row_stands_in_a_reason(sql: str) -> None:
    with duckdb.connect() as connection:
        connection.execute(
            "create table rows as select $1 as name, $2 as number", [PERSON, "9" * 12]
        )
        with pytest.raises(duckdb.Error) as raised:
            connection.execute(f"select {sql} from rows").fetchall()

    told = without_values(str(raised.value))

    assert " Error: " in told
    for part in ("piet", "brien", "home", "hoofd", "999"):
        assert part not in told.casefold()


@pytest.mark.parametrize(
    ("message", "told"),
    [
        (
            "Conversion Error: Could not convert string 'x' to INT32 when casting from source"
            " column x\n\nLINE 1: select x",
            "Conversion Error: Could not convert string … to INT32",
        ),
        (
            "Conversion Error: Type VARCHAR with value 'it isn't' can't be cast",
            "Conversion Error: Type VARCHAR with value … can't be cast",
        ),
        ("Invalid Input Error: Jan Smit and 4711", "Invalid Input Error: …"),
    ],
)
def test_what_duckdb_says_of_any_value_stays(message: str, told: str) -> None:
    assert without_values(message) == told


def test_as_many_reasons_are_told_as_can_be_read(tmp_path: Path) -> None:
    sql = "case INTDATE when 'a' then 'x'::int when 'b' then 'x'::date when 'c' then 'x'::uuid"
    feed = SURVEY.replace("make_date(2017, 5, INTDATE::int)", f"{sql} else 'x'::json end")
    lines = "".join(f"{n},{letter},9,1,1\n" for n, letter in enumerate("abcd"))
    settings = company(
        tmp_path, feed, surveys__a_csv="RESPNUM,INTDATE,NETPRO  ,Q7ALL,WEIGHT\n" + lines
    )

    (summary,) = load(settings)

    assert summary.rows_rejected == 4
    ((reason,),) = duckdb.sql(
        f"select distinct reason from '{settings.rejects}/*/*/*.parquet'"
    ).fetchall()
    assert reason.count(" or ") == 3
    assert reason.endswith(" or …")
