"""Goals, journeys and comments on a page: what they show, and what they hold back."""

import re
import shutil
from datetime import date
from pathlib import Path

import duckdb
import pytest
from report_world import write_warehouse
from test_reports_site import PAGES, page, render

from reports.charts.frame import tick_texts
from reports.charts.points import axis_of
from reports.components.goals import track


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    render(PAGES, write_warehouse(folder / "published" / "warehouse.duckdb"), folder / "site")
    return folder / "site"


def test_a_goal_to_lower_something_also_runs_from_left_to_right():
    down = track(260.0, 120.0, now=200.0, expected=150.0, low=190.0, high=215.0)
    up = track(0.0, 140.0, now=60.0, expected=110.0, low=45.0, high=70.0)

    assert down == up
    assert float(up.start[:-1]) < float(up.now[:-1]) < float(up.expected[:-1])
    assert float(up.expected[:-1]) < float(up.target[:-1])


def test_a_goal_behind_its_start_and_one_that_is_not_measured_stay_on_the_axis():
    behind = track(10.0, 20.0, now=5.0, expected=12.0)
    unknown = track(10.0, 20.0, now=None, expected=None)

    assert 0 < float(behind.now[:-1]) < float(behind.start[:-1])
    assert (unknown.now, unknown.fill, unknown.low) == ("", "", "")


def query_of(page_name: str, query: str) -> str:
    """The SQL of a query of one of the pages."""
    text = (PAGES / f"{page_name}.md").read_text(encoding="utf-8")
    return re.search(rf"```sql {query}\n(.*?)\n```", text, re.DOTALL)[1]


@pytest.mark.parametrize(
    ("change", "month", "year"),
    [
        (1, "Customers who stay grow by more than", "A year added more"),
        (0, "Existing customers add as much", "A year added as much"),
        (-1, "More recurring revenue is lost than", "A year lost more"),
    ],
)
def test_what_stays_the_same_has_neither_grown_nor_shrunk(
    change: int, month: str, year: str
) -> None:
    told = f"(select {1 + change} as net_revenue_retention_rate, 0 as mrr_step, '' as month_text)"
    ends = f"(select 10 as mrr_at_start, {10 + change} as mrr)"
    finding = query_of("retention-and-value", "finding").replace("${latest}", told)
    bridge = query_of("retention-and-value", "bridge_title").replace("${year}", ends)

    titles = duckdb.sql(f"select nrr_title, title from ({finding}), ({bridge})").fetchall()[0]

    assert (titles[0].startswith(month), titles[1].startswith(year)) == (True, True)


def test_the_goal_beside_a_month_is_the_one_that_held_at_its_end() -> None:
    connection = duckdb.connect()
    connection.execute(
        "create schema seeds; create table seeds.goals as from (values"
        " (0.9, null, null, date '2026-09-30'),"
        " (0.7, null, date '2026-10-01', date '2026-11-09'),"
        " (0.6, 'tier_name', null, null),"
        " (0.8, null, date '2026-11-10', null)"
        ") as goals (goal_value, segment_name, valid_from, valid_to)"
    )
    sql = (PAGES.parent / "queries" / "goals_held.sql").read_text(encoding="utf-8")

    found = [
        connection.execute(f"select goal_value from ({sql})", {"month_end": day}).fetchall()
        for day in (date(2026, 9, 30), date(2026, 10, 31), date(2026, 11, 30))
    ]

    assert [[float(goal) for (goal,) in rows] for rows in found] == [[0.9], [0.7], [0.8]]


@pytest.mark.parametrize(
    ("status", "reached", "said"),
    [
        ("on_track", "date '2026-11-30'", "reached in November 2026, in time."),
        ("off_track", "null", "At the rate so far it is not reached at all."),
        ("few", "date '2027-01-15'", "Too few were counted to say when."),
        ("not_begun", "null", "No month has ended since its start."),
    ],
)
def test_when_a_goal_is_reached_is_told_of_what_was_measured_since_its_start(
    site: Path, status: str, reached: str, said: str
) -> None:
    held = "(select 'nps' as metric_name, 'num1' as format)"
    sql = query_of("goals", "goals").replace("${held}", held)
    connection = duckdb.connect(str(site.parent / "published" / "warehouse.duckdb"), read_only=True)
    connection.execute("create temp macro value_name(value) as value")
    connection.execute(
        "create temp table goals as select * replace ("
        f"'{status}' as status_name, {reached}::date as reached_date) from ops.experience_goals"
    )

    told = connection.execute(
        f"select forecast from ({sql.replace('ops.experience_goals', 'goals')})"
    ).fetchall()

    assert all(said in text for (text,) in told)


