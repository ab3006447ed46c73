"""Formats, titles and charts' scales: small pure functions, worked by hand."""
# ruff: noqa: E501 - cases and their expectations read best on one line each

from datetime import date

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
from reports.titles import words


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


def test_a_format_that_does_not_exist_is_an_error_with_the_near_name():
    with pytest.raises(PageError, match="did you mean 'pct1'"):
        format_value(1, "pcnt1")


@pytest.mark.parametrize(
    ("column", "code"),
    [("churn_pct", "pct"), ("price_usd2", "usd2"), ("new_amount", "amount0"), ("reopen_rate", "pct1"), ("nps", ""),
     ("order_date", "day"), ("first_reply_minutes_median", "duration"), ("customer_id", "id"), ("passives_share", "pct1")],
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
    assert change_mark(0.0001, "0.0", down_is_good=False).text == "no change"


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
    ["metrics: [nps]\nmetric: x", "group_by: [a]", "metrics: [nps]\nlast: soon", "metrics: [nps"],
)
def test_a_metrics_fence_that_is_wrong_is_refused(text):
    with pytest.raises(PageError):
        read_metrics(text, date(2026, 11, 21))
