"""Filters: what a reader may choose, shown only where the page's script runs."""

from dataclasses import dataclass

from markupsafe import Markup

from reports.components.attributes import TITLE
from reports.components.declare import Attr, Call, Declaration, Kind
from reports.errors import PageError
from reports.formats import format_value


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


def _filters(call: Call) -> Markup:
    live = call.context.live
    if live is None:
        raise PageError("<Filters> needs filters: […] in the front matter and a live query")
    if live.has_filters:
        raise PageError("a page has one <Filters>")
    live.has_filters = True
    if live.is_empty:
        return Markup("")
    return call.context.fill("filters.html", FiltersView(call.body))


def _control(call: Call) -> Markup:
    live = call.context.live
    assert live is not None, "stands in <Filters>"
    dimension = call.text("dimension")
    view = ControlView(
        id=call.context.identifier("filter"),
        name=dimension,
        title=call.text("title") or dimension.rsplit("__", 1)[-1].removesuffix("_name"),
        everything=call.text("everything"),
        options=tuple(OptionView(value, value) for value in live.values(dimension)),
    )
    template = "dropdown.html" if call.declaration.name == "Dropdown" else "button_group.html"
    return call.context.fill(template, view)


@dataclass(frozen=True)
class PeriodView:
    """The first and the last month to show."""

    id: str
    title: str
    options: tuple[OptionView, ...]


def _date_range(call: Call) -> Markup:
    live = call.context.live
    assert live is not None, "stands in <Filters>"
    months = [month[:7] for month in live.cube.months]
    texts = [format_value(month, "month") for month in live.months()]
    options = tuple(map(OptionView, months, texts))
    view = PeriodView(call.context.identifier("filter"), call.text("title"), options)
    return call.context.fill("date_range.html", view)


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
)
