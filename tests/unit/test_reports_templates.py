"""What templates see, what the style sheet promises, and the manual."""
# ruff: noqa: E501 - cases and their expectations read best on one line each

import re
from dataclasses import fields

import pytest
from jinja2 import meta

from reports import digest
from reports.accent import contrast
from reports.components import (
    big_value,
    catalogue,
    controls,
    datatable,
    figure,
    finding,
    goals,
    images,
    journey,
    layout,
    links,
    panels,
    quotes,
    values,
)
from reports.manual import README, manual
from reports.rendering import TEMPLATES, templates
from reports.shell import PageView, localise

VIEWS = {
    "value.html": values.ValueView, "delta.html": values.DeltaView, "sparkline.html": values.SparklineOnlyView,
    "big_value.html": big_value.BigValueView, "chart.html": figure.ChartView, "empty.html": figure.EmptyView,
    "table.html": datatable.TableView, "link.html": links.LinkView, "big_link.html": links.LinkView,
    "download.html": links.DownloadView, "grid.html": layout.BoxView, "group.html": layout.BoxView,
    "note.html": layout.BoxView, "details.html": layout.DetailsView, "definitions.html": layout.DefinitionsView,
    "page_break.html": layout.NothingView, "nothing.html": layout.NothingView,
    "tabs.html": panels.PanelsView, "accordion.html": panels.PanelsView, "image.html": images.ImageView,
    "goal.html": goals.GoalView, "journey.html": journey.JourneyView, "quotes.html": quotes.QuotesView,
    "finding.html": finding.FindingView, "catalogue.html": catalogue.CatalogueView, "page.html": PageView, "digest.html": digest.Digest,
    "filters.html": controls.FiltersView, "dropdown.html": controls.ControlView, "button_group.html": controls.ControlView,
    "date_range.html": controls.PeriodView, "checkbox.html": controls.CheckboxView, "slider.html": controls.SliderView,
    "marks.html": layout.NothingView,
}  # fmt: skip


def test_links_work_from_a_file_system():
    html = localise('<a href="/">h</a><a href="/b/#x">b</a><a href="//c">c</a>', "a/")

    assert (
        html == '<a href="../index.html">h</a><a href="../b/index.html#x">b</a><a href="//c">c</a>'
    )


@pytest.mark.parametrize("name", sorted(file.name for file in TEMPLATES.glob("*.html")))
def test_a_template_sees_its_view_and_nothing_else(name):
    source = (TEMPLATES / name).read_text(encoding="utf-8")
    used = meta.find_undeclared_variables(templates().parse(source))

    assert used <= {field.name for field in fields(VIEWS[name])}


def test_the_manual_is_written_from_the_declarations():
    assert README.read_text(encoding="utf-8") == manual(), "run: python -m reports.manual"


@pytest.mark.parametrize("theme", [0, 1])
def test_text_and_lines_stand_out_from_the_page(theme):
    css = (TEMPLATES / "site.css").read_text(encoding="utf-8")
    colours = dict(re.findall(r"--([\w-]+):(#[0-9a-f]{3,6})", css.split("@media")[theme]))
    full = {
        name: value if len(value) == 7 else "#" + "".join(2 * mark for mark in value[1:])
        for name, value in colours.items()
    }

    def stands_out(one, other):
        return contrast(full[one], full[other])

    inks = [
        "ink",
        "muted",
        "accent",
        "goal",
        "good",
        "warn",
        "bad",
        *(f"series-{n}" for n in range(1, 9)),
    ]
    assert {ink: stands_out(ink, "panel") for ink in inks if stands_out(ink, "panel") < 4.5} == {}
    assert {ink: stands_out(ink, "page") for ink in inks[:7] if stands_out(ink, "page") < 4.5} == {}
    assert all(stands_out(tone, f"{tone}-soft") >= 4.5 for tone in ("good", "warn", "bad"))
    assert stands_out("neutral", "panel") >= 3
