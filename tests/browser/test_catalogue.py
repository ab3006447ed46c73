"""The catalogue of metrics: found by letter without script, and as one types with it."""

from tests.browser.small_world import LIVE_NUMBER

PAGE = (
    """
See [churn](#logo_churn_rate).

<MetricsCatalogue/>
"""
    + LIVE_NUMBER
)


def seen(page):
    """The labels of the entries that are seen."""
    return page.locator(".entry:visible dt").all_inner_texts()


def test_letters_lead_to_their_metrics_without_script(small):
    with small.opened(java_script_enabled=False) as (page, _):
        page.get_by_role("navigation", name="by first letter").get_by_role("link", name="N").click()
        heading = page.get_by_role("heading", name="N", exact=True)
        below = page.locator(".finder").bounding_box()

        assert page.get_by_role("searchbox").count() == 0
        assert below["y"] + below["height"] <= heading.bounding_box()["y"] < 300


def test_what_is_typed_is_found_by_every_word_and_counted_aloud(small):
    with small.opened() as (page, read):
        every = len(seen(page))
        page.get_by_role("searchbox", name="Find a metric").fill("Promoter  net")
        found = seen(page)
        told = page.get_by_role("status").first.inner_text()
        letters = page.locator(".letters li:visible").all_inner_texts()
        page.get_by_role("searchbox").fill("")

        assert "Net Promoter Score" in found
        assert len(found) < every
        assert told == f"{len(found)} of {every} shown"
        assert letters == sorted({label[0].upper() for label in found})
        assert len(seen(page)) == every
        assert page.get_by_role("status").first.inner_text() == ""
        assert read.complaints == []


def test_nothing_found_is_told_and_statements_are_not_searched(small):
    with small.opened() as (page, _):
        page.get_by_role("searchbox").fill("fct_a")

        assert seen(page) == []
        assert page.get_by_role("status").first.inner_text().startswith("0 of ")


def test_a_link_to_what_a_search_hides_shows_it(small):
    with small.opened() as (page, _):
        page.get_by_role("searchbox").fill("promoter")
        page.get_by_role("link", name="churn", exact=True).click()

        assert page.locator("#logo_churn_rate").is_visible()
        assert page.get_by_role("searchbox").input_value() == ""
