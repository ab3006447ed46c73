"""The site as a whole: nothing half, nothing hostile, nothing by chance."""
# ruff: noqa: E501 - cases and their expectations read best on one line each

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from report_world import AS_OF, CONFIG, KnownAnswers, write_warehouse

from reports.errors import SiteError
from reports.site import render_site
from reports.site_check import check_site
from reports.status import FailedCheck, StoppedNight
from reports.status_page import render_status

PAGES = Path("reports/pages").resolve()


@pytest.fixture
def warehouse(tmp_path):
    return write_warehouse(tmp_path / "published" / "warehouse.duckdb")


@pytest.fixture
def drawings(shared):
    """What the tests of this run have drawn; a drawing depends on nothing but what it shows."""
    return shared / "drawings"


def page(tmp_path, body, front="title: A", name="index"):
    pages = tmp_path / "pages"
    pages.mkdir(exist_ok=True)
    (pages / f"{name}.md").write_text(f"---\n{front}\n---\n{body}\n", encoding="utf-8")
    return pages


def render(pages, warehouse, out, **changes):
    return render_site(
        pages=pages,
        warehouse=warehouse,
        out=out,
        config=replace(CONFIG, **changes),
        metrics=KnownAnswers(),
    )


def contents(site):
    return {
        file.relative_to(site).as_posix(): file.read_bytes()
        for file in sorted(site.rglob("*"))
        if file.is_file()
    }


def test_our_own_pages_render_twice_to_the_same_bytes(tmp_path, warehouse, drawings):
    first = render(PAGES, warehouse, tmp_path / "one", drawings=drawings)
    render(PAGES, warehouse, tmp_path / "two")

    assert set(first.pages) == {
        "",
        "goals/",
        "health/",
        "journeys/",
        "loyalty/",
        "support/",
        "voice/",
        "retention-and-value/",
        "components/",
        "data-quality/",
        "metrics/",
        "segments/",
        "segments/customers-consumer/",
        "segments/tier-plus/",
        "status/",
    }
    assert first.charts > 10
    assert first.warnings == ()
    assert contents(tmp_path / "one") == contents(tmp_path / "two")
    assert not any(
        re.search(rb"<script (?!type=.application/json)|https?://(?!www\.w3\.org)", text)
        for text in contents(tmp_path / "one").values()
    )


def test_nothing_is_written_when_a_page_is_wrong(tmp_path, warehouse):
    render(page(tmp_path, "fine"), warehouse, tmp_path / "site")
    before = contents(tmp_path / "site")
    pages = page(tmp_path, "{wrong}\n\n<Nope/>", name="b")
    page(tmp_path, "```sql q\nselect nothing\n```", name="c")

    with pytest.raises(SiteError) as caught:
        render(pages, warehouse, tmp_path / "site")

    assert [(problem.page, problem.line) for problem in caught.value.problems] == [
        ("pages/b.md", 6),
        ("pages/c.md", 5),
    ]
    assert contents(tmp_path / "site") == before


@pytest.mark.parametrize(
    ("sql", "message"),
    [
        ("select * from ${other}", "is no query of this page"),
        ("select * from ${q}", "queries go in a circle: q → q"),
        ("select 1; select 2", "exactly one SELECT"),
        ("create table x as select 1", "exactly one SELECT"),
        ("select * from staging.stg_users", "is not published"),
        ("select * from read_csv('/etc/passwd')", "is not published"),
        ("select current_date", r"use \$as_of"),
        ("select $nothing", r"there is no parameter \$nothing"),
        ("select *\nfrom fct_contact", "did you mean"),
    ],
)
def test_a_query_that_may_not_run_is_told(tmp_path, warehouse, sql, message):
    with pytest.raises(SiteError, match=re.compile(message, re.IGNORECASE)):
        render(page(tmp_path, f"```sql q\n{sql}\n```"), warehouse, tmp_path / "site")


def test_parameters_are_bound_and_queries_of_metrics_can_be_queried(tmp_path, warehouse):
    body = "```metrics m\nmetrics: [nps]\ngrain: month\nlast: 3 months\n```\n```sql q\nselect count(*) as n, $as_of as day, $company as name from ${m}\n```\n{q[0].n} {q[0].day} {q[0].name}"
    render(page(tmp_path, body), warehouse, tmp_path / "site", company="A '; drop table x; --")

    assert "<p>3 21 Nov 2026 A &#39;; drop table x; --</p>" in (
        tmp_path / "site/index.html"
    ).read_text(encoding="utf-8")


def test_a_page_without_data_is_left_out_and_a_wrong_need_is_an_error(tmp_path, warehouse):
    pages = page(tmp_path, "x")
    page(tmp_path, "x", front="title: B\nneeds: [fct_empty]", name="b")
    import duckdb

    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("create table marts.fct_empty as select 1 as x where false")
    summary = render(pages, warehouse, tmp_path / "site")

    assert summary.left_out == (("b/", "fct_empty has no rows"),)
    assert "b/index.html" not in contents(tmp_path / "site")
    page(tmp_path, "x", front="title: B\nneeds: [fct_contact]", name="b")
    with pytest.raises(SiteError, match="did you mean 'fct_contacts'"):
        render(pages, warehouse, tmp_path / "site")


