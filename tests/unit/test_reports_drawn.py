"""What charts draw: no nought for what is not known, no sign hidden, no label beyond the frame."""
# ruff: noqa: E501 - cases and their expectations read best on one line each

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from reports.charts.bars import standing_spec
from reports.charts.frame import tick_texts, value_ticks
from reports.charts.labels import name_labels
from reports.charts.lines import line_spec
from reports.charts.lying import lying_spec
from reports.charts.model import Chart, Reference, Series, Size
from reports.charts.scales import date_labels
from reports.charts.theme import text_width
from reports.errors import RowsError, SiteError

SIZE = Size(600, 300)
MONTHS = tuple(date(2026, month, 1) for month in (1, 2, 3))


def chart(*values, kind="area", stack="grouped", positions=MONTHS, **more):
    series = tuple(
        Series(f"s{n}", told, tuple(map(str, told)), f"#f0f10{n}") for n, told in enumerate(values)
    )
    return Chart(kind, positions, tuple(map(str, positions)), series, stack=stack, **more)


def layers(spec, kind):
    return [
        one
        for one in spec["layer"]
        if isinstance(one.get("mark"), dict) and one["mark"]["type"] == kind
    ]


def test_shares_of_an_area_add_up_to_the_whole():
    spec = line_spec(chart((10.0, 20.0, 30.0), (30.0, 20.0, 10.0), stack="stacked100"), SIZE)
    tops = [[row["y"] for row in area["data"]["values"]] for area in layers(spec, "area")]

    assert tops == [[0.25, 0.5, 0.75], [1.0, 1.0, 1.0]]


def test_an_area_leaves_out_what_is_not_known_and_shows_who_stands_alone():
    spec = line_spec(chart((50.0, None, 60.0)), SIZE)
    (seen,) = (one for one in layers(spec, "point") if one["mark"]["opacity"] == 1)

    assert [[row["y"] for row in area["data"]["values"]] for area in layers(spec, "area")] == [
        [50.0],
        [60.0],
    ]
    assert [row["y"] for row in seen["data"]["values"]] == [50.0, 60.0]


@pytest.mark.parametrize("spec", [standing_spec, lying_spec])
def test_a_negative_value_is_no_share(spec):
    with pytest.raises(RowsError, match="negative value at 2026-02-01"):
        spec(chart((1.0, -2.0, 3.0), (1.0, 1.0, 1.0), kind="bar", stack="stacked100"), SIZE)


def test_the_value_of_a_negative_lying_bar_stands_beside_nought():
    spec = lying_spec(chart((1.0, -2.0, 3.0), kind="bar", is_horizontal=True), SIZE)

    assert [row["v"] for row in layers(spec, "text")[-1]["data"]["values"]] == [1.0, 0.0, 3.0]


def test_a_band_across_lying_bars_has_both_of_its_ends():
    drawn = chart((1.0, 2.0, 4.0), kind="bar", references=(Reference(1.0, 3.0, "", "#f0f003"),))

    (band,) = layers(lying_spec(drawn, SIZE), "rect")
    assert band["encoding"]["x2"]["value"] == pytest.approx(
        3 * band["encoding"]["x"]["value"], abs=0.1
    )


def test_a_told_end_widens_the_axis_and_cuts_nothing_off():
    lines = chart((10.0, 12.0, 15.0), kind="line")

    assert value_ticks(replace(lines, y_min=12.0, y_max=14.0), SIZE)[0] <= 10
    assert value_ticks(replace(lines, y_min=12.0, y_max=14.0), SIZE)[-1] >= 15
    assert value_ticks(replace(lines, y_min=4.0, y_max=30.0), SIZE)[0] == 0
    assert value_ticks(replace(lines, kind="bar", y_max=30.0), SIZE)[0] == 0


