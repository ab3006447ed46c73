"""The lake table of lifetime values: how a valuation becomes rows of it, one file per valuation."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from orchestration.forecasts.outcomes import Floats
from orchestration.night_tables import arrow_schema, write_rows
from orchestration.unpublished import until_published

if TYPE_CHECKING:
    import pyarrow as pa

    from orchestration.forecasts.valuation import Valuation

TABLE = "forecasts/customer_lifetime_values"


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
    schema = arrow_schema(TABLE)
    write_rows(pa.table(columns).select(schema.names).cast(schema), file)
    return file


def _cents(values: Floats) -> "pa.Array":
    return _known(np.round(values, 2))


def _known(values: Floats) -> "pa.Array":
    """Numbers as Arrow, NaN as null."""
    import pyarrow as pa

    return pa.array(values, pa.float64(), mask=np.isnan(values))
