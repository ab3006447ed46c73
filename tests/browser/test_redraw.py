"""The whole period chosen: the page's script writes what the build wrote, mark for mark."""
# ruff: noqa: E501 - tags read best on one line each

import pytest

from tests.browser.small_world import LEVEL, NEW, REGION

LIVE = "last: 3 months\nlive: true\n```\n"
PAGE = f"""
```metrics whole
metrics: [contacts, csat]
interval: true
{LIVE}
```metrics levels
metrics: [contacts, csat]
interval: true
group_by: [{LEVEL}, {NEW}]
{LIVE}
```metrics months
metrics: [csat]
interval: true
grain: month
{LIVE}
```metrics parts
metrics: [contacts]
grain: month
group_by: [{NEW}]
{LIVE}
<Filters>
<Dropdown dimension={REGION}/>
<Dropdown dimension={NEW}/>
<DateRange/>
</Filters>

<BigValue data={{whole}} value=csat low=csat_low high=csat_high n=csat_n status=csat_status goal=csat_goal goalTitle="by June"/>

<BigValue data={{levels}} value=contacts row=-1 low=contacts_low high=contacts_high n=contacts_n goal=contacts_goal/>

<BigValue data={{levels}} value=csat row=4 n=csat_n title="The fifth"/>

The last but one is <Value data={{levels}} column=contacts row=-2/>.

<DataTable data={{levels}} title="By level" rows=4 search=true>
<Column id={LEVEL}/>
<Column id={NEW}/>
<Column id=contacts contentType=bar/>
<Column id=csat/>
<Column id=csat_status contentType=status/>
</DataTable>

<LineChart data={{months}} x=metric_time__month y=csat low=csat_low high=csat_high title="By month"/>

<BarChart data={{parts}} x=metric_time__month y=contacts series={NEW} type=stacked title="By newness"/>

<BarChart data={{levels}} x={LEVEL} y=csat series={NEW} type=stacked title="By level"/>
"""
WHOLE = "#from=2026-08&to=2026-10"
PARTS = """() => [...document.querySelectorAll('[data-live]')].map((part) => {
  const shapes = [...part.querySelectorAll('svg title')].map((el) => el.textContent).sort();
  const words = [...part.querySelectorAll('.bv-line, .bv-value, tbody tr, .table-note, .legend li')]
    .map((el) => el.innerText.trim().replaceAll(/[ \\u00a0]+/g, ' '));
  const told = [...part.querySelectorAll('svg text')].map((el) => el.textContent.trim()).sort();
  return [part.querySelector('.chart-title')?.id, shapes, words.length ? words : part.innerText, told];
})"""


def opened_details(page):
    page.evaluate("() => document.querySelectorAll('details').forEach((el) => { el.open = true })")


@pytest.mark.parametrize("width", [1280, 360])
def test_the_script_writes_what_the_build_wrote(small, width):
    screen = {"viewport": {"width": width, "height": 900}}
    with small.opened(**screen) as (page, _):
        opened_details(page)
        built = page.evaluate(PARTS)
        assert any("Goal ≥ 62.5% by June" in line for line in built[0][2])
    with small.opened(WHOLE, **screen) as (page, seen):
        page.locator("body.is-filtered main:not([aria-busy])").wait_for(state="attached")
        opened_details(page)
        drawn = page.evaluate(PARTS)

    assert seen.complaints == []
    assert len(built) == 8
    for before, after in zip(built, drawn, strict=True):
        assert after == before


def test_what_was_sorted_and_searched_for_stays_so(small):
    def contacts(page):
        rows = page.locator("figure.table tbody tr:not([hidden])")
        return [text.split("\t")[2].strip() for text in rows.all_inner_texts()]

    with small.opened() as (page, _):
        for _ in range(2):
            page.get_by_role("button", name="Contacts").click()
        page.locator(".search input").fill("10")
        before = contacts(page)
        page.select_option(f"[data-filter={REGION}]", "North")
        page.locator("body.is-filtered main:not([aria-busy])").wait_for(state="attached")
        after = contacts(page)
        note = page.locator(".table-note").inner_text()

    assert before == ["1", "70"]
    assert after == ["1", "70"]
    assert note == ""


def test_on_paper_a_sentence_keeps_its_number(small):
    with small.opened() as (page, _):
        page.emulate_media(media="print")

        assert page.get_by_text("The last but one is").inner_text() == "The last but one is 1."
        assert page.get_by_role("group", name="The fifth").is_hidden()


def test_a_truth_can_be_chosen(small):
    with small.opened() as (page, _):
        page.select_option(f"[data-filter={NEW}]", label="yes")
        page.locator("body.is-filtered main:not([aria-busy])").wait_for(state="attached")

        assert page.locator(".filter-note").inner_text().startswith("Showing yes")
        assert page.url.endswith(f"{NEW}=true")
        assert page.locator(".big-value .bv-value").first.inner_text() == "52.9%"


def test_a_row_that_a_choice_takes_away_is_one_of_which_nothing_is_known(small):
    with small.opened(f"#{REGION}=South") as (page, seen):
        page.locator("body.is-filtered main:not([aria-busy])").wait_for(state="attached")
        fifth = page.get_by_role("group", name="The fifth").inner_text()

    assert seen.complaints == []
    assert fifth.split("\n")[-1] == "–"


def test_what_is_in_sight_is_drawn_at_once_and_the_rest_soon(small):
    """The last chart stands far below; paper does not wait for it."""
    with small.opened() as (page, seen):
        page.set_viewport_size({"width": 1280, "height": 400})
        titles = """value => {
          const control = document.querySelector('select[data-filter]');
          control.value = value;
          control.dispatchEvent(new Event('change', { bubbles: true }));
          const told = () => [...document.querySelectorAll('figure .chart-title')].at(-1).textContent;
          const [first, before] = [document.querySelector('.bv-value').textContent, told()];
          dispatchEvent(new Event('beforeprint'));
          return [first, before, told(), location.hash];
        }"""
        built = page.locator(".bv-value").first.inner_text()
        first, before, after, address = page.evaluate(titles, "North")
        page.locator("main:not([aria-busy])").wait_for(state="attached")

    assert first != built
    assert before == "By level"
    assert "North" in after
    assert address.endswith("=North")
    assert seen.complaints == []


def test_a_table_that_was_sorted_under_a_choice_is_put_back_in_order(small):
    with small.opened() as (page, _):
        rows = page.locator("figure.table tbody tr")
        built = rows.all_inner_texts()
        page.select_option(f"[data-filter={REGION}]", "North")
        for _ in range(3):
            page.get_by_role("button", name="Contacts").click()
        page.locator("[data-clear]").click()
        page.locator("body:not(.is-filtered) main:not([aria-busy])").wait_for(state="attached")

        assert rows.all_inner_texts() == built


def test_the_rest_is_drawn_after_a_key_too(small):
    """Where Chromium gives a page no idle time."""
    with small.opened() as (page, _):
        page.locator(f"[data-filter={REGION}]").focus()
        page.keyboard.press("ArrowDown")
        page.locator("body.is-filtered main:not([aria-busy])").wait_for(state="attached")

        assert page.url.endswith("=North")
