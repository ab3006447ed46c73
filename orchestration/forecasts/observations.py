"""What the drivers are weighed on: one observation per answer, and per customer and quarter.

SQL and its conversion to arrays. What a customer lived through is taken from the half year
before the observation (a year for what they answered), never from after it: a contact that was
open then has no resolution yet, and nobody knows whether it will be taken up again.
"""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from orchestration.forecasts.drivers import Goal
from orchestration.forecasts.months import (
    complete_month_ends,
    months_before,
    since_last_break,
)
from orchestration.forecasts.outcomes import Floats

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MONTHS = 12
"""Months of observations behind a weighing."""

LEAST_DAYS = 14
"""Days of a customer under a desk below which contacts a month are not known, as for the score."""

OUTCOME_MONTHS = 3
"""Months for which a customer is watched, as for the health score."""

DRIVERS = (
    "first_reply_minutes",
    "resolution_minutes",
    "reopened_share",
    "repeated_share",
    "contacts_per_month",
    "channel_share",
    "topic_share",
    "satisfaction_share",
    "effort_score",
    "nps_score",
    "tenure_months",
)

OBSERVATIONS_SQL = """
with anchors as (
    select
        'nps' as target_name,
        survey_response_id as observation_id,
        customer_id,
        answered_date as observed_date,
        answered_at as observed_at,
        score as target,
        cast(null as double) as nps_score
    from marts.fct_survey_responses
    where
        metric_name = 'nps' and is_valid and customer_id <> 'unknown'
        and answered_date between $first and $last

    union all

    select
        'churn',
        signs.customer_month_end_id,
        signs.customer_id,
        signs.month_end_date,
        cast(signs.month_end_date + 1 as timestamp),
        max(case when months.is_lost then 1 else 0 end),
        any_value(signs.nps_score)
    from marts.fct_customer_signs as signs
    left join marts.fct_customer_months as months
        on
            signs.customer_id = months.customer_id
            and months.month_date > signs.month_end_date
            and months.month_date <= signs.month_end_date + to_months($outcome_months)
    where signs.is_on_contract and signs.month_end_date between $first and $last
    group by signs.customer_month_end_id, signs.customer_id, signs.month_end_date
),

watched as (
    select
        max(case when driver_name = 'channel_share' then filter_value end) as channel_name,
        max(case when driver_name = 'topic_share' then filter_value end) as topic_name
    from seeds.drivers
),

desk as (
    select min(created_date) as first_date from marts.fct_contacts where is_counted
),

lived as (
    select
        anchors.observation_id,
        avg(contacts.first_reply_minutes)
            filter (where contacts.first_replied_at < anchors.observed_at) as first_reply_minutes,
        avg(contacts.resolution_minutes)
            filter (where contacts.resolved_at < anchors.observed_at) as resolution_minutes,
        avg(cast(contacts.is_reopened as integer))
            filter (where contacts.resolved_at < anchors.observed_at) as reopened_share,
        avg(case when contacts.is_repeat then 1.0 else 0.0 end) as repeated_share,
        avg(cast(contacts.channel_name = watched.channel_name as integer)) as channel_share,
        avg(cast(contacts.topic_name = watched.topic_name as integer)) as topic_share,
        count(*) filter (
            where contacts.created_date >= begun.first_date or begun.first_date is null
        ) as contact_count
    from anchors
    cross join watched
    inner join marts.fct_contacts as contacts
        on
            anchors.customer_id = contacts.customer_id
            and contacts.created_date < anchors.observed_date
            and contacts.created_date >= anchors.observed_date - 180
    left join intermediate.int_customers_begun as begun
        on anchors.customer_id = begun.customer_id
    where contacts.is_counted
    group by anchors.observation_id
),

-- Contacts are seen on days on which there are both a customer and a desk.
seen as (
    select
        anchors.observation_id,
        begun.first_date,
        case
            when desk.first_date is not null
                then least(
                    180,
                    anchors.observed_date - desk.first_date,
                    anchors.observed_date - begun.first_date
                )
        end as days
    from anchors
    cross join desk
    left join intermediate.int_customers_begun as begun
        on anchors.customer_id = begun.customer_id
),

answered as (
    select
        anchors.observation_id,
        avg(answers.effort_score) as effort_score,
        avg(case
            when answers.metric_name <> 'csat' then null
            when answers.is_higher_better
                then (answers.score - answers.scale_min) / (answers.scale_max - answers.scale_min)
            else (answers.scale_max - answers.score) / (answers.scale_max - answers.scale_min)
        end) as satisfaction_share
    from anchors
    inner join marts.fct_survey_responses as answers
        on
            anchors.customer_id = answers.customer_id
            and answers.metric_name in ('csat', 'ces')
            and answers.is_valid
            and answers.answered_date < anchors.observed_date
            and answers.answered_date >= anchors.observed_date - 365
    group by anchors.observation_id
)

select
    case when anchors.target_name = 'churn' then 1 else 0 end as is_churn,
    anchors.observed_date - date '1970-01-01' as observed_day,
    anchors.target,
    lived.first_reply_minutes,
    lived.resolution_minutes,
    lived.reopened_share,
    lived.repeated_share,
    case
        when seen.days >= $least_days then coalesce(lived.contact_count, 0) * 30.0 / seen.days
    end as contacts_per_month,
    lived.channel_share,
    lived.topic_share,
    answered.satisfaction_share,
    answered.effort_score,
    anchors.nps_score,
    date_diff('month', seen.first_date, anchors.observed_date) as tenure_months
from anchors
inner join seen using (observation_id)
left join lived using (observation_id)
left join answered using (observation_id)
order by anchors.target_name, anchors.observed_date, anchors.observation_id
"""

