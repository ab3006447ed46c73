"""Tables of the simulation as frozen dataclasses of equally long arrays.

Stacking them and handing them to DuckDB lives here; what the columns mean lives with the
dataclasses.
"""

from collections.abc import Sequence
from dataclasses import fields
from typing import Any, TypeVar

import numpy as np
import pyarrow as pa

from orchestration.demo.world import Bools, Ints

Table = TypeVar("Table")


def stack(parts: Sequence[Table]) -> Table:
    """The rows of all parts, in their order."""
    first: Any = parts[0]
    columns = {
        field.name: np.concatenate([getattr(part, field.name) for part in parts])
        for field in fields(first)
    }
    return type(parts[0])(**columns)


def take(table: Table, which: Ints | Bools) -> Table:
    """The rows at the given places, or where the mask is true."""
    data: Any = table
    return type(table)(**{field.name: getattr(data, field.name)[which] for field in fields(data)})


def to_arrow(table: object) -> pa.Table:
    """The table as DuckDB reads it without copying."""
    data: Any = table
    return pa.table({field.name: getattr(data, field.name) for field in fields(data)})
