"""Positions of charts: one row at each, days in order of time, and a name for what has none."""
# ruff: noqa: E501 - cases and their expectations read best on one line each

import re

import pytest

from reports.errors import SiteError

MONTHS = """```sql q
select * from (values (date '2026-03-01', 'a', 1, 10), (date '2026-01-01', 'a', 2, 20),
    (date '2026-02-01', 'a', 3, 30), (date '2026-02-01', 'b', 4, 40)) as q(month, kind, v, w)
```
"""
GAPS = """```sql q
select * from (values ('x', true, 400), (null, true, 1), ('x', null, 2)) as q(k, s, v)
```
"""


def described(text):
    return re.findall(r'id="chart-\d+-text">(.*?)</p>', text)


def headers(text):
    return re.findall(r"<th scope=\"col\">(.+?)</th>", text)


@pytest.mark.parametrize(
    ("tag", "place"),
    [
        ("<LineChart data={q} x=month y=v/>", "Feb 2026"),
        ("<BarChart data={q} x=month y=v/>", "Feb 2026"),
        ("<Chart data={q} x=month>\n<Bar y=v/>\n<Line y=w/>\n</Chart>", "Feb 2026"),
        ("<Heatmap data={q} x=month y=month value=v/>", "Feb 2026, Feb 2026"),
        ("<CalendarHeatmap data={q} date=month value=v/>", "1 Feb 2026"),
    ],
)
def test_two_rows_at_one_place_are_told_in_the_charts_place_with_all_rows_below(html, tag, place):
    text = html(MONTHS + tag)

    assert f"Not shown: there are several rows at {place}, of which one would hide" in text
    assert text.count("<td>Feb 2026</td>") + text.count("<td>1 Feb 2026</td>") == 2
    assert 'class="plot"' not in text


def test_every_column_of_every_group_is_a_series(html):
    (told,) = described(html(MONTHS + "<LineChart data={q} x=month y=v,w series=kind/>"))

    assert re.findall(r"(\w, \w): lowest (\d+)", told) == [
        ("a, V", "1"),
        ("a, W", "10"),
        ("b, V", "4"),
        ("b, W", "40"),
    ]


def test_the_months_of_a_mixed_chart_stand_in_their_order(html):
    query = MONTHS.replace("(date '2026-02-01', 'a', 3, 30), ", "")
    text = html(query + "<Chart data={q} x=month>\n<Bar y=v/>\n<Line y=w ownAxis=true/>\n</Chart>")

    assert "Bar chart, Jan 2026 to Mar 2026." in text
    dots = re.findall(r"<title>W, (\w+) 2026", text)
    assert dots[:3] == ["Jan", "Feb", "Mar"]


def test_events_stand_in_a_mixed_chart_of_months(html):
    tag = "<Chart data={q} x=month>\n<Bar y=v/>\n<Line y=w/>\n</Chart>"
    query = "```sql q\nselect date '2026-02-01' + interval (n) month as month, n as v, n as w from range(3) as r(n)\n```\n"

    assert "New help centre opened" in html(query + tag)


def test_events_are_ringed_in_a_calendar_and_told_below_it_and_in_its_words(html):
    query = "```sql q\nselect date '2026-03-01' + interval (n) day as day, n as v from range(3) as r(n)\n```\n"
    tag = "<CalendarHeatmap data={q} date=day value=v%s/>"
    text, without = html(query + tag % ""), html(query + tag % " events=false")
    rings = re.findall(r'stroke="var\(--ink\)"', text)

    assert len(rings) == 2, "one in each width"
    assert '<p class="source">Ringed: 2 Mar New help centre opened.</p>' in text
    assert described(text)[0].endswith("Ringed: 2 Mar New help centre opened.")
    assert "2 Mar 2026: 1, New help centre opened" in text
    assert "help centre" not in without
    assert re.findall(r"<th scope=\"col\">(\w+)", text) == ["Day", "V", "Event"]
    assert (
        re.findall(r"<tr><td>(.*?)</td></tr>", text)[1]
        == "2 Mar 2026</td><td>1</td><td>New help centre opened"
    )
    assert re.findall(r"<th scope=\"col\">(\w+)", without) == ["Day", "V"]


def test_the_table_behind_a_chart_holds_what_is_drawn_and_what_that_is_based_on(html):
    query = "```sql q\nselect n as day, n as v, n as v_n, n as v_low, n as v_status, n as w from range(3) as r(n)\n```\n"
    text = html(query + "<LineChart data={q} x=day y=v/>")

    assert headers(text) == ["Day", "V", "V n", "V low"]


def test_beside_a_lone_measure_the_table_behind_a_chart_does_not_repeat_its_name(html):
    query = (
        "```metrics q\nmetrics: [nps, csat]\ngrain: month\nlast: 3 months\ninterval: true\n```\n"
    )
    alone = html(query + "<LineChart data={q} x=metric_time__month y=nps/>")
    both = html(query + "<LineChart data={q} x=metric_time__month y=nps,csat/>")
    nps, csat = "Net Promoter Score", "Customer satisfaction"

    assert headers(alone) == ["Month", nps, "Number", "At least", "At most"]
    assert headers(both)[-3:] == [f"{csat}, number", f"{csat}, at least", f"{csat}, at most"]


def test_the_table_behind_a_chart_calls_its_series_what_the_chart_calls_them(html):
    query = "```sql q\nselect n as day, n as v, n as w, 'a' as g from range(3) as r(n)\n```\n"
    lines = html(query + '<LineChart data={q} x=day y=v,w seriesNames="Mean,most of all"/>')
    groups = html(query + '<LineChart data={q} x=day y=v series=g seriesNames="Alpha"/>')
    mixed = html(query + '<Chart data={q} x=day><Bar y=v title="Calls"/><Line y=w/></Chart>')

    assert headers(lines) == ["Day", "Mean", "Most of all"]
    assert headers(groups) == ["Day", "V", "G"]
    assert headers(mixed) == ["Day", "Calls", "W"]


def test_an_event_of_a_day_that_a_calendar_does_not_reach_is_left_out(html):
    query = "```sql q\nselect date '2026-03-10' + interval (n) day as day, n as v from range(3) as r(n)\n```\n"

    assert "Ringed" not in html(query + "<CalendarHeatmap data={q} date=day value=v/>")


def test_a_group_without_a_name_is_drawn_as_unknown(html):
    text = html(GAPS + "<BarChart data={q} x=k y=v series=s type=stacked/>")

    assert described(text) == [
        "Bar chart of 2 groups. yes: lowest 1 (Unknown), highest 400 (x), last 1. "
        "Unknown: lowest 2 (x), highest 2 (x), last 2."
    ]
    assert re.findall(r"</svg> (\w+)</li>", text) == ["yes", "Unknown"]
    assert "None" not in text


def test_a_row_without_a_day_is_told_below_the_chart(html):
    query = "```sql q\nselect * from (values (date '2026-01-01', 1), (null, 2)) as q(day, v)\n```\n"

    assert "1 row without a date is not drawn · as of" in html(
        query + "<LineChart data={q} x=day y=v/>"
    )


def test_nothing_known_is_no_drawing_and_words_are_no_numbers(html):
    query = (
        "```sql q\nselect date '2026-01-01' as day, cast(null as double) as v, 'x' as word\n```\n"
    )

    assert "No data for this yet." in html(query + "<LineChart data={q} x=day y=v/>")
    with pytest.raises(SiteError, match="column 'word' of <BarChart> holds no numbers"):
        html(query + "<BarChart data={q} x=day y=word/>")
