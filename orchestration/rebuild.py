"""A night's build from the first model to the publication, for verbs that run without Dagster."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration import steps

if TYPE_CHECKING:
    from quality.verdicts import Verdict


def build_whole(night: steps.Night) -> Path:
    """Models, forecasts, audit and publication, one after the other.

    Raises:
        StageError: A stage stopped; what is published is as it was.
    """
    steps.build_models(night, behind_forecasts=False)
    steps.forecast(night)
    steps.weigh_drivers(night)
    steps.read_comments(night)
    steps.build_models(night, behind_forecasts=True)
    stop_on_failures(steps.audit(night))
    return steps.publish(night)


def stop_on_failures(verdicts: Sequence["Verdict"]) -> None:
    """Stop at the first blocking failure; Dagster does this by blocking checks.

    Raises:
        StageError: A blocking rule is broken.
    """
    from quality.verdicts import failures

    for verdict in failures(verdicts):
        raise steps.as_error("audit", verdict)
