"""A chart in words, for those who do not see it."""

from reports.charts.model import Chart
from reports.formats import format_value


def describe(chart: Chart) -> str:
    """The drawing in words, for those who do not see it."""
    kind = f"{chart.kind.title()} chart"
    said = [
        f"{kind}, {chart.labels[0]} to {chart.labels[-1]}."
        if chart.is_time
        else f"{kind} of {len(chart.labels)} groups."
    ]
    for series in chart.series[:6]:
        known = [(value, place) for place, value in enumerate(series.values) if value is not None]
        if known:
            low, high = min(known)[1], max(known)[1]
            said.append(
                f"{series.title}: lowest {series.texts[low]} ({chart.labels[low]}), highest "
                f"{series.texts[high]} ({chart.labels[high]}), last {series.texts[known[-1][1]]}."
            )
    said += [f"{reference.label}." for reference in chart.references if reference.label]
    return " ".join(said)


def headline(chart: Chart) -> str:
    """The title of a chart over time that says no more than its numbers: the last, the extremes.

    The page's script says the same of what a reader chooses. Empty where it cannot be said.
    """
    values = list(chart.series[0].values) if len(chart.series) == 1 else _totals(chart)
    known = [(value, place) for place, value in enumerate(values) if value is not None]
    if not (chart.is_time and known):
        return ""
    subject = chart.series[0].title if len(chart.series) == 1 else chart.y_title

    def said(place: int) -> str:
        text = format_value(values[place], chart.y_format, chart.currency).replace(" ", "\u00a0")
        return f"{text} in {chart.labels[place]}"

    low, high, last = min(known), max(known), known[-1]
    text = f"{subject}: {said(last[1])}"
    if len(known) < 3 or low[0] == high[0]:
        return text
    if last[0] in (low[0], high[0]):
        return f"{text}, the {'lowest' if last[0] == low[0] else 'highest'} of {len(known)} months"
    return f"{text}, between {said(low[1])} and {said(high[1])}"


def _totals(chart: Chart) -> list[float | None]:
    """What stacked parts come to; nothing for parts that do not stand on each other."""
    if chart.stack != "stacked":
        return []
    columns = zip(*(series.values for series in chart.series), strict=True)
    known = [[value for value in column if value is not None] for column in columns]
    return [sum(column) if column else None for column in known]
