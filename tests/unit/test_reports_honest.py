"""Tables that would tell something else than their queries: refused, or whole."""

import re

import duckdb
import pytest

from reports.errors import SiteError
from reports.warehouse import settled_rows

GROUPS = (
    "```sql q\nselect * from (values ('a', 10, 0.9), ('b', 20, 0.8), ('a', 30, 0.7))"
    " as q(kind, v, kept_rate)\n```\n"
)


def test_two_columns_of_one_name_are_told(html):
    with pytest.raises(SiteError, match="two columns are called 'a'"):
        html("```sql q\nselect 1 as a, 2 as a\n```\n<DataTable data={q}/>")


def test_digits_before_the_point_are_all_told():
    found = duckdb.sql(
        "select 12345678901.0::double as a, 1234567.8901234 as b, -98765432109.4::double"
    )

    assert settled_rows(found)[0][0] == 12345678901.0
    assert settled_rows(found)[0][2] == -98765432109.0


def test_ratios_are_never_added_up(html):
    table = (
        "<DataTable data={q}>\n<Column id=kind/>\n<Column id=kept_rate totalAgg=%s/>\n</DataTable>"
    )

    with pytest.raises(SiteError, match="'kept_rate' is a ratio, and ratios do not add up"):
        html(GROUPS + table % "sum")
    assert "90.0%" in html(GROUPS + table % "max")


def test_the_total_of_a_group_is_of_all_its_rows_as_the_tables_is(html):
    text = html(
        GROUPS + "<DataTable data={q} rows=2 groupBy=kind subtotals=true>\n<Column id=kind/>\n"
        "<Column id=v totalAgg=sum/>\n</DataTable>"
    )

    assert re.findall(r"(Together|Total)</th><td[^>]*>(\d+)", text) == [
        ("Together", "40"), ("Together", "20"), ("Total", "60"),
    ]  # fmt: skip
