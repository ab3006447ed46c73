"""How tall a drawing of points stands, so that a telephone shows every name."""

from dataclasses import replace

from reports.charts.model import Size
from reports.charts.points import Points, points_spec
from reports.charts.theme import HALO


def with_room(drawn: Points, size: Size) -> Size:
    """The size, on a telephone as much taller as every name needs, up to half as tall again."""
    named = sum(bool(point.label) for point in drawn.points)
    if not size.is_narrow:
        return size
    for height in range(size.height, size.height * 3 // 2 + 1, 20):
        taller = replace(size, height=height)
        layers = points_spec(drawn, taller)["layer"]
        marks = [one["mark"] for one in layers if isinstance(one.get("mark"), dict)]
        if sum(mark.get("stroke") == HALO for mark in marks) >= named:
            return taller
    return size
