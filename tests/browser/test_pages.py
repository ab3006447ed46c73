"""Every page as its readers meet it: in a browser, from a folder, with or without script."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

# What depends on colours is asked in both themes, where every component is; the rest of each page.
SHOWN = ("", "components")
COLOURS = {"runOnly": ["color-contrast"], "resultTypes": ["violations"]}
REST = {"rules": {"color-contrast": {"enabled": False}}, "resultTypes": ["violations"]}


def test_every_page_opens_from_a_folder_and_asks_for_nothing_else(reader):
    found = {}
    for address in reader.addresses():
        with reader.opened(address) as (_, seen):
            if seen.complaints or seen.elsewhere:
                found[address] = (seen.complaints, seen.elsewhere)

    assert found == {}


def violations(reader, address, rules, **options):
    """What axe finds on a page: rule and first places."""
    with reader.opened(address, bypass_csp=True, **options) as (page, _):
        found = Axe().run(page, options=rules).response["violations"]
    return [(one["id"], [node["target"] for node in one["nodes"]][:3]) for one in found]


def test_every_page_is_accessible(reader):
    found = {address: violations(reader, address, REST) for address in reader.addresses()}

    assert not any(found.values()), found


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_colour_is_legible(reader, theme):
    found = {name: violations(reader, name, COLOURS, color_scheme=theme) for name in SHOWN}

    assert not any(found.values()), found


def test_nothing_runs_but_the_sites_own_script(reader):
    with reader.opened() as (page, seen):
        page.evaluate(
            "() => { const bad = document.createElement('script');"
            " bad.textContent = 'window.ran = 1'; document.body.append(bad); }"
        )

        assert page.evaluate("() => window.ran") is None
    assert any("Content Security Policy" in told for told in seen.complaints)


def test_without_script_the_page_is_whole_and_shows_no_filter(reader):
    for address in ("", "loyalty", "support"):
        with reader.opened(address, java_script_enabled=False) as (page, _):
            assert page.locator("#filters").is_hidden()
            assert page.locator(".big-value .bv-value").first.is_visible()
            assert page.locator("figure svg").count() > 2


def test_no_page_is_wider_than_a_phone(reader):
    wide = {}
    for address in reader.addresses():
        with reader.opened(address, viewport={"width": 360, "height": 740}) as (page, _):
            width = page.evaluate("() => document.documentElement.scrollWidth")
            if width > 360:
                wide[address] = width

    assert wide == {}


def test_pages_print_on_few_sheets(reader):
    sheets = {}
    for address in ("", "loyalty", "support"):
        with reader.opened(address) as (page, _):
            sheets[address] = len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4")))

    assert sheets[""] <= 2
    assert max(sheets.values()) <= 6


def test_tables_are_sorted_by_a_click_and_put_back(reader):
    with reader.opened("support") as (page, _):
        table = page.locator("figure[data-sortable]", has_text="Topic").last
        button = table.locator("thead button", has_text="Contacts").first
        place = button.evaluate("head => head.closest('th').cellIndex")

        def numbers():
            read = f"rows => rows.map((row) => Number(row.cells[{place}].dataset.sort))"
            return table.locator("tbody tr").evaluate_all(read)

        built = numbers()
        button.focus()
        page.keyboard.press("Enter")
        down = numbers()
        button.click()
        up = numbers()
        button.click()

        assert down == sorted(built, reverse=True)
        assert up == sorted(built)
        assert numbers() == built
