"""Parts of pages: panels, flows, bars with a line, points, pictures, groups, definitions."""

import json
import re
from dataclasses import replace
from datetime import date

import pytest

from reports.charts.bars import standing_spec
from reports.charts.flow import Flow, laid_out
from reports.charts.frame import Frame, left_margin
from reports.charts.lines import line_spec
from reports.charts.lying import bar_names, lying_height
from reports.charts.mixed import mixed_spec
from reports.charts.model import Chart, Reference, Series, Size
from reports.charts.notes import event_layers, events_told, reference_layers
from reports.charts.points import Point, Points, axis_of, points_spec
from reports.charts.theme import EVENT_ROOM, text_width
from reports.charts.words import headline
from reports.errors import SiteError

ROWS = """```sql q
select * from (values (date '2026-01-01', 'a', 10, 0.5), (date '2026-02-01', 'a', 30, 0.7),
    (date '2026-03-01', 'b', 20, 0.6)) as q(month, kind, contacts, solved_rate)
```
"""
TICKS = [0.0, 50.0, 100.0]


@pytest.fixture
def html(html):
    return lambda body, query=ROWS: html(query + body)


def test_panels_need_no_script_and_only_the_first_tab_is_chosen(html):
    text = html(
        "<Tabs>\n<Tab label=One>\nfirst\n</Tab>\n<Tab label=Two>\nsecond\n</Tab>\n</Tabs>\n"
        '<Accordion>\n<AccordionItem title="Why">\nbecause\n</AccordionItem>\n</Accordion>'
    )

    assert re.findall(r'type="radio" name="tabs-1" id="tabs-1-\d"( checked)?', text) == [
        " checked",
        "",
    ]
    assert "first" in text
    assert "second" in text
    assert '<details class="more" name="accordion-1"><summary>Why' in text


def test_rows_stand_under_their_headings_and_ratios_of_groups_come_from_a_query(html):
    totals = "```sql t\nselect 'a' as kind, 0.66 as solved_rate union all select 'b', 0.6\n```\n"
    text = html(
        "<DataTable data={q} groupBy=kind groupTotals={t}>\n<Column id=contacts/>\n"
        "<Column id=solved_rate fmt=pct0 contentType=colorscale/>\n</DataTable>",
        ROWS + totals,
    )

    assert re.findall(r'scope="rowgroup" colspan="2">(\w)', text) == ["a", "b"]
    assert re.findall(r"Together</th><td[^>]*>([^<]*)", text) == ["66%", "60%"]
    assert re.findall(r"heat heat-(\d)", text) == ["1", "9", "5"]


def test_a_metric_brings_its_definition_to_the_head_of_its_column_and_to_its_value(html):
    query = "```metrics q\nmetrics: [nps]\nlast: 3 months\n```\n"
    text = html("<BigValue data={q} value=nps/>\n\n<DataTable data={q}/>", query)

    assert text.count('role="tooltip"') == 2
    assert text.count("all recommendation answers within") == 2


def test_the_line_of_a_mixed_chart_stands_on_the_grid_of_its_bars():
    days = (date(2026, 1, 1), date(2026, 2, 1))
    bars = Chart("bar", days, ("Jan", "Feb"), (Series("n", (10.0, 90.0), ("10", "90"), "#f0f100"),))
    line = Series("share", (0.5, 0.7), ("50%", "70%"), "#f0f101")
    lines = Chart("line", days, ("Jan", "Feb"), (line,), y_title="share", y_format="pct0")

    spec = json.dumps(mixed_spec(bars, lines, Size(600, 300), own_axis=True))
    texts = re.findall(r'"text": {"value": "(\d+%)"}', spec)
    placed = [float(v) for v in re.findall(r'"v": ([\d.]+), "text": "share', spec)]

    assert len(texts) == 5
    low, high = (int(text[:-1]) / 100 for text in (texts[0], texts[-1]))
    assert [low + (high - low) * v / 100 for v in placed] == pytest.approx(2 * [0.5, 0.7])


def test_flows_are_tied_once_and_a_circle_is_not_drawn(html):
    nodes, links = laid_out([Flow("a", "b", 3.0), Flow("a", "c", 1.0), Flow("b", "c", 2.0)])

    assert {node.name: (node.column, node.amount) for node in nodes} == {
        "a": (0, 4.0),
        "b": (1, 3.0),
        "c": (2, 3.0),
    }
    assert [(link.start_at, link.end_at) for link in links] == [(0.0, 0.0), (3.0, 0.0), (0.0, 1.0)]
    circle = "```sql q\nselect 'a' as s, 'b' as t, 1 as n union all select 'b', 'a', 1\n```\n"
    text = html("<SankeyDiagram data={q} sourceCol=s targetCol=t valueCol=n/>", circle)
    assert "Not shown: the flows go in a circle" in text


