"""A chart in words, for those who do not see it."""

from reports.charts.model import Chart


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
