"""A goal of the company on the way from where it began to where it wants to be."""

from dataclasses import dataclass

from markupsafe import Markup

from reports.components.attributes import DATA, FMT, ROW, TITLE
from reports.components.declare import Attr, Call, Declaration, Kind
from reports.components.marks import StatusMark, status_mark
from reports.formats import format_value, plain_goal
from reports.tables import number_of

# Room at both ends of the axis, as a part of its length.
_ROOM = 0.06


@dataclass(frozen=True)
class TrackView:
    """Where things stand on the axis, in per cent from the left; empty where not known."""

    start: str
    target: str
    band_width: str
    fill: str
    fill_width: str
    now: str
    expected: str
    low: str
    low_width: str


@dataclass(frozen=True)
class GoalView:
    """A goal with its axis and the numbers on it in words."""

    title: str
    description: str
    status: StatusMark
    text: str
    track: TrackView
    start: str
    target: str
    now: str
    expected: str
    expected_title: str
    interval: str
    ahead: str
    is_ahead: bool
    label: str


def track(
    baseline: float,
    target: float,
    *,
    now: float | None,
    expected: float | None,
    low: float | None = None,
    high: float | None = None,
) -> TrackView:
    """The axis from baseline on the left to target on the right, whichever is more."""
    way = (target - baseline) or 1.0
    values = [value for value in (now, expected, low, high) if value is not None]
    places = [0.0, 1.0, *((value - baseline) / way for value in values)]
    first, last = min(places), max(places)
    room = (last - first) * _ROOM
    first, length = first - room, last - first + 2 * room

    def at(value: float) -> float:
        return ((value - baseline) / way - first) / length * 100

    def per_cent(number: float) -> str:
        return f"{number:.1f}%"

    fill = sorted((at(baseline), at(now))) if now is not None else []
    ends = sorted((at(low), at(high))) if low is not None and high is not None else []
    return TrackView(
        start=per_cent(at(baseline)),
        target=per_cent(at(target)),
        band_width=per_cent(100 - at(target)),
        fill=per_cent(fill[0]) if fill else "",
        fill_width=per_cent(fill[1] - fill[0]) if fill else "",
        now=per_cent(at(now)) if now is not None else "",
        expected=per_cent(at(expected)) if expected is not None else "",
        low=per_cent(ends[0]) if ends else "",
        low_width=per_cent(ends[1] - ends[0]) if ends else "",
    )


def _goal(call: Call) -> Markup:
    row = call.table()[int(call.value("row"))]
    code = call.text("fmt")

    def number(name: str) -> float | None:
        return number_of(row[call.text(name)]) if call.text(name) else None

    def written(value: float | None, how: str = code) -> str:
        return "" if value is None else format_value(value, how, call.context.config.currency)

    baseline, target, now, expected = map(number, ("baseline", "target", "value", "expected"))
    low, high = number("low"), number("high")
    ahead = number("ahead")
    distance = "points" if code.startswith("pct") else code
    start, end = (f"{written(v, plain_goal(code, v))} {call.text(t)}".strip() for v, t in
                  ((baseline, "baselineTitle"), (target, "targetTitle")))  # fmt: skip
    status = status_mark(row[call.text("status")])
    parts = [f"From {start} to {end}"]
    parts += [f"now {written(now)}"] if now is not None else ["not measured yet"]
    parts += [f"should be {written(expected)}"] if expected is not None else []
    view = GoalView(
        title=call.text("title"),
        description=call.text("description"),
        status=status,
        text=written(now) or "–",
        track=track(baseline or 0.0, target or 0.0, now=now, expected=expected, low=low, high=high),
        start=start,
        target=end,
        now=written(now),
        expected=written(expected),
        expected_title=call.text("expectedTitle") or "today",
        interval=f"{written(low)} and {written(high)}" if low is not None else "",
        ahead=""
        if ahead is None
        else format_value(abs(ahead), distance, call.context.config.currency),
        is_ahead=(ahead or 0.0) >= 0,
        label=f"{', '.join(parts)}: {status.text.lower()}.",
    )
    return call.context.fill("goal.html", view)


DECLARATIONS = (
    Declaration(
        "Goal",
        "A goal of the company: the way from baseline to target with where it stands, how sure "
        "that is, where it should be, and the band in which the target is met.",
        (
            DATA,
            TITLE,
            ROW,
            FMT,
            Attr("value", Kind.COLUMN, "Column of the value now.", required=True),
            Attr("baseline", Kind.COLUMN, "Column of the value at the start.", required=True),
            Attr("target", Kind.COLUMN, "Column of the value wanted.", required=True),
            Attr("status", Kind.COLUMN, "Column that holds reached, on_track, off_track, few, "
                 "maturing, unknown or not_begun.", required=True),
            Attr("expected", Kind.COLUMN, "Column of the value due by then."),
            Attr("expectedTitle", Kind.TEXT, "Words behind it: `at the end of May`; else `today`."),
            Attr("ahead", Kind.COLUMN, "Column of how far it is ahead; behind if negative."),
            Attr("low", Kind.COLUMN, "Lower end of the 95% interval."),
            Attr("high", Kind.COLUMN, "Upper end of the 95% interval."),
            Attr("baselineTitle", Kind.TEXT, "Words behind the baseline: `in December`."),
            Attr("targetTitle", Kind.TEXT, "Words behind the target: `by June`."),
            Attr("description", Kind.TEXT, "A sentence below the title."),
        ),
        _goal,
        example="<Goal data={goals} title=\"Customers who stay\" value=current_value "
        "baseline=baseline_value target=target_value expected=expected_value "
        "status=status_name fmt=pct1/>",
    ),
)  # fmt: skip
