"""Formats, titles and charts' scales: small pure functions, worked by hand."""
# ruff: noqa: E501 - cases and their expectations read best on one line each

from datetime import UTC, date, datetime

import duckdb
import pytest

from reports.charts.scales import date_labels, nice_ticks
from reports.charts.theme import text_width
from reports.components.links import safe_address
from reports.components.marks import change_mark, numbers_in
from reports.context import to_csv
from reports.errors import PageError
from reports.formats import format_value, infer_format
from reports.metric_fences import last_periods, read_metrics
from reports.tables import make_table
from reports.titles import stands_out_macro, value_name_macro, words


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (1234.5, "num0", "1,234"), (1234.56, "num2", "1,234.56"), (0.7123, "pct1", "71.2%"), (-0.05, "pct0", "−5%"),
        (12345, "usd0k", "$12k"), (1500000, "usd1m", "$1.5M"), (1234, "amount0", "€1,234"), (2.5, "mult", "2.5×"),
        (0.012, "+points", "+1.2 points"), (-0.0001, "num1", "0.0"), (94, "duration", "1 h 34 min"), (3312, "duration", "2.3 days"), (1440, "duration", "1 day"),
        (None, "num0", "–"), (float("nan"), "num0", "–"), (True, "", "yes"), (1234567, "id", "1234567"),
        (date(2026, 3, 2), "", "2 Mar 2026"), (date(2026, 3, 2), "month", "Mar 2026"), (date(2026, 3, 2), "mmmm", "March"),
        (date(2026, 3, 2), "dd/mm/yyyy", "02/03/2026"), (1234.5, "#,##0.00", "1,234.50"), (0.5, "0%", "50%"), ("text", "num0", "text"),
    ],
)  # fmt: skip
def test_a_value_is_written_as_its_format_says(value, code, text):
    assert format_value(value, code) == text


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (1234567, "#,##0,", "1,235"), (1234567, '0.0,,"M"', "1.2M"), (-5, "#,##0;(#,##0)", "(5)"), (0, '0;-0;"none"', "none"),
        (-0.001, "0.0", "0.0"), (-1234.5, "$#,##0.00", "−$1,234.50"), (3.14159, "0.##", "3.14"), (3, "0.##", "3"), (7, "000", "007"),
        (5, '"about "0', "about 5"), (0.253, "0.0 %", "25.3 %"), (5, "+0", "+5"), (1234567, "#,##0", "1,234,567"),
    ],
)  # fmt: skip
def test_an_excel_code_writes_a_number_as_excel_would(value, code, text):
    assert format_value(value, code) == text


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("hh:mm", "13:05"), ("dd/mm/yyyy hh:mm:ss", "04/03/2026 13:05:10"), ("h:mm AM/PM", "1:05 PM"), ("mm:ss", "05:10"),
        ("mmm d", "Mar 4"), ('d mmmm "at" h', "4 March at 13"), ("dddd", "Wednesday"), ("hms", "13:05:10"), ("yy-m", "26-3"),
    ],
)  # fmt: skip
def test_an_excel_code_writes_a_moment_and_tells_minutes_from_months(code, text):
    assert format_value(datetime(2026, 3, 4, 13, 5, 10, tzinfo=UTC), code) == text


def test_a_day_has_the_time_of_midnight():
    assert format_value(date(2026, 3, 4), "hms") == "0:00:00"


@pytest.mark.parametrize(
    "code",
    [
        "percent0",
        "foo0",
        "num 0",
        "[red]0",
        "# ?/?",
        "0.00E+00",
        "0_)",
        "0;0;0;@",
        "mmm 0",
        "yyyyy",
        '0"open',
    ],
)
def test_a_code_that_is_not_understood_is_refused_whole(code):
    with pytest.raises(PageError, match="unknown format"):
        format_value(0.4, code)


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (59.7, "duration", "1 h"), (1439.7, "duration", "1 day"), (1500, "duration", "1 day"), (2879, "duration", "2 days"),
        (-0.2, "duration", "0 min"), (-90, "duration", "−1 h 30 min"), (2024, "year", "2024"), (5, "month", "5"),
    ],
)  # fmt: skip
def test_durations_round_up_to_the_next_unit_and_years_are_no_amounts(value, code, text):
    assert format_value(value, code) == text


@pytest.mark.parametrize(
    ("value", "name"),
    [("sms", "SMS"), ("chat", "Chat"), ("paid_search", "Paid search"), ("DACH", "DACH"), ("iOS", "iOS"), ("none", "None"), (None, "Unknown")],
)  # fmt: skip
def test_a_value_has_the_same_name_in_a_cell_and_in_sql(value, name):
    with duckdb.connect() as connection:
        connection.execute(value_name_macro())
        said = connection.execute("select value_name($1)", [value]).fetchone()

    assert format_value(value, "name") == name
    assert said == (name,)


@pytest.mark.parametrize(
    ("intervals", "told"),
    [
        ("(1, 2), (3, 4), (5, 6)", True),
        ("(1, 2), (3, 5), (4, 6)", False),
        ("(1.7, 13.7), (2.6, 3.4), (1.0, 1.6)", False),
        ("(1, 2)", None),
    ],
)
def test_one_stands_out_only_above_all_others(intervals, told):
    with duckdb.connect() as connection:
        connection.execute(stands_out_macro())
        said = connection.execute(
            f"select stands_out(low, high) from (values {intervals}) as given(low, high)"
        ).fetchone()

    assert said == (told,)