def test_a_goal_that_is_not_set_is_no_line_and_a_point_has_its_word(html):
    goal = "```sql g\nselect cast(null as double) as goal, date '2026-02-01' as month\n```\n"
    text = html(
        "<LineChart data={q} x=month y=contacts events=false>\n"
        '<ReferenceLine data={g} y=goal label="Unset goal"/>\n'
        '<ReferencePoint data={g} x=month y=30 label="Outage"/>\n</LineChart>',
        ROWS + goal,
    )

    assert "Unset goal" not in text
    assert "Outage" in text


def test_a_picture_that_is_not_there_is_told(html):
    with pytest.raises(SiteError, match=r"there is no picture 'x\.svg' in images/"):
        html('<Image file=x.svg description="x"/>')


def test_names_of_events_never_cover_each_other():
    frame = Frame(Size(800, 200), 40, 10, 30, 30, TICKS)

    told = event_layers(frame, [(100, "First event"), (150, "Second")])
    names = {one["encoding"]["text"]["value"]: one["encoding"]["x"]["value"] for one in told[1::2]}
    crowded = event_layers(frame, [(700, "First of many names")] + [(700, "Second")] * 3)

    room = (text_width("First event", EVENT_ROOM) + text_width("Second", EVENT_ROOM)) / 2
    assert names["Second"] - names["First event"] == pytest.approx(room, abs=0.1)
    assert '"value": "First of many names"' not in json.dumps(crowded)
    assert '"description": "First of many names"' in json.dumps(crowded)


def test_the_name_of_an_event_that_gives_way_leaves_its_room_to_the_others():
    frame = Frame(Size(800, 200), 40, 10, 30, 30, TICKS)

    events = [(330, "New help centre opened"), (560, "Delivery partner changed"),
              (700, "Prices raised for new subscriptions")]  # fmt: skip
    names = {said(one): one["encoding"]["x"]["value"] for one in event_layers(frame, events)
             if one["mark"]["type"] == "text"}  # fmt: skip

    assert list(names) == ["New help centre opened", "Prices raised for new subscriptions"]
    assert names["New help centre opened"] == 330


def test_no_name_of_an_event_stands_on_the_label_of_a_line_or_the_value_of_a_bar():
    days = tuple(date(2026, month, 1) for month in range(1, 13))
    events = ((date(2026, 11, 20), "Prices raised for new subscriptions"),)
    many = tuple(Series(f"s{n}", (float(n),) * 12, (str(n),) * 12, "#f0f100") for n in range(7))
    area = Chart("area", days, ("x",) * 12, many, stack="stacked", events=events)
    bars = Chart("bar", days, ("x",) * 12, (Series("s", (20.0,) * 12, ("20",) * 12, "#f0f100"),),
                 events=events)  # fmt: skip

    drawn = line_spec(area, Size(900, 240))
    name = next(one for one in drawn["layer"] if said(one) == events[0][1])
    raised = standing_spec(bars, Size(900, 240))["layer"]

    half = text_width(events[0][1], EVENT_ROOM) / 2
    assert name["encoding"]["x"]["value"] + half <= drawn["width"] + 0.1
    top = max(row["v"] for layer in raised for row in layer.get("data", {}).get("values", ())
              if "v" in row)  # fmt: skip
    domain = next(layer["encoding"]["y"]["scale"]["domain"] for layer in raised
                  if layer["mark"]["type"] == "bar")  # fmt: skip
    assert domain[1] > top


def said(layer):
    """The words of a layer that is one text."""
    return layer.get("encoding", {}).get("text", {}).get("value")


