"""Every page as its readers meet it: in a browser, from a folder, with or without script."""

import re
from dataclasses import dataclass

import pytest
from axe_playwright_python.sync_playwright import Axe

# What depends on colours is asked in both themes, the rest once.
COLOURS = {"runOnly": ["color-contrast"], "resultTypes": ["violations"]}
REST = {"rules": {"color-contrast": {"enabled": False}}, "resultTypes": ["violations"]}
PHONE = 360
# A desk at 200 %.
ENLARGED = 640
OPEN = "() => { for (const el of document.querySelectorAll('details')) el.open = true; }"
SCROLLED = """() => [...document.querySelectorAll('.table .scroll')]
  .filter((el) => el.scrollWidth > el.clientWidth).map((el) => el.ariaLabel)"""
# No element has a style of its own: those of the same names, classes and states up the tree have
# the same colours, and the first of them on the whole site is enough.
KEEP_NEW_LOOKS = """seen => {
  const looks = new Set(seen);
  const name = (el) => [el.localName, el.className.baseVal ?? el.className,
    el.getAttribute('aria-current'), el.getAttribute('scope')].join('.');
  const path = (el) => el ? `${path(el.parentElement)}>${name(el)}` : '';
  for (const el of document.querySelectorAll('details')) el.open = true;
  for (const el of document.querySelectorAll('main svg, option')) el.remove();
  const found = [...document.body.querySelectorAll('*')].map((el) => [el, path(el)]);
  const known = found.map(([, look]) => looks.has(look) || !looks.add(look));
  found.forEach(([el], place) => el.toggleAttribute('data-known', known[place]));
  for (const [el] of found.reverse()) {
    if (el.hasAttribute('data-known') && !el.childElementCount) el.remove();
  }
  return [...looks];
}"""


@dataclass(frozen=True)
class Read:
    """What was found on one page."""

    complaints: list[str]
    elsewhere: list[str]
    violations: list[tuple[str, object]]
    width: int
    enlarged: int
    scrolled: list[str]


@pytest.fixture(scope="module")
def read(reader):
    """Every page, opened once: on a desk, then on a phone."""
    found = {}
    with reader.opened() as (page, seen):
        for address in reader.addresses():
            page.set_viewport_size({"width": 1280, "height": 900})
            page.goto(reader.url(address))
            broken = violations(page, REST)
            page.set_viewport_size({"width": PHONE, "height": 740})
            scrolled = page.evaluate(SCROLLED)
            page.evaluate(OPEN)
            width = page.evaluate("() => document.documentElement.scrollWidth")
            page.set_viewport_size({"width": ENLARGED, "height": 450})
            enlarged = page.evaluate("() => document.documentElement.scrollWidth")
            found[address] = Read(
                [*seen.complaints], [*seen.elsewhere], broken, width, enlarged, scrolled
            )
            seen.complaints.clear()
            seen.elsewhere.clear()
    return found


def violations(page, rules):
    """What axe finds on a page: rule and first places."""
    found = Axe().run(page, options=rules).response["violations"]
    return [(one["id"], [node["target"] for node in one["nodes"]][:3]) for one in found]


def test_every_page_opens_from_a_folder_without_a_complaint(read):
    assert {address: page.complaints for address, page in read.items() if page.complaints} == {}


def test_no_page_asks_for_anything_else(read):
    assert {address: page.elsewhere for address, page in read.items() if page.elsewhere} == {}


def test_every_page_is_accessible(read):
    assert {address: page.violations for address, page in read.items() if page.violations} == {}


def test_no_page_is_wider_than_a_phone(read):
    assert {address: page.width for address, page in read.items() if page.width > PHONE} == {}


def test_no_table_scrolls_sideways_on_a_phone(read):
    assert {address: page.scrolled for address, page in read.items() if page.scrolled} == {}


def test_no_page_scrolls_sideways_at_twice_its_size(read):
    wide = {address: page.enlarged for address, page in read.items() if page.enlarged > ENLARGED}

    assert wide == {}


def test_every_colour_is_legible_in_both_themes(reader):
    found, looks = {}, []
    with reader.opened(reduced_motion="reduce") as (page, _):
        for address in reader.addresses():
            page.goto(reader.url(address))
            looks = page.evaluate(KEEP_NEW_LOOKS, looks)
            for theme in ("light", "dark"):
                page.emulate_media(color_scheme=theme)
                found[address, theme] = violations(page, COLOURS)

    assert not any(found.values()), found


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_colour_that_is_too_faint_is_found(reader, theme):
    with reader.opened(reduced_motion="reduce", color_scheme=theme) as (page, _):
        faint = ".question{color:color-mix(in srgb,var(--muted) 55%,var(--page))!important}"
        page.evaluate("rule => document.styleSheets[0].insertRule(rule, 0)", faint)
        page.evaluate(KEEP_NEW_LOOKS, [])

        found = violations(page, COLOURS)

    assert [rule for rule, _ in found] == ["color-contrast"]
    assert any(".question" in str(places) for _, places in found)


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


def test_pages_print_on_few_sheets(reader):
    sheets = {}
    for address in ("", "loyalty", "support"):
        with reader.opened(address) as (page, _):
            sheets[address] = len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4")))

    assert sheets[""] == 1
    assert max(sheets.values()) <= 3


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
