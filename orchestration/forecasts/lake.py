"""The lake table of lifetime values: what is in it, and how a forecast is added to a table.

One file per valuation below the night that made it, written whole or not at all; it counts once
that night is published.
"""

import os
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from orchestration.forecasts.outcomes import Floats
from orchestration.unpublished import own_name, until_published

if TYPE_CHECKING:
    import pyarrow as pa

    from orchestration.forecasts.valuation import Valuation

TABLE = "forecasts/customer_lifetime_values"


def ensure_schema(lake: Path) -> Path:
    """Make the table readable before the first valuation: a Parquet file without rows."""
    file = lake / TABLE / "_loaded_on=1970-01-01" / "schema.parquet"
    if not file.exists():
        write_whole(_schema().empty_table(), file)
    return file


def missing_valuations(lake: Path, due: Iterable[date], *, as_of: date) -> list[date]:
    """Those of the due dates that no night up to `as_of` has written, oldest first."""
    return missing_files(lake / TABLE, due, as_of=as_of)


def missing_files(table: Path, due: Iterable[date], *, as_of: date) -> list[date]:
    """Those of the dates for which no night up to `as_of` has written a file, oldest first."""
    there = {
        own_name(file)
        for folder in table.glob("_loaded_on=*")
        if folder.name.removeprefix("_loaded_on=") <= as_of.isoformat()
        for file in folder.glob("*.parquet")
    }
    return [day for day in sorted(due) if day.isoformat() not in there]


def write_valuation(
    lake: Path, valuation: "Valuation", valuation_date: date, *, as_of: date
) -> Path:
    """Add one valuation; the file is complete from the moment it has its name."""
    import pyarrow as pa

    count = len(valuation.model_name)
    name = f"_loaded_on={as_of.isoformat()}/{valuation_date.isoformat()}.parquet"
    file = until_published(lake / TABLE / name)
    columns = {
        "customer_id": valuation.customer_id,
        "method_name": pa.array(valuation.method_name, pa.string()),
        "model_name": pa.array(valuation.model_name, pa.string()),
        "historical_margin_amount": _cents(valuation.historical_margin),
        "predicted_margin_amount": _cents(valuation.predicted_margin),
        "predicted_order_count": _known(valuation.predicted_orders),
        "alive_probability": _known(valuation.alive_probability),
        "frequency_spend_correlation": pa.array(
            [valuation.frequency_spend_correlation] * count, pa.float64()
        ),
        "valuation_date": pa.array([valuation_date] * count, pa.date32()),
        "_source": pa.array(["forecasts"] * count, pa.string()),
        "_file": pa.array([f"lake/{TABLE}/{name}"] * count, pa.string()),
        "_row": pa.array(np.arange(1, count + 1)),
        "_extra": pa.nulls(count, pa.string()),
    }
    write_whole(pa.table(columns).cast(_schema()), file)
    return file


def _schema() -> "pa.Schema":
    import pyarrow as pa

    text, number = pa.string(), pa.float64()
    return pa.schema(
        [
            ("customer_id", text),
            ("method_name", text),
            ("model_name", text),
            ("historical_margin_amount", number),
            ("predicted_margin_amount", number),
            ("predicted_order_count", number),
            ("alive_probability", number),
            ("frequency_spend_correlation", number),
            ("valuation_date", pa.date32()),
            ("_source", text),
            ("_file", text),
            ("_row", pa.int64()),
            ("_extra", text),
        ]
    )


def _cents(values: Floats) -> "pa.Array":
    return _known(np.round(values, 2))


def _known(values: Floats) -> "pa.Array":
    """Numbers as Arrow, NaN as null."""
    import pyarrow as pa

    return pa.array(values, pa.float64(), mask=np.isnan(values))


def write_whole(table: "pa.Table", file: Path) -> None:
    """Write a Parquet file that is complete from the moment it has its name."""
    import pyarrow.parquet as pq

    file.parent.mkdir(parents=True, exist_ok=True)
    # The ending keeps readers of *.parquet away from a file that is being written.
    partial = file.with_suffix(".partial")
    pq.write_table(table, partial, compression="zstd")
    with partial.open("rb") as written:
        os.fsync(written.fileno())
    partial.replace(file)
