"""What a page hands to its script: the cube, the parts that follow the filters, and words."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from reports.charts.frame import SCALED, unit_of
from reports.components.marks import NOISE, STATUSES, UNJUDGED, WITHIN_NOISE
from reports.errors import PageError
from reports.filters.cube import Cube
from reports.filters.facts import Value
from reports.formats import format_value, parse_format
from reports.tables import Column, Table
from reports.titles import value_name

MERGED = "Small groups"


@dataclass
class LivePage:
    """A page with filters, while it is rendered.

    Attributes:
        cube: Its numbers.
        tables: The tables of its questions by name, as they stand without a filter.
        as_of: The last complete day.
        parts: What is drawn again when a filter changes, in the order of the page.
        has_filters: Whether the page has drawn its filters.
        chosen: What its filters choose by.
    """

    cube: Cube
    tables: Mapping[str, Table]
    as_of: date
    parts: list[dict[str, Any]] = field(default_factory=list)
    has_filters: bool = False
    chosen: set[str] = field(default_factory=set)

    def take(self, chosen: str) -> None:
        """Let one control choose by a dimension, or the months.

        Raises:
            PageError: Another one does already.
        """
        if chosen in self.chosen:
            raise PageError(f"two controls choose by {chosen}; leave one of them out")
        self.chosen.add(chosen)

    def follows(self, table: object) -> bool:
        """Whether a table is the answer of a question that can be filtered."""
        return isinstance(table, Table) and self.tables.get(table.name) is table

    @cached_property
    def is_empty(self) -> bool:
        """Whether all groups are too small to be told apart."""
        return not any(family.groups["customers"] for family in self.cube.families)

    def months(self) -> list[date]:
        """The months that the cube covers."""
        return [date.fromisoformat(month) for month in self.cube.months]

    def values(self, dimension: str) -> list[tuple[str, str]]:
        """What can be chosen, as the address tells it, and what readers call it.

        Raises:
            PageError: The page has no such filter.
        """
        known = self.cube.dimensions.get(dimension)
        if known is None:
            raise PageError(
                f"'{dimension}' is none of the page's filters; name it in the front matter: filters"
            )
        return [(_told(value), _name(value)) for value in known if value is not None]

    def names(self) -> dict[str, str]:
        """What readers call the values that are written otherwise."""
        values = {
            value
            for known in self.cube.dimensions.values()
            for value in known
            if isinstance(value, str)
        }
        return {value: value_name(value) for value in sorted(values) if value != value_name(value)}

    def data(self) -> str:
        """Everything as JSON that can stand inside of HTML."""
        data = {
            "cube": {
                **asdict(self.cube),
                "as_of": self.as_of.isoformat(),
                "words": {"merged": MERGED},
            },
            "parts": self.parts,
            "words": {
                "statuses": STATUSES,
                "unjudged": UNJUDGED,
                "noise": [NOISE, WITHIN_NOISE],
                "showing": "Showing",
                "merged": MERGED,
                "names": self.names(),
                "nothing": "Nothing to show for this choice.",
                "leftOut": f"Groups of fewer than {self.cube.minimum} customers are left out.",
            },
        }
        text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
        return text.replace("<", "\\u003c").replace("&", "\\u0026").replace("\u2028", "\\u2028")


def _told(value: Value) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _name(value: Value) -> str:
    return value_name(value) if isinstance(value, str) else format_value(value)


def script_format(code: str, currency: str, column: Column | None = None) -> dict[str, Any]:
    """A format as the script takes it.

    Raises:
        PageError: The script cannot write it.
    """
    code = code or (column.format if column else "")
    if not code and column and column.is_date:
        code = "day"
    spec = asdict(parse_format(code, currency) if code else parse_format("num", currency))
    if spec["kind"] == "excel":
        raise PageError(f"the format '{code}' cannot follow a filter; use one such as num1")
    return spec


def axis_formats(code: str, currency: str) -> dict[str, Any]:
    """The formats of an axis, the shortest first, by the scale of its largest tick."""
    code = code.lstrip("+")
    base = code.rstrip("01234") or "num"
    scales = SCALED.get(base, ())
    shorter: dict[str, list[list[Any]]] = {"": []}
    if base in ("pct", "mult", *SCALED):
        shorter = {
            scale: [
                [
                    script_format(f"{base}{places}{scale}", currency),
                    script_format(f"{base}0" if scale else f"{base}{places}", currency),
                    unit_of(f"{base}{places}{scale}"),
                ]
                for places in ("012" if scale else "0123")
            ]
            for scale in ("", *(name for _, name in scales))
        }
    return {"full": script_format(code, currency), "shorter": shorter, "scales": scales}
