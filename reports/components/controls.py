"""Filters: what a reader may choose, shown only where the page's script runs."""

from dataclasses import dataclass

from markupsafe import Markup

from reports.components.attributes import TITLE
from reports.components.declare import Attr, Call, Declaration, Kind
from reports.errors import PageError
from reports.filters.page import LivePage
from reports.formats import format_value
from reports.titles import value_name

MONTHS = "months"


@dataclass(frozen=True)
class FiltersView:
    """The bar of a page's filters."""

    body: Markup


@dataclass(frozen=True)
class OptionView:
    """One value that can be chosen."""

    value: str
    text: str


@dataclass(frozen=True)
class ControlView:
    """A dropdown or a row of buttons."""

    id: str
    name: str
    title: str
    everything: str
    options: tuple[OptionView, ...]


@dataclass(frozen=True)
class CheckboxView:
    """One value that is chosen or not."""

    id: str
    name: str
    title: str
    value: str
    is_known: bool


@dataclass(frozen=True)
class PeriodView:
    """The first and the last month to show."""

    id: str
    title: str
    options: tuple[OptionView, ...]


@dataclass(frozen=True)
class SliderView:
    """How many of the latest months to show; none is no choice."""

    id: str
    title: str
    months: int
    everything: str


def _filters(call: Call) -> Markup:
    live = _live(call)
    if live.has_filters:
        raise PageError("a page has one <Filters>")
    live.has_filters = True
    if live.is_empty:
        return Markup("")
    return call.context.fill("filters.html", FiltersView(call.body))


def _live(call: Call) -> LivePage:
    live = call.context.live
    if live is None:
        raise PageError("<Filters> needs filters: […] in the front matter and a live query")
    return live


def _page(call: Call, chosen: str) -> LivePage:
    """The page whose filters hold a control, the only one for what it chooses."""
    live = _live(call)
    live.take(chosen)
    return live


def _title(call: Call) -> str:
    dimension = call.text("dimension")
    return call.text("title") or dimension.rsplit("__", 1)[-1].removesuffix("_name")


def _control(call: Call) -> Markup:
    dimension = call.text("dimension")
    live = _page(call, dimension)
    view = ControlView(
        id=call.context.identifier("filter"),
        name=dimension,
        title=_title(call),
        everything=call.text("everything"),
        options=tuple(OptionView(*option) for option in live.values(dimension)),
    )
    template = "dropdown.html" if call.declaration.name == "Dropdown" else "button_group.html"
    return call.context.fill(template, view)


def _checkbox(call: Call) -> Markup:
    dimension, value = call.text("dimension"), call.text("value")
    live = _page(call, dimension)
    view = CheckboxView(
        id=call.context.identifier("filter"),
        name=dimension,
        title=call.text("title") or value_name(value),
        value=value,
        is_known=value in dict(live.values(dimension)),
    )
    return call.context.fill("checkbox.html", view)


def _date_range(call: Call) -> Markup:
    live = _page(call, MONTHS)
    months = [month[:7] for month in live.cube.months]
    texts = [format_value(month, "month") for month in live.months()]
    options = tuple(map(OptionView, months, texts))
    view = PeriodView(call.context.identifier("filter"), call.text("title"), options)
    return call.context.fill("date_range.html", view)


def _slider(call: Call) -> Markup:
    months = len(_page(call, MONTHS).cube.months)
    name, everything = call.text("title"), call.text("everything")
    view = SliderView(call.context.identifier("filter"), name, months, everything)
    return call.context.fill("slider.html", view)


_DIMENSION = Attr(
    "dimension",
    Kind.TEXT,
    "One of the front matter's filters, such as customer__region_name.",
    required=True,
)
_EVERYTHING = Attr("everything", Kind.TEXT, "Words for no choice.", default="All")
DECLARATIONS = (
    Declaration(
        "Filters",
        "The page's filters. Whatever takes a query with `live: true` follows them, the rest is "
        "marked as not filtered; the choice is kept in the address.",
        (),
        _filters,
        "text",
        example="<Filters>\n<Dropdown dimension=customer__region_name title=Region/>\n"
        "<DateRange/>\n</Filters>",
    ),
    Declaration(
        "Dropdown",
        "Chooses one value of a dimension from a list.",
        (_DIMENSION, TITLE, _EVERYTHING),
        _control,
        inside=("Filters",),
        example="<Dropdown dimension=customer__region_name title=Region/>",
    ),
    Declaration(
        "ButtonGroup",
        "Chooses one value of a dimension by buttons, for few values.",
        (_DIMENSION, TITLE, _EVERYTHING),
        _control,
        inside=("Filters",),
        example="<ButtonGroup dimension=customer__customer_type title=Customers/>",
    ),
    Declaration(
        "DateRange",
        "Chooses the months to show; changes are then against as many months before.",
        (Attr("title", Kind.TEXT, "What is chosen.", default="Months"),),
        _date_range,
        inside=("Filters",),
        example="<DateRange/>",
    ),
    Declaration(
        "Checkbox",
        "Shows one value of a dimension alone while it is ticked.",
        (
            _DIMENSION,
            Attr("value", Kind.TEXT, "The value, such as business.", default="true"),
            Attr("title", Kind.TEXT, "Words beside the box; the value by default."),
        ),
        _checkbox,
        inside=("Filters",),
        example="<Checkbox dimension=customer__customer_type value=business title=Businesses/>",
    ),
    Declaration(
        "Slider",
        "Chooses how many of the latest months to show, in the place of a `<DateRange>`.",
        (
            Attr("title", Kind.TEXT, "What is chosen.", default="Latest months"),
            Attr("everything", Kind.TEXT, "Words for no choice.", default="as reported"),
        ),
        _slider,
        inside=("Filters",),
        example="<Slider/>",
    ),
)
