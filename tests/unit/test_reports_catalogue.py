"""The catalogue of metrics shows what each is made of and its SQL, as the semantic layer tells it."""
# ruff: noqa: E501 - what is expected reads best on one line

import re
from html import unescape

import pytest
from report_world import KnownAnswers, write_warehouse
from test_reports_site import page, render


@pytest.fixture
def entries(tmp_path):
    """The page's HTML of each metric, by name."""
    warehouse = write_warehouse(tmp_path / "published" / "warehouse.duckdb")
    render(page(tmp_path, "<MetricsCatalogue/>"), warehouse, tmp_path / "site")
    text = (tmp_path / "site/index.html").read_text(encoding="utf-8")
    return dict(re.findall(r'<dt id="(\w+)">(.*?</dd>)', text, re.DOTALL))


def test_every_public_metric_tells_its_parts_its_marts_and_its_sql(entries):
    names = {metric.name for metric in KnownAnswers().metrics()}
    parts = "<li><code>nps</code> = <code>nps_part / contacts</code></li><li><code>nps_part</code> = <code>sum of a &lt; b in fct_a</code></li>"

    assert set(entries) == names
    assert parts in entries["nps"]
    assert "Reads <code>fct_a</code>" in entries["nps"]
    for name, entry in entries.items():
        told = re.findall(r"<pre><code>(.*?)</code></pre>", entry, re.DOTALL)
        assert [unescape(sql) for sql in told] == [f"select {name}\nfrom fct_a"]


def test_a_part_that_readers_can_look_up_leads_to_its_own_entry(entries):
    led = '<a href="#contacts">Contacts</a> <code>contacts</code> = <code>count of contact_id in fct_a</code>'

    assert led in entries["nps"]
    assert 'href="#nps_part"' not in entries["nps"]


def test_what_a_metric_is_made_of_is_closed_until_it_is_asked_for(entries):
    assert all('<details class="computed"><summary>' in entry for entry in entries.values())
