"""The site as a whole: nothing half, nothing hostile, nothing by chance."""
# ruff: noqa: E501 - cases and their expectations read best on one line each

import re
from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest
from jinja2 import meta
from report_world import AS_OF, CONFIG, KnownAnswers, write_warehouse

from reports import digest
from reports.components import (
    big_value,
    controls,
    datatable,
    figure,
    finding,
    goals,
    images,
    journey,
    layout,
    links,
    panels,
    quotes,
    values,
)
from reports.errors import SiteError
from reports.manual import README, manual
from reports.rendering import TEMPLATES, templates
from reports.shell import PageView, localise
from reports.site import render_site
from reports.site_check import check_site, personal_data
from reports.site_scripts import take_scripts
from reports.status import FailedCheck, StoppedNight
from reports.status_page import render_status

PAGES = Path("reports/pages").resolve()
HOSTILE = "<script>alert(1)</script> {{ 7*7 }} {7*7} **bold** [x](javascript:y) </td>\"' \ue0000\ue001 \u202eabc #f0f0ff"
VIEWS = {
    "value.html": values.ValueView, "delta.html": values.DeltaView, "sparkline.html": values.SparklineOnlyView,
    "big_value.html": big_value.BigValueView, "chart.html": figure.ChartView, "empty.html": figure.EmptyView,
    "table.html": datatable.TableView, "link.html": links.LinkView, "big_link.html": links.LinkView,
    "download.html": links.DownloadView, "grid.html": layout.BoxView, "group.html": layout.BoxView,
    "note.html": layout.BoxView, "details.html": layout.DetailsView, "definitions.html": layout.DefinitionsView,
    "page_break.html": layout.NothingView, "nothing.html": layout.NothingView,
    "tabs.html": panels.PanelsView, "accordion.html": panels.PanelsView, "image.html": images.ImageView,
    "goal.html": goals.GoalView, "journey.html": journey.JourneyView, "quotes.html": quotes.QuotesView,
    "finding.html": finding.FindingView, "catalogue.html": finding.CatalogueView, "page.html": PageView, "digest.html": digest.Digest,
    "filters.html": controls.FiltersView, "dropdown.html": controls.ControlView, "button_group.html": controls.ControlView,
    "date_range.html": controls.PeriodView, "marks.html": layout.NothingView,
}  # fmt: skip


@pytest.fixture
def warehouse(tmp_path):
    return write_warehouse(tmp_path / "published" / "warehouse.duckdb")


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


def test_our_own_pages_render_twice_to_the_same_bytes(tmp_path, warehouse):
    first = render(PAGES, warehouse, tmp_path / "one")
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
    assert contents(tmp_path / "one") == contents(tmp_path / "two")
    assert not any(
        re.search(rb"<script (?!type=.application/json)|https?://(?!www\.w3\.org)", text)
        for text in contents(tmp_path / "one").values()
    )


@pytest.mark.parametrize("column", ["text", "number"])
def test_text_from_data_is_never_markup_nor_template(tmp_path, warehouse, column):
    quoted = HOSTILE.replace("'", "''")
    body = f"""
```sql rows
select '{quoted}' as text, 1.5 as number, date '2026-01-01' as day union all select 'b', 2, date '2026-02-01'
```
Here {{rows[0].text}} and **{{rows[0].text}}**.
{{#each rows as row}}
- {{row.text}} <Link url={{row.text}} label={{row.text}}/>
{{/each}}
<BigValue data={{rows}} value={column} title={{rows[0].text}} comparison=number comparisonTitle={{rows[0].text}}/>
<BarChart data={{rows}} x=text y=number title={{rows[0].text}}/>
<BarChart data={{rows}} x=text y=number swapXY=true yAxisTitle="{{rows[0].text}}"/>
<LineChart data={{rows}} x=day y=number series=text/>
<ScatterPlot data={{rows}} x=number y=number pointTitle=text series=text title={{rows[0].text}}/>
<Heatmap data={{rows}} x=text y=text value=number/>
<BoxPlot data={{rows}} name=text min=number intervalBottom=number midpoint=number intervalTop=number max=number/>
<FunnelChart data={{rows}} nameCol=text valueCol=number/>
<DataTable data={{rows}}/>
"""
    render(page(tmp_path, body), warehouse, tmp_path / "site")
    built = (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    html, scripts = take_scripts(built)

    ElementTree.fromstring(html)
    assert len(scripts) == 1
    assert "alert(1)" not in scripts[0].text
    assert "<script" not in html
    assert "<strong>bold" not in html
    assert "49" not in re.sub(r"\d[\d.,]*\d", "", html.split("<main")[1]).replace("&#39;", "")
    assert 'href="javascript' not in html
    assert "\u202e" not in html
    assert "#f0f0ff" in html


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
        ("select * from read_csv('/etc/passwd')", "disabled by configuration"),
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
    tmp_path, warehouse, mart
):
    import duckdb

    with duckdb.connect(str(warehouse)) as connection:
        connection.execute(f"delete from marts.{mart}")
    summary = render(PAGES, warehouse, tmp_path / "site")

    assert {reason for _, reason in summary.left_out} == {f"{mart} has no rows"}
    assert "index.html" in contents(tmp_path / "site")


