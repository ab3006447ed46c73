"""Cells in rows and columns, darker for more: heat maps, calendars, cohorts."""

from dataclasses import dataclass
from typing import Any

from reports.charts.frame import Frame, Layer, base
from reports.charts.model import Chart, Size
from reports.charts.theme import FONT_SIZE, INK, MUTED, SERIES, text_width

# Stronger, and the value written in the cell would no longer stand out.
_STRONGEST, _FAINTEST = 0.5, 0.05


@dataclass(frozen=True)
class Cell:
    """One cell: its place, its value, the value as written, and what it says when pointed at."""

    column: int
    row: int
    value: float
    label: str
    text: str


@dataclass(frozen=True)
class Matrix:
    """What a matrix shows; an empty name is not written.

    Attributes:
        columns: Names above the columns.
        rows: Names beside the rows.
        cells: The known cells.
        title: What the values are.
        has_labels: Values are written into the cells where they fit.
        height: Of a row, in pixels.
        rings: Columns and rows of cells that are marked.
        marks: What the marks mean.
    """

    columns: tuple[str, ...]
    rows: tuple[str, ...]
    cells: tuple[Cell, ...]
    title: str = ""
    has_labels: bool = True
    height: int = 30
    rings: tuple[tuple[int, int], ...] = ()
    marks: str = ""

    @property
    def pixels(self) -> int:
        """The drawing's whole height."""
        return 62 + self.height * len(self.rows)


def matrix_spec(matrix: Matrix, size: Size) -> dict[str, Any]:
    """The specification of a matrix."""
    limit = size.width * 0.34
    left = min(max((text_width(name) for name in matrix.rows), default=0) + 12, limit)
    frame = Frame(size, left, 6, 46, 6, [0.0, 1.0])
    wide, high = frame.width / max(len(matrix.columns), 1), frame.height / len(matrix.rows)
    layers = [_cells(matrix, wide, high)]
    widest = max((text_width(cell.label) for cell in matrix.cells), default=0)
    if matrix.has_labels and widest + 4 < wide:
        layers.append(_labels(matrix, wide, high))
    layers += [_ring(column * wide, row * high, wide, high) for column, row in matrix.rings]
    layers += _heads(matrix, frame, wide)
    for number, name in enumerate(matrix.rows):
        mark = {
            "type": "text", "align": "right", "baseline": "middle", "color": INK,
            "limit": round(left - 8, 2), "aria": False,
        }  # fmt: skip
        place = {"x": {"value": -8}, "y": {"value": round((number + 0.5) * high, 2)}}
        layers.append({"mark": mark, "encoding": {**place, "text": {"value": name}}})
    return base(frame, layers, Chart("matrix", (), (), (), y_title=matrix.title))


def _raw(name: str) -> Layer:
    return {"field": name, "type": "quantitative", "scale": None, "axis": None}


def _cells(matrix: Matrix, wide: float, high: float) -> Layer:
    values = [cell.value for cell in matrix.cells]
    low, top = min(values), max(values)
    rows = [
        {
            "x": round(cell.column * wide + 1, 2), "x2": round((cell.column + 1) * wide - 1, 2),
            "y": round(cell.row * high + 1, 2), "y2": round((cell.row + 1) * high - 1, 2),
            "o": round(_strength(cell.value, low, top), 3), "text": cell.text,
        }
        for cell in matrix.cells
    ]  # fmt: skip
    encoding = {
        "x": _raw("x"), "x2": {"field": "x2"}, "y": _raw("y"), "y2": {"field": "y2"},
        "opacity": {"field": "o", "type": "quantitative", "scale": None, "legend": None},
        "description": {"field": "text", "type": "nominal"},
    }  # fmt: skip
    mark = {"type": "rect", "color": SERIES[0]}
    return {"data": {"values": rows}, "mark": mark, "encoding": encoding}


def _ring(x: float, y: float, wide: float, high: float) -> Layer:
    mark = {"type": "rect", "filled": False, "stroke": INK, "strokeWidth": 1.5, "aria": False}
    ends = {"x": x, "x2": x + wide, "y": y, "y2": y + high}
    return {
        "mark": mark,
        "encoding": {name: {"value": round(at, 2)} for name, at in ends.items()},
    }


def _strength(value: float, low: float, high: float) -> float:
    share = (value - low) / (high - low) if high > low else 1.0
    return _FAINTEST + (_STRONGEST - _FAINTEST) * share


def _labels(matrix: Matrix, wide: float, high: float) -> Layer:
    rows = [
        {
            "x": round((cell.column + 0.5) * wide, 2),
            "y": round((cell.row + 0.5) * high, 2),
            "t": cell.label,
        }
        for cell in matrix.cells
    ]
    mark = {"type": "text", "baseline": "middle", "color": INK, "aria": False}
    encoding = {"x": _raw("x"), "y": _raw("y"), "text": {"field": "t", "type": "nominal"}}
    return {"data": {"values": rows}, "mark": mark, "encoding": encoding}


def _heads(matrix: Matrix, frame: Frame, wide: float) -> list[Layer]:
    """Names of the columns, as many as there is room for."""
    widest = max((text_width(name) for name in matrix.columns), default=0) + 8
    every = max(1, -int(-widest // wide)) if all(matrix.columns) else 1
    layers: list[Layer] = []
    for number, name in enumerate(matrix.columns):
        if not name or number % every:
            continue
        at = (number + 0.5) * wide
        if at + text_width(name) / 2 > frame.width + frame.right:
            continue
        mark = {
            "type": "text", "align": "center", "baseline": "bottom", "color": MUTED,
            "fontSize": FONT_SIZE, "aria": False,
        }  # fmt: skip
        place = {"x": {"value": round(at, 2)}, "y": {"value": -5}}
        layers.append({"mark": mark, "encoding": {**place, "text": {"value": name}}})
    return layers


def describe_matrix(matrix: Matrix) -> str:
    """The matrix in words: its size, its lowest and its highest cell."""
    low = min(matrix.cells, key=lambda cell: cell.value)
    high = max(matrix.cells, key=lambda cell: cell.value)
    return (
        f"{len(matrix.rows)} rows by {len(matrix.columns)} columns. "
        f"Lowest: {low.text}. Highest: {high.text}. {matrix.marks}"
    ).rstrip()
