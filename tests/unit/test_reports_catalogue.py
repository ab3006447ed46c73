"""The catalogue of metrics shows what each is made of and its SQL, as the semantic layer tells it."""
# ruff: noqa: E501 - what is expected reads best on one line

import re
from html import unescape

import pytest
from report_world import KnownAnswers, write_warehouse
from test_reports_site import page, render


@pytest.fixture
def site_text(tmp_path):
    """The page's HTML."""
    warehouse = write_warehouse(tmp_path / "published" / "warehouse.duckdb")
    render(page(tmp_path, "<MetricsCatalogue/>"), warehouse, tmp_path / "site")
    return (tmp_path / "site/index.html").read_text(encoding="utf-8")


@pytest.fixture
def entries(site_text):
    """The HTML of each metric, by name."""
    return dict(re.findall(r'<dt id="(\w+)">(.*?</dd>)', site_text, re.DOTALL))


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


def test_every_letter_leads_to_its_metrics_in_their_order(site_text):
    letters = re.findall(r'<a href="#(letter-\w+)">(.)</a>', site_text)
    sections = re.findall(
        r'<section class="letter" id="(letter-\w+)".*?</section>', site_text, re.DOTALL
    )
    labels = [unescape(label) for label in re.findall(r"<dt id=[^>]*>(.*?)</dt>", site_text)]

    assert [place for place, _ in letters] == sections
    assert [name for _, name in letters] == sorted({label[0].upper() for label in labels})
    assert labels == sorted(labels, key=str.casefold)
