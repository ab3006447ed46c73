"""What a chart shows, apart from how large it is drawn."""

from dataclasses import dataclass
from datetime import date

# A drawing narrower than this has no room for names of events.
EVENTS_FROM = 600


@dataclass(frozen=True)
class Series:
    """One line or one set of bars.

    Attributes:
        title: What a reader calls it.
        values: One per position on the axis; None where nothing is known.
        texts: The values as written.
        colour: Stand-in colour from the theme.
        lows: Lower ends of the values' intervals; empty where none is known.
        highs: Upper ends.
    """

    title: str
    values: tuple[float | None, ...]
    texts: tuple[str, ...]
    colour: str
    lows: tuple[float | None, ...] = ()
    highs: tuple[float | None, ...] = ()


@dataclass(frozen=True)
class Reference:
    """A line or a band across the chart: a goal, a benchmark.

    Attributes:
        low: Its value, or the band's lower end.
        high: The band's upper end; None for a line.
        label: What it is.
        colour: Stand-in colour.
    """

    low: float
    high: float | None
    label: str
    colour: str


@dataclass(frozen=True)
class Mark:
    """A point with a word of its own.

    Attributes:
        place: Which position of the axis it stands at.
        value: How high.
        label: The word.
        is_low: Whether its neighbours on the line are higher, so that the word fits below.
    """

    place: int
    value: float
    label: str
    is_low: bool = False


@dataclass(frozen=True)
class Chart:
    """Everything a chart shows.

    Attributes:
        kind: line, area or bar.
        positions: What stands along the axis: dates or names.
        labels: The positions as written in full.
        series: The values.
        y_title: Unit and meaning of the values; stands above the axis.
        y_format: Format of the axis.
        x_title: Unit of what stands along the axis; empty where the labels say it.
        currency: The company's currency.
        stack: grouped, stacked or stacked100.
        is_horizontal: Bars lie.
        has_labels: Values are written at the bars.
        y_min: Lower end of the axis, if told.
        y_max: Upper end of the axis, if told.
        references: Goals and bands.
        events: What happened when.
        is_step: A line keeps its level until the next position.
        points: Points with a word of their own.
    """

    kind: str
    positions: tuple[date | str, ...]
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    y_title: str = ""
    y_format: str = ""
    x_title: str = ""
    currency: str = "EUR"
    stack: str = "grouped"
    is_horizontal: bool = False
    has_labels: bool = True
    y_min: float | None = None
    y_max: float | None = None
    references: tuple[Reference, ...] = ()
    events: tuple[tuple[date, str], ...] = ()
    is_step: bool = False
    points: tuple[Mark, ...] = ()

    @property
    def is_time(self) -> bool:
        """Whether the axis is a calendar."""
        return bool(self.positions) and all(isinstance(place, date) for place in self.positions)

    def days(self) -> list[date]:
        """The positions of a calendar axis."""
        return [place for place in self.positions if isinstance(place, date)]


@dataclass(frozen=True)
class Size:
    """The drawing's outer size in pixels."""

    width: int
    height: int
    is_narrow: bool = False

    @property
    def has_room_for_events(self) -> bool:
        """Whether names of events stand in the drawing; where not, they stand below it."""
        return self.width >= EVENTS_FROM