def test_hours_stand_one_after_the_other_and_are_named_with_their_day():
    hours = tuple(datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=n) for n in range(30))
    spec = line_spec(chart(tuple(map(float, range(30))), kind="line", positions=hours), SIZE)
    (line,) = layers(spec, "line")
    places = [row["x"] for row in line["data"]["values"]]

    assert len(set(places)) == 30
    assert places[-1] - places[0] == pytest.approx(29 / 24, abs=1e-5)
    assert list(date_labels(hours, 2).values()) == [["14:00", "1 Jan"], ["05:00", "2 Jan"]]


def test_labels_of_days_never_touch():
    days = [date(2024, 1, 1), date(2025, 1, 10), date(2025, 1, 12), date(2025, 1, 20)]

    assert date_labels(days, 10, [0, 390, 392, 400]) == {
        0: ["1 Jan", "2024"],
        3: ["20 Jan", "2025"],
    }


@pytest.mark.parametrize("count", [1, 2, 5, 9, 40])
def test_names_below_a_chart_neither_touch_nor_leave_it(count):
    names = [
        f"A long label number {n} of a Donaudampfschifffahrtsgesellschaft" for n in range(count)
    ]
    xs = [500 * (n + 0.5) / count for n in range(count)]

    told = name_labels(names, xs, left=30, width=500, right=10)

    ends = [
        (xs[n] - wide / 2, xs[n] + wide / 2)
        for n, lines in told.items()
        for wide in [max(map(text_width, lines))]
    ]
    assert ends[0][0] >= -30
    assert ends[-1][1] <= 510
    assert all(before[1] <= after[0] for before, after in pairwise(ends))
    assert max(map(len, told.values())) <= 3


def test_large_numbers_have_a_short_axis_with_and_without_a_currency():
    drawn = chart((1e12, 6e12, 2e12), kind="line")

    assert list(tick_texts(drawn, [0, 2e12, 4e12]).values()) == ["0", "2,000B", "4,000B"]
    assert list(tick_texts(replace(drawn, y_format="amount0"), [0, 2e6]).values()) == ["€0", "€2M"]


QUERY = "```sql q\nselect * from (values (timestamp '2026-01-01', 10, 'a', -3), (timestamp '2026-02-01', 20, 'b', 4), (timestamp '2026-05-01', 30, 'c', 40)) as q(month, v, name, w)\n```\n"


@pytest.fixture
def html(html):
    return lambda body: html(QUERY + body)


def test_a_line_is_broken_over_months_without_a_row(html):
    text = html("<LineChart data={q} x=month y=v events=false/>")

    assert re.search(r"Jan<.*Feb<.*Mar<.*Apr<.*May<", text, re.DOTALL)
    lines = re.findall(r'<path d="(M[^"]*)" stroke="var', text)
    assert [line.count("L") for line in lines] == [1, 1]


def test_a_point_stands_on_an_axis_of_moments_and_one_that_stands_nowhere_is_left_out(html):
    point = (
        '<LineChart data={q} x=month y=v>\n<ReferencePoint x=%s y=20 label="Here"/>\n</LineChart>'
    )

    assert "Here" in html(point % "2026-02-01")
    assert "Here" not in html(point % "2026-02-11")


def test_a_line_without_a_label_is_not_called_a_goal(html):
    assert "Goal" not in html(
        "<LineChart data={q} x=month y=v>\n<ReferenceLine y=12/>\n</LineChart>"
    )


@pytest.mark.parametrize(
    ("tag", "told"),
    [
        ("<BarChart data={q} x=name y=v yMin=8/>", "begin at nought"),
        ("<LineChart data={q} x=month y=v yMin=9 yMax=5/>", "yMin=9 is not below yMax=5"),
        ("<LineChart data={q} x=month y=v height=-50/>", "must be 100 or more, not -50"),
        ("<Histogram data={q} x=v bins=-3/>", "must be 1 or more"),
        ("<Grid cols=9>\nx\n</Grid>", "must be 6 or less"),
        ("<LineChart data={q} x=month y=v series=name low=w high=w/>", "around one series"),
    ],
)  # fmt: skip
def test_what_would_be_drawn_wrong_is_refused(html, tag, told):
    with pytest.raises(SiteError, match=told):
        html(tag)
