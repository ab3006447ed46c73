"""Journeys: stages in order, how many get there, what it is like, and where they stop."""

from dataclasses import dataclass

from markupsafe import Markup

from reports.components.attributes import DATA, TITLED
from reports.components.declare import Attr, Call, Declaration, Kind
from reports.components.figure import empty
from reports.formats import format_value
from reports.tables import Row, number_of


@dataclass(frozen=True)
class StageView:
    """One stage as a card."""

    number: str
    name: str
    touchpoint: str
    is_moment: bool
    width: str
    volume: str
    share: str
    drop_off: str
    is_worst: bool
    figures: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class JourneyView:
    """The stages of one journey."""

    id: str
    title: str
    subtitle: str
    volume_title: str
    stages: tuple[StageView, ...]
    source: str
    as_of: str
    csv: str


def _journeys(call: Call) -> Markup:
    if not call.has_rows():
        return empty(call)
    group = call.column("journey")
    rows = list(call.table())
    titles = list(dict.fromkeys(row[group.name] if group else None for row in rows))
    drawn = [
        _drawn(call, [row for row in rows if group is None or row[group.name] == title], title)
        for title in titles
    ]
    return Markup("").join(drawn)


def _drawn(call: Call, rows: list[Row], title: object) -> Markup:
    context, volume, drop = call.context, call.column("volume"), call.column("dropOff")
    assert volume is not None
    worst = max((number_of(row[drop.name]) or 0.0 for row in rows), default=0.0) if drop else 0.0
    view = JourneyView(
        id=context.identifier("journey"),
        title=call.text("title") or ("" if title is None else str(title)),
        subtitle=call.text("subtitle"),
        volume_title=volume.title,
        stages=tuple(
            _stage(call, row, place, first=number_of(rows[0][volume.name]) or 0.0, worst=worst)
            for place, row in enumerate(rows)
        ),
        source=call.text("source"),
        as_of=format_value(context.config.as_of, "day"),
        csv=context.download(call.table()),
    )
    return context.fill("journey.html", view)


def _stage(call: Call, row: Row, place: int, *, first: float, worst: float) -> StageView:
    name, volume = call.column("stage"), call.column("volume")
    assert name is not None
    assert volume is not None
    drop, moment = call.column("dropOff"), call.column("moment")
    touchpoint, write = call.column("touchpoint"), call.context.write
    share = (number_of(row[volume.name]) or 0.0) / first if first else 0.0
    lost = (number_of(row[drop.name]) or 0.0) if drop else 0.0
    return StageView(
        number=str(place + 1),
        name=write(row[name.name], name),
        touchpoint=write(row[touchpoint.name], touchpoint) if touchpoint else "",
        is_moment=bool(row[moment.name]) if moment else False,
        width=f"{min(share, 1.0) * 100:.1f}%",
        volume=write(row[volume.name], volume),
        share=format_value(share, "pct0") if place else "",
        drop_off=write(lost, drop) if lost else "",
        is_worst=bool(lost) and lost == worst,
        figures=tuple(
            (column.title, write(row[column.name], column))
            for column in call.columns("figures")
            if row[column.name] is not None
        ),
    )


DECLARATIONS = (
    Declaration(
        "Journey",
        "The stages of a journey in order: how many reach each, what share stops there, what it "
        "is like, and where the relationship is won or lost.",
        (
            DATA,
            Attr("stage", Kind.COLUMN, "Column of the stages' names, in order.", required=True),
            Attr("volume", Kind.COLUMN, "Column of how many reach the stage.", required=True),
            Attr("journey", Kind.COLUMN, "Column that tells journeys apart and gives each its "
                 "title; without it the rows are one journey."),
            Attr("touchpoint", Kind.COLUMN, "Column of what customers meet there."),
            Attr("dropOff", Kind.COLUMN, "Column of the share that stops there."),
            Attr("moment", Kind.COLUMN, "Column that says whether it is a moment of truth."),
            Attr("figures", Kind.COLUMNS, "Further columns written on each stage: effort, time."),
            *TITLED,
        ),
        _journeys,
        example="<Journey data={stages} stage=stage_name volume=stages_reached "
        "dropOff=stage_drop_off_rate moment=is_moment_of_truth figures=journey_ces/>",
    ),
)  # fmt: skip
