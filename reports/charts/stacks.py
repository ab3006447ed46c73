"""How several series stand together: side by side, on each other, or as shares of their sum."""

from reports.charts.model import Chart
from reports.errors import RowsError


def drawn_values(chart: Chart) -> list[list[float | None]]:
    """The values of each series as they are drawn: themselves, or shares of their position's sum.

    Raises:
        RowsError: A part of a whole is negative.
    """
    if chart.stack != "stacked100":
        return [list(series.values) for series in chart.series]
    columns = list(zip(*(series.values for series in chart.series), strict=True))
    for place, column in enumerate(columns):
        if any(value is not None and value < 0 for value in column):
            raise RowsError(
                f"the negative value at {chart.labels[place]} is no share of 100 %",
                "use type=stacked or type=grouped",
            )
    sums = [sum(value for value in column if value is not None) for column in columns]
    return [
        [
            None if value is None or not total else value / total
            for value, total in zip(series.values, sums, strict=True)
        ]
        for series in chart.series
    ]
