"""Filters in a browser: the numbers are those of `cx query`, and the choice is in the address."""

import json
import re
from datetime import date

import pytest

from reports.formats import format_value
from reports.metric_queries import MetricsQuery
from reports.semantic import SemanticLayer

REGION = "customer__region_name"


@pytest.fixture(scope="module")
def layer(warehouse):
    with SemanticLayer(warehouse) as opened:
        yield opened


def data_of(page):
    """What the page carries for its filters."""
    return json.loads(page.locator("#page-data").text_content())


def asked(question, values, least):
    """The same question with the same condition, asked of the layer as a page asks it."""
    days = [date.fromisoformat(day) for day in question["period"]]
    before = [date.fromisoformat(day) for day in question["against"] or ()]
    timed = any(name.startswith("metric_time") for name in question["group_by"])
    return MetricsQuery(
        metrics=tuple(dict.fromkeys(part["column"] for part in question["parts"])),
        where=tuple(f"{name} = '{value}'" for name, value in values.items()),
        start=days[0], end=days[1], grain="month" if timed else None,
        interval=True, against=tuple(before) if before else None, least_n=least,
    )  # fmt: skip


def chosen(name, values):
    return name + "#" + "&".join(f"{key}={value}" for key, value in values.items())


def drawn_again(page, *, is_filtered=True):
    """Wait until the page has followed its address."""
    body = "body.is-filtered" if is_filtered else "body:not(.is-filtered)"
    page.locator(f"{body} main:not([aria-busy])").wait_for(state="attached")


def big_values(page):
    """The words of the headline numbers that follow the filters."""
    return page.locator(".big-value[data-live]").all_inner_texts()


@pytest.mark.parametrize("address", ["", "loyalty", "support"])
def test_a_choice_shows_what_a_query_with_the_same_condition_answers(reader, layer, address):
    with reader.opened(address) as (page, _):
        told = data_of(page)
    parts = [part for part in told["parts"] if part["draws"] == "big_value"][:3]
    question = {**told["cube"]["questions"][parts[0]["question"]], "parts": parts}
    region = told["cube"]["dimensions"][REGION][0]
    least = told["cube"]["minimum"]
    answer = layer.query(asked(question, {REGION: region}, least))
    row = dict(zip(answer.columns, answer.rows[0], strict=True))
    with reader.opened(chosen(address, {REGION: region})) as (page, seen):
        drawn_again(page)
        shown = dict(zip((part["column"] for part in parts), big_values(page), strict=False))

    assert seen.complaints == []
    for part in parts:
        text = shown[part["column"]]
        assert written(row[part["column"]], part["format"]) in text.split("\n"), text
        if part["interval"] and row[part["interval"][0]] is not None:
            low, high = (written(row[end], part["format"]) for end in part["interval"])
            assert f"{low} to {high} at 95%" in text
        if part["change"] and row[part["change"]["column"]]:
            change = written(row[part["change"]["column"]], part["change"]["format"])
            assert (change if re.search("[1-9]", change) else "no change") in text


def written(value, form):
    """A number as the page writes it."""
    sign = "+" if form["signed"] else ""
    if form["kind"] == "duration":
        return format_value(value, f"{sign}duration")
    if form["suffix"] == " points":
        return format_value(value, f"{sign}points")
    kind = "pct" if form["suffix"] == "%" else "num"
    places = "" if form["decimals"] is None else form["decimals"]
    return format_value(value, f"{sign}{kind}{places}")


def test_lines_of_a_choice_go_through_the_queries_values(reader, layer):
    with reader.opened("support") as (page, _):
        told = data_of(page)
        values = told["cube"]["dimensions"][REGION]
        page.select_option(f"[data-filter={REGION}]", values[0])
        drawn_again(page)
        part = next(part for part in told["parts"] if part["draws"] == "chart")
        titles = page.locator(f"#{part['id']} .plot-wide circle title").all_text_contents()
        headline = page.locator(f"#{part['id']}-title").inner_text().replace("\u00a0", " ")
    question = {**told["cube"]["questions"][part["question"]], "parts": part["series"]}
    answer = layer.query(asked(question, {REGION: values[0]}, told["cube"]["minimum"]))
    place = answer.columns.index(part["series"][0]["column"])

    shown = [title.rsplit(": ", 1)[1] for title in titles]
    assert shown == [written(row[place], part["format"]) for row in answer.rows]
    assert headline.startswith(f"{part['plainTitle']}, {values[0]}: {shown[-1]} in ")


def test_the_choice_is_kept_in_the_address_and_undone_by_going_back(reader):
    with reader.opened("support") as (page, _):
        built = big_values(page)
        page.locator(f"[data-filter={REGION}]").focus()
        page.keyboard.press("ArrowDown")
        drawn_again(page)
        first = big_values(page)
        address = page.url
        page.go_back()
        drawn_again(page, is_filtered=False)
        undone = big_values(page)
        page.goto(address)
        page.reload()
        drawn_again(page)
        again = big_values(page)

    assert f"{REGION}=" in address
    assert first != built
    assert undone == built
    assert again == first


