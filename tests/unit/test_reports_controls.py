"""Controls of a page: what they offer without a script, and what a page may not ask of them."""

import re

import pytest
from report_world import write_warehouse
from test_reports_site import page, render

from reports.errors import SiteError

FRONT = "title: A\nfilters: [customer__region_name, customer__customer_type]"
QUERY = "```metrics q\nmetrics: [contacts]\nlast: 3 months\nlive: true\n```\n"


def bar(tmp_path, controls):
    """The page's filters, as they are written."""
    body = f"{QUERY}<Filters>\n{controls}\n</Filters>\n<BigValue data={{q}} value=contacts/>"
    pages = page(tmp_path, body, FRONT)
    render(pages, write_warehouse(tmp_path / "p" / "warehouse.duckdb"), tmp_path / "site")
    html = (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    return re.findall(r"<(?:input|output|option)[^>]*>[^<]*", html)


def test_a_checkbox_holds_one_value_of_its_dimension(tmp_path):
    told = bar(tmp_path, "<Checkbox dimension=customer__customer_type value=business title=Firms/>")

    assert told == [
        '<input type="checkbox" id="filter-1" data-filter="customer__customer_type"'
        ' value="business"/> Firms'
    ]


def test_what_can_be_chosen_is_called_what_readers_call_it(tmp_path):
    buttons = bar(tmp_path, "<ButtonGroup dimension=customer__customer_type/>")
    html = (tmp_path / "site" / "index.html").read_text(encoding="utf-8")

    assert 'value="business"' in "".join(buttons)
    assert "<span>Business</span>" in html
    assert '"names":{"business":"Business","consumer":"Consumer"' in html


def test_a_checkbox_of_a_value_that_no_group_has_cannot_be_ticked(tmp_path):
    (box,) = bar(tmp_path, "<Checkbox dimension=customer__customer_type value=robot/>")

    assert 'disabled=""' in box


def test_a_slider_begins_without_a_choice_and_ends_at_all_months(tmp_path):
    slider, output = bar(tmp_path, "<Slider/>")

    assert 'min="0" max="1" value="0"' in slider
    assert output.endswith(">as reported")


@pytest.mark.parametrize(
    ("controls", "told"),
    [
        ("<Slider/>\n<DateRange/>", "two controls choose by months"),
        (
            "<Dropdown dimension=customer__customer_type/>\n"
            "<Checkbox dimension=customer__customer_type value=business/>",
            "two controls choose by customer__customer_type",
        ),
        ("<Checkbox dimension=customer__tier_name/>", "none of the page's filters"),
    ],
)
def test_what_no_reader_could_follow_is_refused(tmp_path, controls, told):
    with pytest.raises(SiteError, match=told):
        bar(tmp_path, controls)