def test_a_mistake_met_while_rendering_has_its_line(tmp_path, warehouse):
    with pytest.raises(SiteError, match=r"pages/index\.md:9: ZeroDivisionError"):
        render(
            page(tmp_path, "```sql q\nselect 0 as zero\n```\n\n\n{1 / q[0]['zero']}"),
            warehouse,
            tmp_path / "site",
        )


def test_a_site_with_personal_data_or_a_dead_link_is_not_shown(tmp_path, warehouse):
    with pytest.raises(SiteError, match="an e-mail address"):
        render(
            page(tmp_path, "```sql q\nselect 'eve@example.org' as x\n```\n{q[0].x}"),
            warehouse,
            tmp_path / "site",
        )
    with pytest.raises(SiteError, match="leads nowhere"):
        render(page(tmp_path, "[gone](/gone/)"), warehouse, tmp_path / "site")

    assert not (tmp_path / "site").exists()


@pytest.mark.parametrize("text", ["a.b@c.example", "+31 20 123 4567", "NL91 ABNA 0417 1643 00"])
def test_personal_data_is_recognised(text):
    assert personal_data(f"x {text} y")
    assert not personal_data(f"x {text} y", [text])


@pytest.mark.parametrize(
    "text", ["2026-11-21", "1,234,567.89 to 2,345,678", "ticket 000123456", "$12k @ 5%", "1 – 5"]
)
def test_numbers_and_dates_are_not_personal_data(text):
    assert not personal_data(text)


def test_the_check_finds_what_it_looks_for(tmp_path):
    (tmp_path / "a.html").write_text(
        '<html><p id="x">1</p><p id="x" style="a">2</p><script/><img src="https://x.example/y"/></html>',
        encoding="utf-8",
    )
    (tmp_path / "b.html").write_text("<html><p></html>", encoding="utf-8")

    found = " ".join(str(problem) for problem in check_site(tmp_path))

    for words in ("used twice", "style", "<script>", "loads https", "not well-formed"):
        assert words in found


def test_a_stopped_night_changes_only_the_status_page(tmp_path, warehouse):
    out = tmp_path / "site"
    render(PAGES, warehouse, out)
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


def test_links_work_from_a_file_system():
    html = localise('<a href="/">h</a><a href="/b/#x">b</a><a href="//c">c</a>', "a/")

    assert (
        html == '<a href="../index.html">h</a><a href="../b/index.html#x">b</a><a href="//c">c</a>'
    )


@pytest.mark.parametrize("name", sorted(file.name for file in TEMPLATES.glob("*.html")))
def test_a_template_sees_its_view_and_nothing_else(name):
    source = (TEMPLATES / name).read_text(encoding="utf-8")
    used = meta.find_undeclared_variables(templates().parse(source))

    assert used <= {field.name for field in fields(VIEWS[name])}


def test_the_manual_is_written_from_the_declarations():
    assert README.read_text(encoding="utf-8") == manual(), "run: python -m reports.manual"


def luminance(colour):
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("theme", [0, 1])
def test_text_and_lines_stand_out_from_the_page(theme):
    css = (TEMPLATES / "site.css").read_text(encoding="utf-8")
    colours = dict(re.findall(r"--([\w-]+):(#[0-9a-f]{3,6})", css.split("@media")[theme]))
    full = {
        name: value if len(value) == 7 else "#" + "".join(2 * mark for mark in value[1:])
        for name, value in colours.items()
    }

    def contrast(one, other):
        high, low = sorted((luminance(full[one]), luminance(full[other])), reverse=True)
        return (high + 0.05) / (low + 0.05)

    inks = [
        "ink",
        "muted",
        "accent",
        "goal",
        "good",
        "warn",
        "bad",
        *(f"series-{n}" for n in range(1, 9)),
    ]
    assert {ink: contrast(ink, "panel") for ink in inks if contrast(ink, "panel") < 4.5} == {}
    assert {ink: contrast(ink, "page") for ink in inks[:7] if contrast(ink, "page") < 4.5} == {}
    assert all(contrast(tone, f"{tone}-soft") >= 4.5 for tone in ("good", "warn", "bad"))
    assert contrast("neutral", "panel") >= 3
