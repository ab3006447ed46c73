"""A small site read by keyboard and pointer: definitions, the sticky bar, the link that skips."""

import pytest

from tests.browser.small_world import REGION

PAGE = """```metrics m
metrics: [contacts]
last: 3 months
live: true
```
```sql q
select * from (values ('a', 1, 2), ('b', 3, 4)) as q(word, nps, n)
```
<Filters>
<Dropdown dimension=customer__region_name/>
</Filters>

<BigValue data={m} value=contacts/>

<DataTable data={q}>
<Column id=word/>
<Column id=nps description="What it means."/>
<Column id=n/>
</DataTable>
""" + "\n\nWords.\n\n".join(f"[Link {n}](/)" for n in range(60))


def test_a_definition_is_reached_without_a_mouse_and_closed_by_escape(small):
    with small.opened() as (page, seen):
        head = page.get_by_role("button", name="Net Promoter Score")
        meant = page.get_by_text("What it means.")
        head.focus()
        said = head.evaluate("el => document.getElementById(el.ariaDescribedByElements[0].id).id")
        shown = meant.is_visible()
        page.keyboard.press("Escape")
        closed = not meant.is_visible()
        page.keyboard.press("Tab")
        head.focus()

        assert (shown, closed, meant.is_visible()) == (True, True, True)
        assert meant.get_attribute("id") == said
        assert seen.complaints == []


def test_a_definition_stays_under_the_pointer_until_escape(small):
    with small.opened() as (page, _):
        meant = page.locator(".big-value .definition")
        page.locator(".big-value .defined > span").first.hover()
        word, box = page.locator(".big-value .bv-title").bounding_box(), meant.bounding_box()
        page.mouse.move(box["x"] + 20, (word["y"] + word["height"] + box["y"]) / 2)
        page.mouse.move(box["x"] + 20, box["y"] + 10)
        kept = meant.is_visible()
        page.keyboard.press("Escape")
        closed = not meant.is_visible()
        page.mouse.move(5, 5)
        page.locator(".big-value .defined > span").first.hover()

        assert (kept, closed, meant.is_visible()) == (True, True, True)


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("part", [".big-value", "figure.table"])
def test_a_definition_stands_below_its_word_wherever_the_page_is_scrolled_to(small, part, width):
    with small.opened(viewport={"width": width, "height": 700}) as (page, _):
        word = page.locator(f"{part} .defined").first
        word.evaluate("el => scrollTo(0, el.getBoundingClientRect().top + scrollY - 200)")
        word.hover()
        said, box = word.locator(".definition").bounding_box(), word.bounding_box()
        place = [said["x"] + said["width"] / 2, said["y"] + said["height"] / 2]
        seen = page.evaluate("([x, y]) => document.elementFromPoint(x, y)?.className", place)
        wide = page.evaluate("() => document.documentElement.scrollWidth")

        below = said["y"] - (box["y"] + box["height"])
        assert -3 <= below < 12 or part == ".big-value"
        assert abs(said["y"] - box["y"]) < 80
        assert seen == "definition"
        assert said["x"] >= 0
        assert wide <= width


def test_the_bar_covers_nothing_that_has_the_focus(small):
    with small.opened(viewport={"width": 1280, "height": 500}) as (page, _):
        page.get_by_text("Link 59").focus()
        covered = []
        for _ in range(50):
            page.keyboard.press("Shift+Tab")
            ends = page.evaluate(
                "() => [document.activeElement.getBoundingClientRect().top,"
                " document.getElementById('filters').getBoundingClientRect().bottom]"
            )
            covered.append(ends[0] < ends[1])

        assert page.evaluate("() => scrollY") > 0
        assert not any(covered)


def test_the_link_that_skips_keeps_the_choice(small):
    with small.opened(f"#{REGION}=North") as (page, _):
        page.locator("body.is-filtered main:not([aria-busy])").wait_for(state="attached")
        page.locator(".skip").focus()
        page.keyboard.press("Enter")

        assert page.url.endswith(f"#{REGION}=North")
        assert page.evaluate("() => document.activeElement.id") == "content"