def test_the_unit_of_the_lower_axis_stands_below_it():
    months = tuple(map(str, range(3)))
    curve = Chart("line", months, months, (Series("s", (1.0, 0.9, 0.8), ("", "", ""), "#f0f100"),),
                  x_title="Months since", is_step=True)  # fmt: skip

    assert "Months since →" in map(said, line_spec(curve, Size(500, 240))["layer"])


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ((2.0, 5.0, 1.0, 3.0), "NPS: 3 in Apr, between 1 in Mar and 5 in Feb"),
        ((2.0, 1.0, None, 3.0), "NPS: 3 in Apr, the highest of 3 months"),
        ((None, None, 1.0, 3.0), "NPS: 3 in Apr"),
        ((None, None, None, None), ""),
    ],
)
def test_a_live_chart_is_titled_by_its_last_value_and_its_extremes(values, told):
    days = tuple(date(2026, month, 1) for month in range(1, 5))
    line = Series("NPS", values, ("",) * 4, "#f0f100")
    chart = Chart("line", days, ("Jan", "Feb", "Mar", "Apr"), (line,))

    assert headline(chart) == told
    stacked = replace(chart, kind="bar", stack="stacked", y_title="NPS", series=(line, line))
    assert headline(replace(stacked, series=(line, replace(line, values=(None,) * 4)))) == told
    assert headline(replace(stacked, stack="grouped")) == ""


def test_where_names_of_events_have_no_room_a_sentence_tells_them():
    days = (date(2026, 1, 1), date(2026, 2, 1))
    events = ((date(2025, 12, 31), "Before"), (date(2026, 2, 20), "Within"))
    line = Series("s", (1.0, 2.0), ("1", "2"), "#f0f100")
    bars = Chart("bar", days, ("Jan", "Feb"), (line,), events=events)

    assert not [one for one in event_layers(Frame(Size(500, 200), 40, 10, 30, 30, TICKS),
                [(100, "Within")]) if one["mark"]["type"] == "text"]  # fmt: skip
    assert events_told(bars) == "Dotted: 20 Feb Within."
    assert events_told(replace(bars, kind="line")) == ""


def test_long_names_of_bars_have_as_many_lines_as_they_need():
    name = "In opening hours of the last schedule, as helpdesks of this kind have always shown it"
    chart = Chart("bar", (name,), (name,), (Series("s", (1.0,), ("1",), "#f0f100"),))

    lines = bar_names(chart, Size(340, 0, is_narrow=True))[0]

    assert " ".join(lines) == name
    assert max(map(text_width, lines)) <= 340 * 0.46 - 12
    assert lying_height(chart) >= 34 + 15 * len(lines)


def test_the_label_of_a_goal_keeps_away_from_the_line():
    frame = Frame(Size(440, 260), 40, 0, 30, 30, TICKS)
    values = tuple(52.0 if n < 5 else 90.0 for n in range(10))
    line = Series("s", values, tuple(map(str, values)), "#f0f100")
    chart = Chart("line", (), (), (line,), references=(Reference(50.0, None, "Goal", "#f0f003"),))

    _, before = reference_layers(frame, chart, [n / 9 for n in range(10)])
    x = before[0]["layer"][0]["encoding"]["x"]["value"]

    assert x > 300


@pytest.mark.parametrize("shares", [[0.0, 1.0], []], ids=["line", "bars"])
def test_the_label_of_a_goal_is_not_read_as_one_with_a_label_of_the_axis(shares):
    frame = Frame(Size(340, 260), 40, 40, 30, 30, TICKS)
    line = Series("s", (95.0, 95.0), ("95", "95"), "#f0f100")
    chart = Chart("line", (), (), (line,), references=(Reference(44.0, None, "Goal", "#f0f003"),))

    _, before = reference_layers(frame, chart, shares)
    written = before[0]["layer"][0]
    x, y = (written["encoding"][name]["value"] for name in "xy")
    middle = y + (8 if written["mark"]["baseline"] == "top" else -8)

    assert x >= 12 or abs(middle - frame.y(50.0)) >= 15


def test_labels_of_the_lower_axis_of_points_never_touch():
    waits = tuple(Point(15.0 + n, n, "", "", "#f0f100") for n in range(91))
    drawn = Points(waits, axis_of("Wait", "duration", "EUR"), axis_of("n", "num0", "EUR"))
    for size in (Size(340, 260, is_narrow=True), Size(500, 300), Size(900, 300)):
        spec = points_spec(drawn, size)
        x = spec["layer"][1]["encoding"]["x"]
        axis, (low, high) = x["axis"], x["scale"]["domain"]
        texts = re.findall(r'"(\d[^"]*)"', axis["labelExpr"])
        shown = axis["values"]

        assert len(shown) >= 2
        assert 1.5 * max(map(text_width, texts)) < spec["width"] * (shown[1] - shown[0]) / (
            high - low
        )