def test_links_to_pages_that_are_left_out_are_dropped_and_their_words_stay(tmp_path, warehouse):
    home = "See [the **b** page](/b/) and [d](/d/).\n\n<BigLink url=/b/ label=\"Read b\"/>\n\n<BigLink url=/d/ label=\"Read d\"/>\n\n```sql q\nselect '/c/' as page, 'C' as name\n```\n<DataTable data={q}>\n<Column id=name linkColumn=page/>\n</DataTable>"
    page(tmp_path, home)
    page(tmp_path, "x", front="title: B\nneeds: [fct_contacts_none]", name="b")
    page(tmp_path, "```sql q\nselect 1 as x where false\n```\n{q[0].x}", front="title: C", name="c")
    pages = page(tmp_path, "x", front="title: D", name="d")
    import duckdb

    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("create table marts.fct_contacts_none as select 1 as x where false")
    summary = render(pages, warehouse, tmp_path / "site")

    html = (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    assert summary.left_out == (
        ("b/", "fct_contacts_none has no rows"),
        ("c/", "query 'q' has 0 rows, no row [0]"),
    )
    assert 'See the <strong>b</strong> page and <a href="d/index.html">d</a>' in html
    assert "Read b" not in html
    assert "Read d" in html
    assert not re.search(r'href="(b|c)/', html)
    assert set(contents(tmp_path / "site")) == {
        "index.html",
        "d/index.html",
        "status/index.html",
        "site.json",
    }


@pytest.mark.parametrize("mart", ["fct_contacts", "fct_survey_responses", "fct_revenue"])
def test_our_own_pages_are_whole_for_a_company_without_one_of_its_sources(
    tmp_path, warehouse, drawings, mart
):
    import duckdb

    with duckdb.connect(str(warehouse)) as connection:
        connection.execute(f"delete from marts.{mart}")
    summary = render(PAGES, warehouse, tmp_path / "site", drawings=drawings)

    assert {reason for _, reason in summary.left_out} == {f"{mart} has no rows"}
    assert "index.html" in contents(tmp_path / "site")


def test_a_mistake_met_while_rendering_has_its_line(tmp_path, warehouse):
    with pytest.raises(SiteError, match=r"pages/index\.md:9: UndefinedError"):
        render(
            page(tmp_path, "```sql q\nselect 0 as zero\n```\n\n\n{q[0]['zero'][1]}"),
            warehouse,
            tmp_path / "site",
        )


def test_a_stopped_night_changes_only_the_status_page(tmp_path, warehouse):
    out = tmp_path / "site"
    render(page(tmp_path, "Words."), warehouse, out)
    before = contents(out)
    stopped = StoppedNight(
        date(2026, 11, 22),
        "gate-zendesk-tickets",
        "tickets: <b>0 rows</b> arrived",
        (FailedCheck("tickets", "volume", "300", "0"),),
    )

    render_status(out=out, warehouse=warehouse, config=CONFIG, stopped=stopped)

    after = contents(out)
    assert {name for name in after if after[name] != before.get(name)} == {"status/index.html"}
    html = after["status/index.html"].decode()
    assert "The night of 22 Nov 2026 was stopped" in html
    assert "&lt;b&gt;0 rows&lt;/b&gt;" in html
    assert not check_site(out)


def test_the_page_of_a_stopped_night_withholds_whom_a_reason_names(tmp_path, warehouse):
    out = tmp_path / "site"
    render(page(tmp_path, "Words."), warehouse, out)
    failed = (FailedCheck("users", "unique", "1", "+31 6 12345678"),)
    stopped = StoppedNight(AS_OF, "gate", "jane.doe@example.com is not unique", failed)

    render_status(out=out, warehouse=warehouse, config=CONFIG, stopped=stopped)

    assert not check_site(out)
    html = (out / "status/index.html").read_text(encoding="utf-8")
    assert "jane.doe" not in html
    assert "withheld: looks like an e-mail address" in html


def test_the_first_night_may_be_stopped_before_there_is_a_warehouse(tmp_path):
    stopped = StoppedNight(AS_OF, "landing", "no file arrived")

    render_status(
        out=tmp_path / "site", warehouse=tmp_path / "none.duckdb", config=CONFIG, stopped=stopped
    )

    assert not check_site(tmp_path / "site")
    assert "no file arrived" in (tmp_path / "site" / "index.html").read_text(encoding="utf-8")


def test_a_killed_run_leaves_nothing_behind(tmp_path, warehouse):
    out = tmp_path / "site"
    render(page(tmp_path, "one"), warehouse, out)
    out.rename(tmp_path / ".site.old")
    (tmp_path / ".site.new").mkdir()
    (tmp_path / ".site.new" / "half.html").write_text("half", encoding="utf-8")

    render(page(tmp_path, "two"), warehouse, out)

    assert "two" in (out / "index.html").read_text(encoding="utf-8")
    assert [file.name for file in tmp_path.iterdir() if "site" in file.name] == ["site"]