OBSERVED_MONTHS_SQL = """
select date_trunc('month', answered_date)
from marts.fct_survey_responses
where metric_name = 'nps' and is_valid and customer_id <> 'unknown'
union
select date_trunc('month', month_end_date + to_months($outcome_months))
from marts.fct_customer_signs
where is_on_contract
"""


@dataclass(frozen=True)
class Observed:
    """Observations as columns; NaN where a driver is not known."""

    is_churn: NDArray[np.bool_]
    observed_date: NDArray[np.datetime64]
    target: Floats
    drivers: dict[str, Floats]

    def of(self, target_name: str, month_end: date) -> "Observed":
        """The observations of one weighing: a year of answers, or four quarters of customers."""
        if target_name == "nps":
            after = np.datetime64(months_before(month_end, MONTHS))
            rows = (self.observed_date > after) & (self.observed_date <= np.datetime64(month_end))
        else:
            # Quarters do not overlap: nobody's loss is counted for two of them.
            quarters = [
                months_before(month_end, months)
                for months in range(OUTCOME_MONTHS, MONTHS + 1, OUTCOME_MONTHS)
            ]
            rows = np.isin(self.observed_date, np.array(quarters, dtype="datetime64[D]"))
        rows &= self.is_churn == (target_name == "churn")
        return Observed(
            self.is_churn[rows],
            self.observed_date[rows],
            self.target[rows],
            {
                name: values[rows]
                for name, values in self.drivers.items()
                if name != f"{target_name}_score"
            },
        )


def months_with_outcomes(connection: "DuckDBPyConnection", as_of: date) -> list[date]:
    """The last day of every complete month since there are observations without a break."""
    found = connection.execute(OBSERVED_MONTHS_SQL, {"outcome_months": OUTCOME_MONTHS}).fetchall()
    first = since_last_break(month for (month,) in found if month)
    return complete_month_ends(first, as_of) if first else []


def read_goals(connection: "DuckDBPyConnection") -> dict[str, Goal]:
    """When each driver is well, as the company says."""
    rows = connection.execute(
        "select driver_name, good_value, direction = 'up' from seeds.drivers"
    ).fetchall()
    return {name: Goal(value, is_up) for name, value, is_up in rows}


def read_observations(connection: "DuckDBPyConnection", *, first: date, last: date) -> Observed:
    """Everything that the weighings of the months from first to last may use."""
    parameters = {
        "first": months_before(first, MONTHS),
        "last": last,
        "outcome_months": OUTCOME_MONTHS,
        "least_days": LEAST_DAYS,
    }
    rows: Any = connection.sql(OBSERVATIONS_SQL, params=parameters).to_arrow_table()

    def floats(name: str) -> Floats:
        values: Floats = rows[name].cast("double").to_numpy().astype(np.float64)
        return values

    return Observed(
        is_churn=floats("is_churn") == 1,
        observed_date=floats("observed_day").astype(np.int64).astype("datetime64[D]"),
        target=floats("target"),
        drivers={name: floats(name) for name in DRIVERS},
    )
