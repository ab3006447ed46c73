"""The lake table of weighed drivers: how a month's weighing becomes rows of it."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from orchestration.forecasts.drivers import Weighing
from orchestration.night_tables import arrow_schema, write_rows
from orchestration.unpublished import until_published

if TYPE_CHECKING:
    import pyarrow as pa

TABLE = "forecasts/driver_importances"


def write_weighings(
    lake: Path, weighings: Sequence[Weighing], valuation_date: date, *, as_of: date
) -> Path:
    """Add the weighings of a month; the file is complete from the moment it has its name."""
    import pyarrow as pa

    count = len(weighings)
    name = f"_loaded_on={as_of.isoformat()}/{valuation_date.isoformat()}.parquet"
    file = until_published(lake / TABLE / name)
    numbers = {
        "correlation": [w.correlation for w in weighings],
        "correlation_low": [w.low for w in weighings],
        "correlation_high": [w.high for w in weighings],
        "importance_share": [w.importance for w in weighings],
        "explained_share": [w.explained for w in weighings],
        "performance_share": [w.performance for w in weighings],
    }
    columns = {
        "target_name": [w.target_name for w in weighings],
        "driver_name": [w.driver_name for w in weighings],
        "observation_count": [w.observations for w in weighings],
        "importance_observation_count": [w.importance_observations for w in weighings],
        **{name: _known(values) for name, values in numbers.items()},
        "valuation_date": [valuation_date] * count,
        "_source": ["forecasts"] * count,
        "_file": [f"lake/{TABLE}/{name}"] * count,
        "_row": np.arange(1, count + 1),
        "_extra": pa.nulls(count, pa.string()),
    }
    schema = arrow_schema(TABLE)
    write_rows(pa.table([columns[name] for name in schema.names], schema), file)
    return file


def _known(values: Sequence[float]) -> "pa.Array":
    """Numbers as Arrow, rounded so that machines agree, NaN as null."""
    import pyarrow as pa

    rounded = np.round(np.array(values, dtype=np.float64), 9)
    return pa.array(rounded, pa.float64(), mask=np.isnan(rounded))
