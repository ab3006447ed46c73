"""What an author gets wrong is told with page and line, and what last night's data lack is no error."""
# ruff: noqa: E501 - cases and their expectations read best on one line each

import re

import pytest
from report_world import write_warehouse
from test_reports_site import page, render

from reports.errors import PageError, SiteError
from reports.metric_fences import is_live, read_metrics


@pytest.fixture
def warehouse(tmp_path):
    return write_warehouse(tmp_path / "published" / "warehouse.duckdb")


def main_of(tmp_path, warehouse, body, front="title: A"):
    render(page(tmp_path, body, front), warehouse, tmp_path / "site")
    html = (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    return re.sub(r">\s+<", "><", html.split("<main")[1].split("</main>")[0])


LIVE = "```metrics m\nmetrics: [contacts]\nlast: 3 months\nlive: true\n```\n<Filters>\n<Slider/>\n</Filters>"
Q = "```sql q\nselect 'g0' as g, null::int as n, 2 as v\n```\n"


@pytest.mark.parametrize(
    ("fence", "told"),
    [
        ("metrics: 5", "metrics must be a text or a list"),
        ("metrics: [nps]\nwhere: 5", "where must be a text or a list"),
        ("metrics: [nps]\nwhere: [[a]]", "where must be a text or a list"),
        ("metrics: [nps]\nlimit: abc", "limit must be a number of rows"),
        ("metrics: [nps]\nlimit: -2", "limit must be a number of rows"),
        ("metrics: [nps]\ninterval: maybe", "interval must be true or false"),
        ("metrics: [nps]\nlive: sometimes", "live must be true or false"),
        ("metrics: [nps]\ngrain: fortnight", "grain must be one of day, week"),
        ("metrics: [nps]\nstart: 2026-01-01\nlast: 3 months", "last tells the whole period"),
        ("metrics: [nps]\nleast_n: 0", "unknown key 'least_n'"),
        ("metrics: [nps]\nstart: 2026-01-01\nend: 2026-09-31", "not YAML: day is out of range"),
        ("metrics: [nps]\nstart: 2026-07-01 10:00:00", "start must be a date such as 2026-01-31"),
    ],
)
def test_a_fence_of_the_wrong_kind_is_told(tmp_path, warehouse, fence, told):
    with pytest.raises(SiteError, match=rf"pages/index\.md:\d+: query 'm': {told}"):
        render(page(tmp_path, f"```metrics m\n{fence}\n```"), warehouse, tmp_path / "site")


@pytest.mark.parametrize("told", ["true", "True", "yes", "true # why"])
def test_live_is_read_as_yaml(told):
    assert is_live(f"metrics: [nps]\nlive: {told}")
    assert not is_live("metrics: [nps]\nlive: false")
    with pytest.raises(PageError):
        read_metrics("metrics: [nps]\nlive: 'true'", None)


@pytest.mark.parametrize(
    ("front", "body", "told"),
    [
        ("title: A", "<Filters>\n<Slider/>\n</Filters>", ":5: <Filters> needs filters: "),
        (
            "title: A\nfilters: [customer__region_name]",
            "x",
            ":3: filters: no query of the page follows",
        ),
        (
            "title: A\neach: q\nfilters: [customer__region_name]",
            Q,
            ":4: filters: a page of many rows cannot",
        ),
        (
            "title: A\nfilters:\n  - customer__region_name\n  - customer__regio",
            LIVE,
            ":5: filters: there is no dimension 'customer__regio'",
        ),
        ("title: A", LIVE, ":4: 'm' is live, but"),
        ("title: A\nneeds:\n  - fct_contacts\n  - fct_contact", "x", ":5: needs: there is no mart"),
        ("title: A\nqueries: [nothing]", "x", ":3: there is no query file"),
        ("title: A\n\neach: other", Q, ":4: each: there is no query"),
    ],
)
def test_filters_that_cannot_work_are_told_with_their_line(tmp_path, warehouse, front, body, told):
    with pytest.raises(SiteError, match=told):
        render(page(tmp_path, body, front, name="[g]"), warehouse, tmp_path / "site")


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("{#if q[0].n > 1}more{:else}not more{/if}", "not more"),
        ("{#if q[0].n <= 1}less{:else}not less{/if}", "not less"),
        ("{#if q[0].n === null}null{/if}", "null"),
        ("It is {q[0].v + q[0].n}.", "It is –."),
        ("It is {q[0].v / (q[0].v - 2)}.", "It is –."),
        ("It is {-q[0].n}.", "It is –."),
        ("It is {q[0].v / 4 + 1}.", "It is 1.5."),
        ('<Callout title="{q[0].v + q[0].n} more">\nx\n</Callout>', "– more"),
    ],
)
def test_null_is_not_known_and_stops_no_page(tmp_path, warehouse, body, shown):
    assert shown in main_of(tmp_path, warehouse, Q + body)


def test_a_lone_tick_takes_nothing_from_later_paragraphs(tmp_path, warehouse):
    html = main_of(
        tmp_path, warehouse, f"{Q}one ` tick {{q[0].v}}\n\nand ` two {{q[0].g}}\n\n`{{x}}`"
    )

    assert "one ` tick 2" in html
    assert "and ` two g0" in html
    assert "<code>{x}</code>" in html


def test_a_fence_of_code_may_hold_empty_lines(tmp_path, warehouse):
    html = main_of(tmp_path, warehouse, "```\n{a}\n\n{b}\n```\n")

    assert "<code>{a}\n\n{b}" in html


def test_what_stands_further_in_stays_there(tmp_path, warehouse):
    body = "<Details title=x>\n  - one\n    - inner\n\n  ```python\n  if a:\n      b\n  ```\n</Details>"

    html = main_of(tmp_path, warehouse, body)

    assert "<ul><li>one\n<ul><li>inner" in html
    assert "if a:\n    b\n" in html


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (
            "<Tabs>\nImportant words\n<Tab label=a>\nx\n</Tab>\n</Tabs>",
            "<Tabs> holds its parts and no text such as 'Important words'",
        ),
        ("| a |\n|---|\n{#each q as row}\n| {row.g} |\n{/each}", "use <DataTable>"),
        ("<BigLink url=loyalty/>", "url=loyalty leads nowhere"),
        ("<Link url=javascript:x label=y/>", "url=javascript:x leads nowhere"),
        (
            "<BigValue data={q} value=v metric=npss/>",
            "there is no metric 'npss' (did you mean 'nps'?)",
        ),
        ("<BigValue data={q} value=v goal=vv/>", "goal=vv is neither a column nor a number"),
        ("<DataTable data={q}>\n<Column id=v/>\n<Column id=v/>\n</DataTable>", "stands twice"),
    ],
)
def test_what_would_be_lost_is_told(tmp_path, warehouse, body, told):
    with pytest.raises(SiteError, match=re.escape(told)):
        render(page(tmp_path, Q + body), warehouse, tmp_path / "site")


def test_a_goal_that_is_a_number_follows_the_filters(tmp_path, warehouse):
    fence = "```metrics m\nmetrics: [contacts]\nlast: 3 months\nlive: true\n```\n"
    body = f"{fence}<Filters>\n<Slider/>\n</Filters>\n<BigValue data={{m}} value=contacts goal=50/>"

    html = main_of(tmp_path, warehouse, body, "title: A\nfilters: [customer__region_name]")

    assert re.search(r"Goal . 50", html)
    assert '"number":50.0' in (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
