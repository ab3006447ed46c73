"""Attributes that several components share, so that they read alike everywhere."""

from reports.components.declare import Attr, Kind

DATA = Attr("data", Kind.DATA, "The query whose rows are shown, such as {my_query}.", required=True)
TITLE = Attr("title", Kind.TEXT, "Title; for a chart, the finding in a sentence.")
FMT = Attr("fmt", Kind.FORMAT, "Format name or Excel code; the column's own by default.")
ROW = Attr("row", Kind.INTEGER, "Row of the query, counted from 0.", default=0)
DOWN = Attr("downIsGood", Kind.FLAG, "Whether less is better.", default=False)
NEUTRAL = Attr("neutral", Kind.NUMBER, "Changes up to this size are called neither.", default=0.0)
EMPTY = Attr(
    "emptySet",
    Kind.CHOICE,
    "What no rows mean: an error, or a sentence saying so.",
    default="pass",
    choices=("pass", "error"),
)
EVENTS = Attr("events", Kind.FLAG, "Draw the company's events on a calendar axis.", default=True)
CHART = (
    DATA,
    Attr("x", Kind.COLUMN, "Column along the axis: dates or names.", required=True),
    Attr("y", Kind.COLUMNS, "One or more columns of numbers.", required=True),
    Attr("series", Kind.COLUMN, "Column whose values become one line or colour each."),
    TITLE,
    Attr("subtitle", Kind.TEXT, "What exactly is shown: measure, group, period."),
    Attr("yAxisTitle", Kind.TEXT, "Unit of the values; the columns' title by default."),
    Attr("yFmt", Kind.FORMAT, "Format of the values."),
    Attr("xFmt", Kind.FORMAT, "Format of the positions in the table and tooltips."),
    Attr("yMin", Kind.NUMBER, "Lower end of the value axis, unless a value is lower."),
    Attr("yMax", Kind.NUMBER, "Upper end of the value axis, unless a value is higher."),
    Attr("seriesNames", Kind.TEXT, "Names of the series in order, separated by commas."),
    Attr("colors", Kind.TEXT, "Colours in order: good, warn, bad, neutral, or numbers 1 to 8."),
    Attr("height", Kind.INTEGER, "Height of the drawing in pixels.", default=300, least=100),
    Attr("source", Kind.TEXT, "Where the numbers come from; stands below the chart."),
    EVENTS,
    EMPTY,
)
LOWER = Attr("xAxisTitle", Kind.TEXT, "Unit of what stands along the lower axis.")
INTERVAL = (
    Attr("low", Kind.COLUMN, "Lower end of each value's interval."),
    Attr("high", Kind.COLUMN, "Upper end of each value's interval."),
)
TITLED = (
    TITLE,
    Attr("subtitle", Kind.TEXT, "What exactly is shown: measure, group, period."),
    Attr("source", Kind.TEXT, "Where the numbers come from; stands below the chart."),
    EMPTY,
)
FIGURE = (
    *TITLED,
    Attr("height", Kind.INTEGER, "Height of the drawing in pixels.", default=300, least=100),
)
