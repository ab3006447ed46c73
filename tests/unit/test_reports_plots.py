"""Drawings of points, cells, boxes and bins: what they hold, and what they refuse."""
# ruff: noqa: E501 - cases and their expectations read best on one line each

import json
import re

import pytest
from report_world import write_warehouse
from test_reports_site import page, render

from reports.charts.boxes import bins
from reports.charts.matrix import Cell, Matrix, matrix_spec
from reports.charts.model import Size
from reports.charts.points import Point, Points, axis_of, points_spec
from reports.charts.room import with_room
from reports.errors import SiteError

SIZE = Size(500, 300)


@pytest.fixture
def warehouse(tmp_path):
    return write_warehouse(tmp_path / "published" / "warehouse.duckdb")


def test_bins_hold_every_value_once_and_an_edge_belongs_to_the_bin_above():
    found = bins([0, 1, 2, 2, 10], 5)

    assert [(low, high) for low, high, _ in found] == [(0, 2), (2, 4), (4, 6), (6, 8), (8, 10)]
    assert [count for _, _, count in found] == [2, 2, 0, 0, 1]
    assert bins([]) == []
    assert sum(count for _, _, count in bins([7, 7, 7])) == 3


def test_names_of_points_never_cover_each_other():
    points = tuple(Point(1.0, 1.0, f"the same place {n}", "t", "#f0f100") for n in range(9))
    axis = axis_of("x", "num1", "EUR")

    spec = points_spec(Points((*points, Point(2.0, 2.0, "", "t", "#f0f100")), axis, axis), SIZE)
    text = json.dumps(spec)

    assert 1 <= len(re.findall("the same place", text)) < 9


def test_the_name_of_a_quadrant_makes_way_for_points_and_their_names_for_it():
    points = tuple(Point(x, y, "a long name", "t", "#f0f100") for x, y in ((0.0, 10.0), (9.0, 0.0)))
    axis = axis_of("x", "num1", "EUR")

    def place(*more):
        drawn = Points((*points, *more), axis, axis, (4.5, 5.0), ("Keep", "b", "c", "d"))
        layers = points_spec(drawn, SIZE)["layer"]
        texts = [one["encoding"] for one in layers if "text" in one["encoding"]]
        return {one["text"]["value"]: one["x"]["value"] for one in texts}

    assert place()["Keep"] > 4
    assert place(Point(4.0, 10.0, "", "t", "#f0f100"))["Keep"] < place()["Keep"]


def test_the_strongest_cell_still_lets_its_number_stand_out():
    cells = tuple(Cell(n, 0, float(n), str(n), f"cell {n}") for n in range(4))

    spec = matrix_spec(Matrix(("a", "b", "c", "d"), ("r",), cells), SIZE)
    strengths = [
        row["o"]
        for layer in spec["layer"]
        for row in layer.get("data", {}).get("values", [])
        if "o" in row
    ]

    assert strengths == sorted(strengths)
    assert max(strengths) <= 0.5


def test_a_drawing_for_a_telephone_is_as_tall_as_its_names_need():
    drivers = [
        (0.018, 0.715, "Time to answer a message"), (0.075, 0.728, "Time to the resolution"),
        (0.007, 0.877, "Satisfaction with contacts"), (0.101, 0.912, "Contacts by chat"),
        (0.105, 0.473, "Contacts a month"), (0.181, 0.496, "Contacts that repeat another"),
        (0.158, 0.454, "Time to the first reply"),
    ]  # fmt: skip
    points = tuple(Point(x, y, name, name, "#f0f100") for x, y, name in drivers)
    axis = axis_of("x", "pct0", "EUR")
    drawn = Points(points, axis, axis, (0.11, 0.69), ("Maintain", "Keep", "Watch", "Improve first"))
    narrow = Size(340, 300, is_narrow=True)

    size = with_room(drawn, narrow)
    text = json.dumps(points_spec(drawn, size)).replace("\\n", " ")

    assert narrow.height < size.height <= 450
    assert [name for _, _, name in drivers if f'"value": "{name}"' not in text] == []
    assert with_room(drawn, SIZE) == SIZE


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("<Quadrant data={q} x=a y=b xMiddle=1 yMiddle=1 corners=one/>", "four names"),
        ("<Cohort data={q} cohort=n period=n value=a/>", "period of <Cohort> must be a number"),
        ("<LineChart data={q} x=d y=a,b low=a high=b/>", "around one series"),
        ("<ScatterPlot data={q} x=a y=bb/>", "did you mean 'b'|has no column 'bb'"),
    ],
)  # fmt: skip
def test_what_cannot_be_drawn_is_told_with_its_line(tmp_path, warehouse, body, message):
    query = "```sql q\nselect 'x' as n, 1.0 as a, 2.0 as b, date '2020-01-01' as d union all select 'y', 1, 2, date '2026-01-01'\n```\n"

    with pytest.raises(SiteError, match=message) as caught:
        render(page(tmp_path, query + body), warehouse, tmp_path / "site")

    assert [problem.line for problem in caught.value.problems] == [7]


def test_no_drawing_is_made_of_no_rows(tmp_path, warehouse):
    query = "```sql q\nselect 'x' as n, 1.0 as a, date '2020-01-01' as d where false\n```\n"
    tags = [
        "<ScatterPlot data={q} x=a y=a/>", "<Heatmap data={q} x=n y=n value=a/>", "<Histogram data={q} x=a/>",
        "<Cohort data={q} cohort=n period=a value=a/>", "<CalendarHeatmap data={q} date=d value=a/>",
        "<FunnelChart data={q} nameCol=n valueCol=a/>", "<Survival data={q} x=n y=a/>",
        "<BoxPlot data={q} name=n min=a intervalBottom=a midpoint=a intervalTop=a max=a/>",
    ]  # fmt: skip
    render(page(tmp_path, query + "\n\n".join(tags)), warehouse, tmp_path / "site")

    html = (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    assert html.count("No data for this yet.") == len(tags)
    assert "<svg" not in html
