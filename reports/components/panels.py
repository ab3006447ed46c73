"""Panels of which a reader sees some at a time, without script: tabs and accordions."""

from dataclasses import dataclass

from markupsafe import Markup

from reports.components.declare import Attr, Call, Declaration, Kind
from reports.errors import PageError


@dataclass(frozen=True)
class Panel:
    """One panel and its name."""

    title: str
    body: Markup
    is_open: bool


@dataclass(frozen=True)
class PanelsView:
    """Panels of one group; the group's name keeps others apart."""

    id: str
    label: str
    panels: tuple[Panel, ...]


def _tabs(call: Call) -> Markup:
    if not call.parts:
        raise PageError("<Tabs> holds no <Tab>")
    panels = tuple(
        Panel(part.text("label"), part.body, place == 0) for place, part in enumerate(call.parts)
    )
    view = PanelsView(call.context.identifier("tabs"), call.text("label") or "Views", panels)
    return call.context.fill("tabs.html", view)


def _accordion(call: Call) -> Markup:
    panels = tuple(Panel(part.text("title"), part.body, part.flag("open")) for part in call.parts)
    name = "" if call.flag("several") else call.context.identifier("accordion")
    return call.context.fill("accordion.html", PanelsView(name, "", panels))


DECLARATIONS = (
    Declaration(
        "Tabs",
        "Panels of which one is shown; on paper all are, under their names.",
        (Attr("label", Kind.TEXT, "What the panels are, for reading aloud."),),
        _tabs,
        "parts",
        example='<Tabs>\n<Tab label="By month">\n…\n</Tab>\n</Tabs>',
    ),
    Declaration(
        "Tab",
        "One panel of tabs.",
        (Attr("label", Kind.TEXT, "Its name.", required=True),),
        children="text",
        inside=("Tabs",),
    ),
    Declaration(
        "Accordion",
        "Panels one below the other, opened by their titles, one at a time; on paper those that "
        "are open.",
        (Attr("several", Kind.FLAG, "Whether several may be open.", default=False),),
        _accordion,
        "parts",
        example='<Accordion>\n<AccordionItem title="Why this goal">\n…\n</AccordionItem>\n'
        "</Accordion>",
    ),
    Declaration(
        "AccordionItem",
        "One panel of an accordion.",
        (
            Attr("title", Kind.TEXT, "Its title.", required=True),
            Attr("open", Kind.FLAG, "Whether it starts open.", default=False),
        ),
        children="text",
        inside=("Accordion",),
    ),
)
