"""The lake table of weighed drivers: what is in it, and how a month's weighing is added."""

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from orchestration.forecasts.drivers import Weighing
from orchestration.forecasts.lake import missing_files, write_whole
from orchestration.unpublished import until_published

if TYPE_CHECKING:
    import pyarrow as pa

TABLE = "forecasts/driver_importances"


def ensure_driver_schema(lake: Path) -> Path:
    """Make the table readable before the first weighing: a Parquet file without rows."""
    file = lake / TABLE / "_loaded_on=1970-01-01" / "schema.parquet"
    if not file.exists():
        write_whole(_schema().empty_table(), file)
    return file


def missing_weighings(lake: Path, due: Iterable[date], *, as_of: date) -> list[date]:
    """Those of the due months that no night up to `as_of` has weighed, oldest first."""
    return missing_files(lake / TABLE, due, as_of=as_of)


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
    write_whole(pa.table([columns[field.name] for field in _schema()], _schema()), file)
    return file


def _schema() -> "pa.Schema":
    import pyarrow as pa

    text, number, whole = pa.string(), pa.float64(), pa.int64()
    return pa.schema(
        [
            ("target_name", text),
            ("driver_name", text),
            ("observation_count", whole),
            ("correlation", number),
            ("correlation_low", number),
            ("correlation_high", number),
            ("importance_share", number),
            ("importance_observation_count", whole),
            ("explained_share", number),
            ("performance_share", number),
            ("valuation_date", pa.date32()),
            ("_source", text),
            ("_file", text),
            ("_row", whole),
            ("_extra", text),
        ]
    )


def _known(values: Sequence[float]) -> "pa.Array":
    """Numbers as Arrow, rounded so that machines agree, NaN as null."""
    import pyarrow as pa

    rounded = np.round(np.array(values, dtype=np.float64), 9)
    return pa.array(rounded, pa.float64(), mask=np.isnan(rounded))
