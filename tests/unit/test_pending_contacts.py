"""What may still change a share of contacts: those that its denominator will count, no others."""

from pathlib import Path
from typing import Any

import pytest
import yaml

MODELS = Path(__file__).parents[2] / "dbt_project" / "models" / "marts"


def metrics_of(mart: str) -> dict[str, dict[str, Any]]:
    """The metrics of a mart's YAML by name."""
    text = (MODELS / "support" / f"{mart}.yml").read_text(encoding="utf-8")
    return {metric["name"]: metric for metric in yaml.safe_load(text)["models"][0]["metrics"]}


METRICS = metrics_of("fct_contacts")
SHARES = sorted(name for name, metric in METRICS.items() if "maturing" in metric["config"]["meta"])


@pytest.mark.parametrize("name", SHARES)
def test_what_is_pending_of_a_share_is_what_its_denominator_will_count(name: str) -> None:
    share = METRICS[name]
    denominator = METRICS[share["denominator"]]
    pending = METRICS[share["config"]["meta"]["maturing"]]

    will_count = " ".join(denominator["expr"].split()).replace("is_fcr_eligible", "is_maturing")

    assert " ".join(pending["expr"].split()) == will_count


def test_all_shares_of_a_follow_up_window_say_what_is_pending() -> None:
    told = {
        name
        for name, metric in METRICS.items()
        if "is_fcr_eligible" in METRICS.get(metric.get("denominator", ""), {}).get("expr", "")
    }

    assert told == set(SHARES)