def test_a_tick_and_a_slider_choose_what_a_query_with_their_condition_answers(reader, layer):
    with reader.opened("components") as (page, _):
        told = data_of(page)
        page.get_by_role("checkbox").check()
        for _ in range(2):
            page.get_by_role("slider").press("ArrowRight")
        page.wait_for_url("**/*from=*")
        drawn_again(page)
        page.reload()
        drawn_again(page)
        shown = page.locator(".big-value[data-live] .bv-value").last.inner_text()
        note = page.locator(".filter-note").inner_text()
        said = page.locator(".filters output").inner_text()
        is_ticked = page.get_by_role("checkbox").is_checked()
    first, last = (date.fromisoformat(month) for month in told["cube"]["months"][-2:])
    business = ("customer__customer_type = 'business'",)
    query = MetricsQuery(("contacts",), where=business, start=first, end=last, grain="month")
    part = next(part for part in told["parts"] if part["column"] == "contacts")

    assert shown == written(sum(row[1] for row in layer.query(query).rows), part["format"])
    assert note.startswith("Showing Business, ")
    assert (said, is_ticked) == ("2", True)


def test_clearing_the_choice_gives_the_built_page_back(reader):
    live = "() => [...document.querySelectorAll('[data-live]')].map((part) => part.outerHTML)"
    with reader.opened("loyalty") as (page, _):
        built = page.evaluate(live)
        page.locator("#filters select").first.select_option(index=1)
        drawn_again(page)
        changed = page.evaluate(live)
        marked = page.locator("body").get_attribute("class")
        page.locator("[data-clear]").click()
        drawn_again(page, is_filtered=False)

        assert changed != built
        assert "is-filtered" in marked
        assert page.evaluate(live) == built


def test_a_chart_drawn_by_the_script_is_the_one_the_build_drew(reader):
    """The whole period is chosen: the same rows, drawn by the other hand."""
    with reader.opened("support") as (page, _):
        told = data_of(page)
        months = [month[:7] for month in told["cube"]["months"]]
        whole = [
            part["id"]
            for part in told["parts"]
            if part["draws"] == "chart"
            and not part["split"]
            and told["cube"]["questions"][part["question"]]["period"][0][:7] == months[0]
        ]
        built = {name: drawing(page, name) for name in whole}
        page.goto(reader.url(f"support#from={months[0]}&to={months[-1]}"))
        drawn_again(page)
        drawn = {name: drawing(page, name) for name in whole}

    assert whole
    for name in whole:
        assert drawn[name]["texts"] == built[name]["texts"]
        assert drawn[name]["points"] == pytest.approx(built[name]["points"], abs=0.05)


def drawing(page, name):
    """The words of a drawing in order, and the numbers of its lines."""
    svg = page.locator(f"#{name} .plot-wide").evaluate("svg => svg.outerHTML")
    paths = [d for d in re.findall(r'<path d="(M[^"A]*)"', svg) if "L" in d]
    texts = re.findall(r"<(?:text|tspan)\b[^>]*>([^<]+)<", svg)
    numbers = [float(n) for d in paths for n in re.findall(r"-?\d+(?:\.\d+)?", d)]
    return {"texts": sorted(texts), "points": numbers}


def test_a_chart_of_parts_holds_what_small_groups_gave_up(reader, layer):
    """The parts of every month, small groups among them, add up to all contacts."""
    with reader.opened("support") as (page, _):
        told = data_of(page)
        months = [month[:7] for month in told["cube"]["months"]]
        part = next(part for part in told["parts"] if part.get("split"))
        page.goto(reader.url(f"support#from={months[0]}&to={months[-1]}"))
        drawn_again(page)
        bars = page.locator(f"#{part['id']} .plot-wide path title").all_text_contents()
        legend = page.locator(f"#{part['id']} .legend li").all_inner_texts()
    first, last = (date.fromisoformat(told["cube"]["months"][place]) for place in (0, -1))
    query = MetricsQuery(("contacts",), start=first, end=last, grain="month")

    shown = sum(int(bar.rsplit(": ", 1)[1].replace(",", "")) for bar in bars)
    assert shown == sum(row[1] for row in layer.query(query).rows)
    assert len(legend) == len({bar.split(",")[0] for bar in bars})


def test_months_restrict_and_compare_with_as_many_before(reader, layer):
    with reader.opened("support") as (page, _):
        months = data_of(page)["cube"]["months"]
        last = months[-1][:7]
        page.goto(reader.url(f"support#from={last}&to={last}"))
        drawn_again(page)
        part = next(p for p in data_of(page)["parts"] if p["column"] == "contacts")
        shown = page.locator(f"#{part['id']} .bv-value").inner_text()
    first = date.fromisoformat(months[-1])
    query = MetricsQuery(("contacts",), start=first, end=first, grain="month")

    assert shown == written(layer.query(query).rows[0][1], part["format"])
