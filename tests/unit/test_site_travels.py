"""The site as a mail and on paper: what the overview says, and how a browser is asked."""

from pathlib import Path

import pytest
from report_world import CONFIG, KnownAnswers, write_warehouse

from orchestration import printing
from reports.digest import LARGEST, as_message, as_text, read_digest
from reports.site import render_site

PAGE = """---
title: Overview
---
```metrics now
metrics: [nps]
last: 1 month
against: previous
```
<Callout>

**All goals were met.** Except <one>.

</Callout>
<BigValue data={now} value=nps comparison=nps_change comparisonTitle="vs. September" goal=nps_goal status=nps_status/>
<Finding data={now} metric=nps since="against the month before"/>
<Details title="More">
<BigValue data={now} value=nps title="Hidden"/>
</Details>
<DataTable data={now}>
<Column id=nps title="What & why"/>
</DataTable>
""".replace("<one>", "\\<one>")  # noqa: E501 - a tag stands on one line


@pytest.fixture
def overview(tmp_path):
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "index.md").write_text(PAGE, encoding="utf-8")
    warehouse = write_warehouse(tmp_path / "published" / "warehouse.duckdb")
    render_site(
        pages=pages, warehouse=warehouse, out=tmp_path / "site", config=CONFIG,
        metrics=KnownAnswers(),
    )  # fmt: skip
    return tmp_path / "site" / "index.html"


def test_the_mail_says_what_the_overview_says(overview):
    digest = read_digest(overview, company="Northwind", url="https://reports.example/")

    assert digest.verdict == "All goals were met. Except <one>."
    assert [one.title for one in digest.headlines] == ["Net Promoter Score"]
    assert digest.headlines[0].lines[0].endswith("vs. September")
    assert len(digest.findings) == 1
    assert digest.heads == ("What & why",)
    assert "https://reports.example/" in as_text(digest)


def test_the_mail_is_the_same_every_time_and_small(overview):
    one, other = (as_message(read_digest(overview, company="Northwind")) for _ in range(2))
    html = one.get_body(("html",)).get_content()

    assert bytes(one) == bytes(other)
    assert len(bytes(one)) < LARGEST
    assert one.get_body(("plain",)) is not None
    assert "Except &lt;one&gt;." in html
    assert "<script" not in html
    assert "<link" not in html


def test_a_page_is_printed_by_a_file_address_and_without_the_browsers_own_lines():
    command = printing.print_command("chromium", "file:///s/index.html", Path("o.pdf"), Path("p"))

    assert command[-1] == "file:///s/index.html"
    assert "--print-to-pdf=o.pdf" in command
    assert "--no-pdf-header-footer" in command


def test_without_a_browser_it_is_said_which_would_do(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(printing.PrintError, match="chromium"):
        printing.find_browser()
