"""What a site never shows: markup from data, personal data, links that lead nowhere."""
# ruff: noqa: E501 - cases and their expectations read best on one line each

import re
from xml.etree import ElementTree

import pytest
from report_world import write_warehouse
from test_reports_site import page, render

from reports.errors import SiteError
from reports.site_check import check_site, personal_data
from reports.site_scripts import take_scripts

HOSTILE = "<script>alert(1)</script> {{ 7*7 }} {7*7} **bold** [x](javascript:y) </td>\"' \ue0000\ue001 \u202eabc #f0f0ff"


@pytest.fixture
def warehouse(tmp_path):
    return write_warehouse(tmp_path / "published" / "warehouse.duckdb")


@pytest.mark.parametrize("column", ["text", "number"])
def test_text_from_data_is_never_markup_nor_template(tmp_path, warehouse, column):
    quoted = HOSTILE.replace("'", "''")
    body = f"""
```sql rows
select '{quoted}' as text, 1.5 as number, date '2026-01-01' as day union all select 'b', 1, date '2026-02-01'
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


@pytest.mark.parametrize(
    "text",
    [
        "a.b@c.example",
        "+31 20 123 4567",
        "NL91 ABNA 0417 1643 00",
        "NL91ABNA0417164300",
        "4111 1111 1111 1111",
    ],
)
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


def test_a_tables_file_holds_what_the_table_shows(tmp_path, warehouse):
    body = "```sql q\nselect 'Outage' as topic, 0.34 as low, null as share\n```\n"
    body += "<DataTable data={q} downloadable=true>\n<Column id=topic/>\n<Column id=share/>\n</DataTable>"

    render(page(tmp_path, body), warehouse, tmp_path / "site")

    files = [file.read_text() for file in (tmp_path / "site" / "data").glob("index-q-*.csv")]
    assert files == ["topic,share\nOutage,\n"]