@pytest.mark.parametrize(("condition", "goal"), [("", 50.0), ("region = 'North'", None)])
def test_what_is_promised_to_some_is_no_goal_of_the_whole(
    site: Path, condition: str, goal: float | None
) -> None:
    sql = query_of("index", "kpis")
    months = (
        "select 1 as place, 'nps' as metric_name, '' as metric_label, 'num1' as format,"
        " 'num1' as change_format, false as is_down_good, 'x' as owner_name, 400 as n,"
        " date '2026-10-01' as metric_time__month, 46.0 as value, 1.0 as low, 2.0 as high,"
        " cast(null as double) as goal, 'none' as status, 0.4 as change, 'same' as verdict"
    )
    given = {
        "kpi_months": months,
        "pages": "select '' as metric_name, '' as page, '' as counted",
        "on_the_year": "select '' as metric_name, 0.4 as change, '' as verdict",
    }
    connection = duckdb.connect(str(site.parent / "published" / "warehouse.duckdb"), read_only=True)
    connection.execute(
        "create temp table goals as select * exclude (condition_text),"
        f" $${condition}$$ as condition_text from ops.experience_goals where metric_name = 'nps'"
    )
    sql = sql.replace("ops.experience_goals", "goals")
    for name, answer in given.items():
        sql = sql.replace(f"${{{name}}}", f"({answer})")

    found = connection.execute(f"select goal_value from ({sql})").fetchall()

    assert found == [(goal,)]


def test_a_goal_says_how_far_behind_it_is_and_when_it_would_be_reached(site):
    html = (site / "goals" / "index.html").read_text(encoding="utf-8")

    assert "0 of 2 goals are reached or on track." in html
    assert "Should be 36.0 at the end of October 2026 (dashed): 6.0 behind the line." in html
    assert "reached in January 2028, too late" in html
    assert "Not measured" in html
    assert re.search(r">\d+ in December \d+<", html)
    assert not re.search(r"\d\.0%? (?:in|by) ", html)


def test_comments_of_few_customers_and_those_that_may_name_somebody_are_held_back(site):
    html = (site / "voice" / "index.html").read_text(encoding="utf-8")
    topics = re.findall(r'class="quote-topic">([^<]*)', html)

    assert topics == ["Delivery"]
    assert "number 4." in html
    assert "123 4567" not in html
    assert "1 held back" in html


def test_a_stage_is_marked_where_most_stop(tmp_path):
    query = (
        "```sql q\nselect * from (values"
        " ('a', 100, 0.1, false), ('b', 90, 0.4, true), ('c', 54, 0.0, false))"
        " as stages(stage, contacts, lost_rate, is_moment)\n```\n"
    )
    pages = page(
        tmp_path,
        query
        + "<Journey data={q} stage=stage volume=contacts dropOff=lost_rate moment=is_moment/>",
    )
    render(pages, write_warehouse(tmp_path / "p" / "warehouse.duckdb"), tmp_path / "site")
    html = (tmp_path / "site" / "index.html").read_text(encoding="utf-8")

    assert re.findall(r"([\d.]+%) stop here(<span)?", html) == [("10.0%", ""), ("40.0%", "<span")]
    assert html.count("moment of truth") == 1
    assert "54%" in html


def test_a_bridge_that_does_not_add_up_is_not_drawn(tmp_path):
    rows = "('start', 100.0), ('gained', 30.0), ('lost', -20.0), ('end', {end})"
    query = f"```sql q\nselect * from (values {rows}) as steps(step, amount)\n```\n"
    tag = "<Waterfall data={q} name=step value=amount valueFmt=num0/>"
    warehouse = write_warehouse(tmp_path / "p" / "warehouse.duckdb")
    render(page(tmp_path, query.format(end=110.0) + tag), warehouse, tmp_path / "site")

    html = (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    assert "start: 100. gained: +30. lost: −20. end: 110." in html
    render(page(tmp_path, query.format(end=120.0) + tag), warehouse, tmp_path / "site")
    html = (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    assert "Not shown: the changes do not lead from the first total to the last." in html


@pytest.mark.parametrize(
    ("ticks", "code", "texts"),
    [
        ([70, 72.5, 75], "num0", ["70.0", "72.5", "75.0"]),
        ([0, 0.05, 0.1], "pct1", ["0%", "5%", "10%"]),
        ([0, 2500, 5000], "amount0", ["€0", "€2.5k", "€5.0k"]),
    ],
)
def test_a_tick_is_never_rounded_to_what_it_is_not(ticks, code, texts):
    chart = axis_of("", code, "EUR")

    assert list(tick_texts(chart, ticks).values()) == texts


@pytest.mark.parametrize(
    ("change", "said", "unsaid"),
    [
        (
            "target_name = target_name",
            "improve first: time to the first reply<",
            "No driver is named",
        ),
        (
            "importance_share = null, quadrant_name = 'unknown'",
            "explain 20.0% of how 300 answers differ, which drivers without any meaning",
            "improve first",
        ),
        (
            "quadrant_name = 'unclear'",
            "No driver is named. Not drawn, because whether they go with recommendation",
            "improve first",
        ),
    ],
)
def test_a_driver_is_named_only_where_it_is_shown_to_be_one(tmp_path, change, said, unsaid):
    warehouse = write_warehouse(tmp_path / "p" / "warehouse.duckdb")
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute(f"update marts.fct_driver_importances set {change}")
    pages = tmp_path / "pages"
    pages.mkdir()
    shutil.copy(Path("reports/pages/loyalty.md"), pages / "index.md")

    render(pages, warehouse, tmp_path / "site")

    html = " ".join((tmp_path / "site" / "index.html").read_text(encoding="utf-8").split())
    assert said in html
    assert unsaid not in html
