"""A warehouse of two small marts and the semantic manifest over them, as dbt would write it."""

import json
from pathlib import Path
from typing import Any

import duckdb

SQL = """
create schema marts;
create table marts.dim_dates as
select day::date as date_day
from generate_series(timestamp '2025-12-01', timestamp '2026-12-31', interval 1 day) t (day);
create table marts.dim_customers (customer_id varchar, tier_name varchar);
insert into marts.dim_customers values ('a', 'gold'), ('b', 'basic'), ('c', null);
create table marts.fct_customer_months (
    customer_id varchar, is_lost boolean, is_active_at_start boolean, month_date date
);
insert into marts.fct_customer_months values
    ('a', false, true, '2026-01-01'), ('b', false, true, '2026-01-01'),
    ('a', false, true, '2026-02-01'), ('b', true, true, '2026-02-01'),
    ('c', false, false, '2026-02-01'),
    ('a', false, true, '2026-03-01'), ('c', true, true, '2026-03-01'),
    ('a', false, true, '2026-04-01');
create schema ops;
create table ops.semantic_manifest (manifest varchar);
"""


def _model(name: str, alias: str, entities: list[Any], dimensions: list[Any]) -> dict[str, Any]:
    relation = {"alias": alias, "schema_name": "marts", "database": "warehouse"}
    time = next((item["name"] for item in dimensions if item["type"] == "time"), None)
    return {
        "name": name,
        "node_relation": {**relation, "relation_name": f'"warehouse"."marts"."{alias}"'},
        "defaults": {"agg_time_dimension": time} if time else None,
        "entities": entities,
        "dimensions": dimensions,
        "measures": [],
    }


def _simple(name: str, expression: str, **how: Any) -> dict[str, Any]:
    aggregation = {
        "semantic_model": "customer_months",
        "agg": "sum",
        "agg_time_dimension": "month_date",
        "non_additive_dimension": how.pop("window", None),
    }
    if percentile := how.pop("percentile", None):
        # As dbt 1.12.6 writes `percentile_type: continuous`.
        aggregation["agg"] = "percentile"
        aggregation["agg_params"] = {"percentile": percentile, "use_approximate_percentile": True}
    private = how.pop("is_private", False)
    params = {"metric_aggregation_params": aggregation, "expr": expression, "is_private": private}
    return {"name": name, "type": "simple", "type_params": params, **how}


def _time(name: str) -> dict[str, Any]:
    return {"name": name, "type": "time", "type_params": {"time_granularity": "day"}}


def manifest() -> str:
    """The semantic manifest's JSON."""
    meta = {"unit": "share", "direction": "down", "decision": "D44", "owner": "success"}
    churn = {
        "name": "logo_churn_rate",
        "type": "ratio",
        "label": "Customer churn",
        "description": "Lost customers\ndivided by customers at the start.",
        "type_params": {"numerator": {"name": "lost"}, "denominator": {"name": "at_start"}},
        "config": {"meta": meta},
    }
    parts = {"numerator": {"name": "lost"}, "denominator": {"name": "customers_seen"}}
    share = {
        **churn,
        "name": "lost_share",
        "type_params": parts,
        "config": {"meta": {**meta, "interval": "wilson"}},
    }
    first = {"name": "month_date", "window_choice": "min", "window_groupings": []}
    months = _model(
        "customer_months",
        "fct_customer_months",
        [
            {"name": "customer_month", "type": "primary", "expr": "customer_id || month_date"},
            {"name": "customer", "type": "foreign", "expr": "customer_id"},
        ],
        [_time("month_date")],
    )
    customers = _model(
        "customers",
        "dim_customers",
        [{"name": "customer", "type": "primary", "expr": "customer_id"}],
        [{"name": "tier_name", "type": "categorical"}],
    )
    dates = {"alias": "dim_dates", "schema_name": "marts", "database": "warehouse"}
    spine = {
        "node_relation": {**dates, "relation_name": '"warehouse"."marts"."dim_dates"'},
        "primary_column": {"name": "date_day", "time_granularity": "day"},
    }
    return json.dumps(
        {
            "semantic_models": [months, customers],
            "metrics": [
                _simple("lost", "case when is_lost then 1 else 0 end", label="Lost customers"),
                _simple(
                    "at_start",
                    "case when is_active_at_start then 1 else 0 end",
                    window=first,
                    is_private=True,
                ),
                churn,
                share,
                _simple("customers_seen", "1", is_private=True),
                _simple("month_number_p90", "month(month_date)", is_private=True, percentile=0.9),
            ],
            "project_configuration": {"time_spines": [spine]},
            "saved_queries": [],
        }
    )


def write_warehouse(folder: Path) -> Path:
    """A published warehouse with its manifest inside."""
    path = folder / "warehouse.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(SQL)
        connection.execute("insert into ops.semantic_manifest values (?)", [manifest()])
    return path
