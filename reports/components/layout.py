"""What holds other things: grids, notes, disclosures, and the definitions of metrics."""

from dataclasses import dataclass

from markupsafe import Markup

from reports.components.attributes import TITLE
from reports.components.declare import Attr, Call, Declaration, Kind
from reports.errors import PageError, nearest
from reports.metric_queries import MetricInfo


@dataclass(frozen=True)
class BoxView:
    """A box around a body."""

    tone: str
    title: str
    body: Markup


def _grid(call: Call) -> Markup:
    return call.context.fill("grid.html", BoxView(str(call.value("cols")), "", call.body))


def _group(call: Call) -> Markup:
    return call.context.fill("group.html", BoxView("", call.text("title"), call.body))


def _note(call: Call) -> Markup:
    name = call.declaration.name
    tone = call.text("status") if name == "Alert" else name.lower()
    return call.context.fill("note.html", BoxView(tone, call.text("title"), call.body))


@dataclass(frozen=True)
class DetailsView:
    """A disclosure."""

    title: str
    is_open: bool
    body: Markup


def _details(call: Call) -> Markup:
    return call.context.fill(
        "details.html", DetailsView(call.text("title"), call.flag("open"), call.body)
    )


@dataclass(frozen=True)
class DefinitionsView:
    """Metrics with their definitions."""

    title: str
    metrics: tuple[MetricInfo, ...]


def _definitions(call: Call) -> Markup:
    known = call.context.definitions
    metrics: list[MetricInfo] = []
    for name in (part.strip() for part in call.text("metrics").split(",")):
        if name not in known:
            raise PageError(f"there is no metric '{name}'{nearest(name, known)}")
        metrics.append(known[name])
    return call.context.fill(
        "definitions.html", DefinitionsView(call.text("title"), tuple(metrics))
    )


@dataclass(frozen=True)
class NothingView:
    """A template without a context."""


def _page_break(call: Call) -> Markup:
    return call.context.fill("page_break.html", NothingView())


_STATUS = Attr("status", Kind.CHOICE, "How serious it is.", default="warning",
               choices=("info", "positive", "warning", "negative"))  # fmt: skip
DECLARATIONS = (
    Declaration(
        "Grid",
        "Puts its children side by side, fewer on small screens.",
        (
            Attr(
                "cols",
                Kind.INTEGER,
                "How many stand side by side on a wide screen.",
                default=2,
                least=1,
                most=6,
            ),
        ),
        _grid,
        "text",
        example="<Grid cols=2>\n…\n</Grid>",
    ),
    Declaration(
        "Group", "Keeps its children together, in a grid or on paper.", (TITLE,), _group, "text"
    ),
    Declaration(
        "Alert",
        "Something the reader must know before reading on.",
        (_STATUS, TITLE),
        _note,
        "text",
    ),
    Declaration("Note", "A remark beside the matter.", (TITLE,), _note, "text"),
    Declaration("Info", "An explanation.", (TITLE,), _note, "text"),
    Declaration("Callout", "The sentence to remember.", (TITLE,), _note, "text"),
    Declaration(
        "Details",
        "Shows its children when opened; on paper only when open.",
        (
            Attr("title", Kind.TEXT, "What is inside.", default="Details"),
            Attr("open", Kind.FLAG, "Whether it starts open.", default=False),
        ),
        _details,
        "text",
    ),
    Declaration(
        "Definitions",
        "What metrics mean, from the semantic layer: formula in words, decision, owner.",
        (
            Attr("metrics", Kind.TEXT, "Names of metrics, separated by commas.", required=True),
            Attr("title", Kind.TEXT, "What is inside.", default="How these numbers are defined"),
        ),
        _definitions,
        example="<Definitions metrics=nps,nps_responses/>",
    ),
    Declaration("PageBreak", "Begins a new sheet on paper.", (), _page_break),
)