def test_a_format_that_does_not_exist_is_an_error_with_the_near_name():
    with pytest.raises(PageError, match="did you mean 'pct1'"):
        format_value(1, "pcnt1")


@pytest.mark.parametrize(
    ("column", "code"),
    [("churn_pct", "pct"), ("price_usd2", "usd2"), ("new_amount", "amount0"), ("reopen_rate", "pct1"), ("nps", ""),
     ("order_date", "day"), ("first_reply_minutes_median", "duration"), ("customer_id", "id"), ("passives_share", "pct1"),
     ("customer__customer_type", "name"), ("metric_time__month", "month")],
)  # fmt: skip
def test_a_columns_name_carries_its_format(column, code):
    assert infer_format(column) == code


@pytest.mark.parametrize(
    ("name", "title"),
    [("nps", "NPS"), ("customer__tier_name", "Tier"), ("churn_pct1", "Churn"), ("metric_time__month", "Month"), ("is_b2b", "B2B"),
     ("reply_minutes_p90", "Reply minutes 90th percentile")],
)  # fmt: skip
def test_a_title_is_in_words(name, title):
    assert words(name) == title


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (0, 97, [0, 25, 50, 75, 100]),
        (41.2, 51.9, [40, 45, 50, 55]),
        (-8, 12, [-10, -5, 0, 5, 10, 15]),
    ],
)
def test_ticks_are_round_and_hold_the_data(low, high, ticks):
    assert nice_ticks(low, high, 5) == ticks


def test_ticks_of_durations_are_hours():
    assert nice_ticks(0, 410, 5, is_duration=True) == [0, 120, 240, 360, 480]


def test_the_year_stands_where_it_changes_and_the_last_month_is_always_named():
    months = [date(2025, 11, 1), date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1)]

    assert list(date_labels(months, 4).values()) == [
        ["Nov", "2025"],
        ["Dec"],
        ["Jan", "2026"],
        ["Feb"],
    ]
    assert list(date_labels(months, 2).values()) == [["Dec", "2025"], ["Feb", "2026"]]


def test_text_is_not_thought_narrower_than_it_is():
    assert text_width("Mean time to first reply", 13) > 133  # measured in Liberation Sans 13 px


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//evil.example",
        "java\nscript:x",
        "\\\\host",
        " vbscript:x",
    ],
)
def test_an_address_from_data_leads_only_where_a_link_may(address):
    assert safe_address(address) == ""


@pytest.mark.parametrize("address", ["/loyalty/", "https://example.org/a", "#top"])
def test_an_ordinary_address_is_kept(address):
    assert safe_address(address) == address


def test_a_csv_disarms_formulas_and_leaves_numbers_alone():
    table = make_table(
        "t",
        ["a", "b"],
        ["VARCHAR", "DOUBLE"],
        [["=cmd()", -1.5], ["+1", None], ["plain, text", 2.0], [" @x", 0.0]],
    )

    assert to_csv(table) == "a,b\r\n'=cmd(),-1.5\r\n'+1,\r\n\"plain, text\",2.0\r\n' @x,0.0\r\n"


def test_a_change_is_judged_by_its_direction_and_never_by_colour_alone():
    assert change_mark(-0.3, "−0.3", down_is_good=True).judgement == "better"
    assert change_mark(0.3, "+0.3", down_is_good=True).judgement == "worse"


@pytest.mark.parametrize("written", ["0.0", "−0 min", "+SEK 0", "€0k", "0.0×", "+0.0 points"])
def test_a_change_that_is_written_as_nought_is_none(written):
    mark = change_mark(0.0001, written, down_is_good=False)

    assert (mark.text, mark.tone) == ("no change", "muted")


def test_the_numbers_of_a_list_are_read():
    assert numbers_in("[1.5, None, -2, 1e-05]") == [1.5, None, -2.0, 1e-05]


@pytest.mark.parametrize(
    ("text", "as_of", "period"),
    [("2 months", date(2026, 11, 21), (date(2026, 9, 1), date(2026, 10, 31))), ("1 month", date(2026, 11, 30), (date(2026, 11, 1), date(2026, 11, 30))),
     ("1 quarter", date(2026, 11, 21), (date(2026, 7, 1), date(2026, 9, 30))), ("1 week", date(2026, 11, 21), (date(2026, 11, 9), date(2026, 11, 15))),
     ("3 days", date(2026, 11, 21), (date(2026, 11, 19), date(2026, 11, 21)))],
)  # fmt: skip
def test_last_means_complete_periods_up_to_the_night(text, as_of, period):
    assert last_periods(text, as_of) == period


@pytest.mark.parametrize(
    "text",
    [
        "metrics: [nps]\nmetric: x",
        "group_by: [a]",
        "metrics: [nps]\nlast: soon",
        "metrics: [nps",
        "metrics: [nps]\nlast: 99999 months",
        "metrics: [nps]\nlast: 9999999999 days",
    ],
)
def test_a_metrics_fence_that_is_wrong_is_refused(text):
    with pytest.raises(PageError):
        read_metrics(text, date(2026, 11, 21))
