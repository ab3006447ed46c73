"""Tables on a phone: what fits stands side by side, the rest below its row with its title."""
# ruff: noqa: E501 - tags and markup read best on one line each

import re

import pytest

from reports.components.cells import CellView
from reports.components.folding import places_on_a_phone
from reports.components.marks import SparklineView, status_mark

LONG = "What to do at once: worse than the level at which to act"
TREND = SparklineView(100, 26, "M0,0", "0", "0", "", "13 months")


def number(text):
    return CellView(text, sort="1")


def rows_of(*cells):
    return [list(cells)] * 3


def test_a_table_that_fits_stays_a_table():
    rows = rows_of(CellView("Gate: salesforce, dated_conversion_rates"), *3 * [number("238")])

    assert (
        places_on_a_phone(["Stage", "Checks", "Passed", "Warned"], rows, [False] * 4) == ("",) * 4
    )


def test_what_does_not_fit_stands_below_in_the_order_of_what_it_matters():
    amounts = [number("1,076,007")] * 5
    titles = ["Source", *"abcde"]

    assert (
        places_on_a_phone(titles, rows_of(CellView("zendesk"), *amounts), [False] * 6)[4:]
        == ("below",) * 2
    )
    prose = rows_of(CellView("zendesk"), CellView(LONG), *amounts[:3])
    assert (
        places_on_a_phone(titles[:5], prose, [False, True, False, False, False])[1:3]
        != ("below",) * 2
    )
    assert places_on_a_phone(titles[:5], prose, [False, True, False, False, False])[1] == "below"
    for cell in (CellView("", trend=TREND), CellView("–")):
        given = places_on_a_phone(
            titles[:5], rows_of(CellView("zendesk"), cell, *amounts[:3]), [False] * 5
        )
        assert [place for place, told in enumerate(given) if told == "below"][:1] == [1]


def test_a_status_stands_beside_its_value_and_needs_no_title():
    status = CellView("", status=status_mark("met"))
    cells = [*[number("1,234,567")] * 4, status, number("12.3%"), status]
    rows = rows_of(CellView("Consumer"), *cells)

    places = places_on_a_phone(["Name", *"abcdefg"], rows, [False] * 8)
    assert places[-4:] == ("below value", "below verdict", "below value", "below verdict")


def test_the_parts_of_a_row_never_exceed_it():
    for count in range(1, 12):
        rows = rows_of(CellView("A name of some length"), *[number("12,345")] * count)
        places = places_on_a_phone(["Name", *["Number"] * count], rows, [False] * (count + 1))
        parts = [int(place[1:]) for place in places if place.startswith("w")]

        assert sum(parts) in (0, 48), places


@pytest.fixture
def text(html):
    columns = ", ".join(f"123456 as amount_{n}" for n in range(8))
    return html(
        f"```sql q\nselect 'dated_rates' as name, {columns}, null as note\n```\n<DataTable data={{q}} sort=false/>"
    )


def test_a_cell_below_has_its_title_and_one_without_a_word_is_not_shown_there(text):
    assert '<figure class="table folds"' in text
    assert re.search(
        r'<td class="to-right below" data-title="Amount 7" data-sort="123456">123,?456</td>', text
    )
    assert re.search(r'<td class="to-\w+ below blank" data-title="Note"', text)


def test_a_name_may_be_broken_behind_its_underscores_only(text):
    assert ">dated_<wbr/>rates</th>" in text
