"""Customer lifetime values: what is due this night, from the marts into the lake.

SQL gives arrays, the models next to this module turn them into forecasts, and each month-end
valuation becomes one Parquet file that is never changed. The models' arithmetic is not here.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.forecasts.lake import TABLE, write_valuation
from orchestration.forecasts.readings import month_ends, read_customers
from orchestration.night_tables import missing_days

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from orchestration.forecasts.valuation import Valuation

FIRST_MONTHS = 12
"""Complete months of revenue that must exist before anything is forecast."""


@dataclass(frozen=True)
class ValuationSummary:
    """One valuation that was written.

    Attributes:
        valuation_date: Last day of the month up to which data was used.
        customers: Number of rows.
        models: Number of customers by model, or by reason where no model could be fitted.
        frequency_spend_correlation: Over repeat buyers; the model assumes about 0, None if unknown.
        file: Where it lies.
    """

    valuation_date: date
    customers: int
    models: tuple[tuple[str, int], ...]
    frequency_spend_correlation: float | None
    file: Path


@dataclass(frozen=True)
class ForecastSummary:
    """The valuations that a night wrote, oldest first; none when nothing was due."""

    valuations: tuple[ValuationSummary, ...]


def forecast(
    connection: "DuckDBPyConnection",
    lake: Path,
    *,
    as_of: date,
    gross_margin: float,
    discount_rate: float,
    horizon_months: int = 12,
) -> ForecastSummary:
    """Write every month-end valuation that is due and not in the lake.

    Due are the last days of complete months up to `as_of`, from the twelfth month of revenue on;
    a date long before all others begins nothing.
    A valuation uses what happened up to its date and was known on `as_of`. Running again writes
    nothing.

    Args:
        connection: The build, with marts.fct_orders, fct_revenue and fct_customer_months.
        lake: The lake's folder.
        as_of: The night.
        gross_margin: Share of recurring revenue that is margin.
        discount_rate: Per year.
        horizon_months: How far ahead margin is counted.
    """
    due = month_ends(connection, as_of)[FIRST_MONTHS - 1 :]
    missing = missing_days(lake / TABLE, due, as_of=as_of)
    if not missing:
        return ForecastSummary(())
    # SciPy takes seconds to import, and on most nights nothing is due.
    from orchestration.forecasts.valuation import Assumptions, value_customers

    assumptions = Assumptions(gross_margin, discount_rate, horizon_months)
    written = []
    for valuation_date in missing:
        customers = read_customers(connection, valuation_date, gross_margin=gross_margin)
        valuation = value_customers(customers, assumptions)
        file = write_valuation(lake, valuation, valuation_date, as_of=as_of)
        written.append(_summary(valuation, valuation_date, file))
    return ForecastSummary(tuple(written))


def _summary(valuation: "Valuation", valuation_date: date, file: Path) -> ValuationSummary:
    return ValuationSummary(
        valuation_date=valuation_date,
        customers=len(valuation.model_name),
        models=valuation.count_by_model(),
        frequency_spend_correlation=valuation.frequency_spend_correlation,
        file=file,
    )