def test_the_label_of_a_goal_keeps_away_from_what_is_written_where_a_line_ends_early():
    days = tuple(date(2026, month, 1) for month in range(1, 13))
    early = (*(95.0,) * 2, *(100.0,) * 8, None, None)
    lines = [
        Series(name, values, ("100",) * 12, "#f0f100")
        for name, values in (("Onboarding", early), ("Renewal", (*(76.0,) * 11, 20.0)))
    ]
    goal = Reference(85.0, None, "Goal 85%", "#f0f003")
    chart = Chart("line", days, ("x",) * 12, tuple(lines), references=(goal,))

    layers = line_spec(chart, Size(340, 260, is_narrow=True))["layer"]
    place = next(one["layer"][0]["encoding"] for one in layers if "Goal 85%" in str(one))
    width = 340 - left_margin(chart, TICKS) - max(map(text_width, ("Onboarding", "Renewal"))) - 14
    written = width * 9 / 11 + 9

    assert place["x"]["value"] + text_width("Goal 85%") < written


def test_a_change_of_too_few_answers_has_no_colour_in_cards_and_tables(html):
    rows = (
        "```sql q\nselect * from (values (0.5, 0.1, 'few'), (0.6, 0.1, 'met'))"
        " as q(share, change, status)\n```\n"
    )
    text = html(
        "<DataTable data={q}>\n<Column id=change contentType=delta/>\n"
        "<Column id=status contentType=status/>\n</DataTable>\n"
        "<BigValue data={q} value=share comparison=change comparisonTitle=before status=status/>",
        rows,
    )

    assert re.findall(r'class="change tone-(\w+)', text) == ["muted", "good", "muted"]


def test_a_change_within_noise_is_told_and_not_judged(html):
    rows = (
        "```sql q\nselect * from (values (0.5, 0.1, 'same'), (0.5, 0.1, 'better'), "
        "(0.5, 0.1, null)) as q(share, change, verdict)\n```\n"
    )
    change = "comparison=change comparisonTitle=before verdict=verdict"
    card = f"<BigValue data={{q}} row=%s value=share {change}/>"
    column = "<Column id=change contentType=delta verdict=verdict/>"
    table = f"<DataTable data={{q}}>\n{column}\n</DataTable>"
    text = html("\n".join([card % 0, card % 1, card % 2, table]), rows)
    told = re.findall(r'class="quiet">(before[^<]*)', text)

    assert re.findall(r'class="change tone-(\w+)', text) == ["muted", "good", "muted"] * 2
    assert told == ["before, within noise", "before", "before"]


def test_names_of_points_keep_off_other_points():
    points = [Point(1.0, 1.0, "Long name", "", "#f0f100"), Point(1.2, 1.0, "", "", "#f0f100")]
    axis = axis_of("Axis", "num0", "EUR")

    spec = points_spec(
        Points((*points, Point(9.0, 9.0, "", "", "#f0f100")), axis, axis), Size(500, 300)
    )
    name = next(one for one in spec["layer"] if "Long name" in str(one))

    assert name["mark"]["align"] != "left"


def test_a_name_of_a_point_without_room_for_one_line_has_two():
    name = "Contacts that repeat another one about the same delivery"
    points = tuple(
        Point(x, x, told, "", "#f0f100") for x, told in ((0.0, ""), (5.0, name), (10.0, ""))
    )
    axis = axis_of("Axis", "num0", "EUR")

    spec = points_spec(Points(points, axis, axis), Size(340, 260, is_narrow=True))
    wide = points_spec(Points(points, axis, axis), Size(900, 260))

    assert name not in json.dumps(spec)
    assert re.search(r"repeat another one.{2}about", json.dumps(spec))
    assert name in json.dumps(wide)


def test_a_goal_in_a_table_is_the_round_number_that_cards_tell(html):
    rows = (
        "```sql q\nselect * from (values (0.7, 'pct1'), (0.625, 'pct1'), (50.0, 'num1'), "
        "(120.0, 'duration')) as q(goal, format)\n```\n"
    )
    text = html(
        "<DataTable data={q}>\n<Column id=format/>\n"
        "<Column id=goal contentType=goal fmtColumn=format/>\n</DataTable>",
        rows,
    )

    assert re.findall(r'<td class="to-right"[^>]*>([^<]*)<', text) == ["70%", "62.5%", "50", "2 h"]
