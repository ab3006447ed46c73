"""What last night's rows hold stops only what would have shown them: told in its place, and counted."""
# ruff: noqa: E501 - cases and their expectations read best on one line each

import re

import pytest
from report_world import write_warehouse
from test_reports_site import page, render

from reports.errors import SiteError

Q = """```sql q
select * from (values ('a', 10, -1, 'gone', '/b/', date '2026-01-01'), ('b', 12, 2, 'act', '/c/', date '2026-02-01')) as q(step, n, w, state, address, day)
```
"""


@pytest.fixture
def shown(tmp_path):
    """Renders a body as the overview, beside a page b; says what was written and warned of."""
    warehouse = write_warehouse(tmp_path / "published" / "warehouse.duckdb")

    def rendered(body, front="title: A"):
        page(tmp_path, "x", "title: B", name="b")
        summary = render(page(tmp_path, body, front), warehouse, tmp_path / "site")
        html = (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
        return html, [str(warning) for warning in summary.warnings]

    return rendered


@pytest.mark.parametrize(
    ("tag", "told", "cells"),
    [
        ("<FunnelChart data={q} nameCol=step valueCol=n/>", "'b' is no part of 'a', the first step", 12),
        ("<BarChart data={q} x=step y=n,w type=stacked100/>", "the negative value at a is no share of 100 %", 12),
        ("<BarChart data={q} x=step y=n,w type=stacked100 swapXY=true/>", "the negative value at a is no share", 12),
        ("<AreaChart data={q} x=day y=n,w type=stacked100/>", "the negative value at Jan 2026 is no share", 12),
        ("<BoxPlot data={q} name=step min=n intervalBottom=w midpoint=w intervalTop=w max=w/>", "the five numbers of 'a' do not ascend", 12),
        ("<Waterfall data={q} name=step value=n/>", "a bridge has a first total, changes, and a last total", 12),
        ("<DataTable data={q}>\n<Column id=step/>\n<Column id=state contentType=status/>\n</DataTable>", "the status 'gone' is unknown", 4),
        ("<DataTable data={q} rows=1>\n<Column id=n fmtColumn=state/>\n</DataTable>", "unknown format 'gone'", 1),
        ("<BigValue data={q} value=n status=state/>", "the status 'gone' is unknown", 0),
    ],
)  # fmt: skip
def test_rows_that_do_not_fit_are_told_in_the_place_and_counted(shown, tag, told, cells):
    html, warnings = shown(f"{Q}Before.\n\n{tag}\n\nAfter.")

    assert f"Not shown: {told}" in html.replace("&#39;", "'")
    assert html.count("<td>") == cells
    assert "<p>Before.</p>" in html
    assert "<p>After.</p>" in html
    (warning,) = warnings
    assert re.match(rf"pages/index\.md:9: <{tag.split()[0][1:]}>: {re.escape(told)}", warning)


@pytest.mark.parametrize("value", ["{q[0].n}", "{fmt(q[0].n, 'num0')}"])
def test_a_title_with_a_value_that_is_not_known_gives_way(shown, value):
    told = f'title="Most are worth {value} each" subtitle="Worth by step"'
    query = "```sql q\nselect 'a' as step, %s as n, 1 as m\n```\n"
    tags = f'<DataTable data={{q}} {told}/>\n\n<BarChart data={{q}} x=step y=m {told}/>\n\n<BigValue data={{q}} value=m title="Of {value}"/>'
    known, _ = shown(query % 7 + tags)
    html, warnings = shown(query % "cast(null as integer)" + tags)

    assert known.count("Most are worth 7 each</p>") == 2
    assert "Most are worth" not in html
    assert html.count('<p class="chart-subtitle">Worth by step</p>') == 2
    assert [
        re.findall(r'"bv-title"[^>]*>(?:<span[^>]*>)?([^<]+)', text) for text in (known, html)
    ] == [["Of 7"], ["M"]]
    assert warnings == []


def test_where_there_are_no_rows_a_title_of_unknown_values_is_what_would_be_shown(shown):
    query = "```sql q\nselect 'a' as step, 1 as n where false\n```\n```sql t\nselect cast(null as integer) as n\n```\n"
    html, _ = shown(
        query + '<DataTable data={q} title="Most: {t[0].n} each" subtitle="Worth by step"/>'
    )

    assert '<p class="chart-title">Worth by step</p><p>No data for this yet.</p>' in html


def test_a_row_that_is_not_there_is_one_of_which_nothing_is_known(shown):
    html, warnings = shown(
        f"{Q}It was {{q[7].n}}, then <Value data={{q}} column=n row=5/>.\n\n{{q[1].n}} now."
    )

    assert "<p>It was –, then <span>–</span>.</p>" in html
    assert "<p>12 now.</p>" in html
    assert [warning.split(": ", 1)[1] for warning in warnings] == [
        "query 'q' has 2 rows, no row [7]", "<Value>: query 'q' has 2 rows, no row [5]",
    ]  # fmt: skip


def test_the_overview_is_there_without_a_row_too(shown):
    html, warnings = shown(
        "```sql q\nselect 1 as n, 2 as v, 'met' as s where false\n```\nIt is {q[0].n}.\n\n"
        "<Goal data={q} value=n baseline=n target=v status=s/>"
    )

    assert "<p>It is –.</p>" in html
    assert "Not shown: query &#39;q&#39; has 0 rows, no row [0]." in html
    assert len(warnings) == 2


def test_a_query_that_its_rows_stop_tells_so_wherever_it_is_used(shown):
    marts = "```sql q\nselect cast(topic_name as integer) as n, contact_id from fct_contacts\n```\n"
    built_on = "```sql counted\nselect count(*) as c from ${q}\n```\n"

    html, warnings = shown(
        f"{marts}{built_on}It is {{q[0].n}} and {{counted[0].c}}.\n\n<BarChart data={{q}} x=contact_id y=n/>\n\n"
        "<BigValue data={counted} value=c/>"
    )

    assert "<p>It is – and –.</p>" in html
    told = "Not shown: a value that query &#39;q&#39; met is not what it takes it for."
    assert html.count(told) == 2
    assert "Could not convert string" in warnings[0]
    assert "Could not convert" not in html


def test_a_word_that_is_wrong_in_a_query_stops_the_site_whatever_the_rows(shown):
    with pytest.raises(SiteError, match="DuckDB: "):
        shown("```sql q\nselect cast(nothing as integer) as n from fct_contacts\n```\n{q[0].n}")


def test_a_row_that_leads_to_no_page_is_words(shown):
    html, warnings = shown(
        f"{Q}<DataTable data={{q}}>\n<Column id=step linkColumn=address/>\n</DataTable>"
    )

    assert '<a href="b/index.html">a</a>' in html
    assert re.search(r"<th[^>]*>b</th>", html)
    assert warnings == ["pages: a row leads to /c/, which is no page"]


@pytest.mark.parametrize(
    ("sql", "told", "made"),
    [
        ("select 'Not An Address' as g union all select 'g1'", "'Not An Address' of column 'g' is no address", {"seg/g1/"}),
        ("select 'g0' as g union all select 'g1' union all select 'g0'", "2 rows are the page /seg/g0/", {"seg/g1/"}),
        ("select 'plain' as g union all select 'g1'", "the address /seg/plain/ is taken", {"seg/g1/", "seg/plain/"}),
    ],
)  # fmt: skip
def test_a_row_without_a_page_of_its_own_takes_none_from_others(tmp_path, shown, sql, told, made):
    (tmp_path / "pages" / "seg").mkdir(parents=True)
    page(tmp_path, f"```sql q\n{sql}\n```\n", "title: S\neach: q", name="seg/[g]")
    page(tmp_path, "static", name="seg/plain")

    _, warnings = shown("x")

    assert len(warnings) == 1
    assert told in warnings[0]
    written = {
        f.parent.relative_to(tmp_path / "site").as_posix()
        for f in tmp_path.glob("site/seg/*/index.html")
    }
    assert {f"{one}/" for one in written} == made | {"seg/plain/"}
    assert "static" in (tmp_path / "site/seg/plain/index.html").read_text(encoding="utf-8")
