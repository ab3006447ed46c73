"""What each stage of a night does, free of Dagster: assets and verbs call these and nothing else.

A step takes the night (whose data, which day) and returns what it found. How a stage works is
the business of its own room: loading, quality, dbt, forecasts, feedback, publishing,
reports.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.leaving import leave
from orchestration.nights import NightRun, StageError, hold_lock, log
from orchestration.seeds import seeds_folder
from orchestration.settings import Settings, utc_now
from orchestration.site import questions_ahead, render_pages, tell_of_stopped
from quality.contract import TableContract, read_contract

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from orchestration.dbt_runner import NodeResult
    from orchestration.loading.outcome import LoadSummary
    from quality.verdicts import Verdict
    from reports.config import SiteSummary
    from reports.questions_ahead import QuestionsAhead

BEHIND_STEPS = "source:forecasts+ source:feedback+"


@dataclass(frozen=True)
class Night:
    """One company, one day, one run; a whole night has its questions compiled ahead."""

    settings: Settings
    as_of: date
    run: NightRun
    full_refresh: bool = False
    questions: "QuestionsAhead | None" = None


@contextmanager
def open_night(
    settings: Settings, as_of: date, *, full_refresh: bool = False, is_whole: bool = True
) -> Iterator[Night]:
    """Hold the lock and keep the record; a stopped night tells its status page and the company.

    Raises:
        SecretError: A secret that cx.toml names is missing.
        NightBusyError: Another night is at work on the same data.
    """
    settings.secrets.check()
    with hold_lock(settings.home), ExitStack() as stack:
        run = NightRun(settings.nights if is_whole else None, as_of, utc_now())
        ahead = stack.enter_context(questions_ahead(settings, as_of)) if is_whole else None
        try:
            yield Night(settings, as_of, run, full_refresh, ahead)
        finally:
            record = run.close()
            if is_whole and record.status == "stopped":
                tell_of_stopped(settings, record)


def tables(settings: Settings) -> tuple[TableContract, ...]:
    """Every table of every enabled source."""
    return read_contract(settings.models, settings.sources)


def land(night: Night) -> int:
    """Bring what connectors fetch into the landing; says how many files are new."""
    from orchestration.landing import land as bring
    from orchestration.loading.tables import later_night

    with night.run.stage("land"):
        if later := later_night(night.settings, night.as_of):
            log.warning("%s loads nothing: the lake holds the night of %s", night.as_of, later)
        return len(bring(night.settings))


def load(night: Night, table: TableContract) -> tuple["LoadSummary", ...]:
    """Turn a table's new files into typed rows of the lake, one summary per feed.

    A night older than the lake's newest loads nothing: it is computed from the lake as it was.
    """
    from orchestration.forgetting.landed import scrub_landing
    from orchestration.loading.load import run as load_job
    from orchestration.loading.tables import jobs_of, later_night
    from orchestration.passed_over import passed_over

    settings, as_of = night.settings, night.as_of
    with night.run.stage("land", table.path):
        if later_night(settings, as_of):
            return ()
        jobs = jobs_of(table, settings, as_of)
        for job, feed in jobs:
            scrub_landing(job, feed)
        stuck = partial(_end_stuck, night, table)
        loaded = [(load_job(job, when_stuck=stuck), feed) for job, feed in jobs]
        summaries = tuple(
            replace(each, notes=(*each.notes, *passed_over(settings, each.table, feed)))
            for each, feed in loaded
        )
        for summary in summaries:
            night.run.count(loaded=summary.rows_loaded, rejected=summary.rows_rejected)
        return summaries


def _end_stuck(night: Night, table: TableContract, reason: str) -> None:
    """Stop the night from another thread: what hangs in native code ends only with its process."""
    night.run.fail(StageError("land", f"{table.path}: {reason}", "cx status"), table.path)
    record = night.run.close()
    tell_of_stopped(night.settings, record)
    log.error("stopped %s at land: %s", record.night, record.reason)
    leave(1)


def gate(night: Night, batch: Sequence[TableContract]) -> tuple["Verdict", ...]:
    """Judge what the night brought; a blocking failure is remembered as the reason to stop."""
    from orchestration.judging import check_volume_since, gate_tables, judge

    settings = night.settings
    with night.run.stage("gate", " and ".join(sorted({table.source for table in batch}))):
        check_volume_since(settings, [table.path for table in batch])
        verdicts = judge(
            gate_tables,
            lake=settings.lake,
            tables=tuple(batch),
            as_of=night.as_of,
            verdicts=settings.verdicts,
            seeds=seeds_folder(settings),
            holidays=frozenset(settings.business_hours.holidays),
            volume_since=settings.night.volume_since,
            memory=settings.night.memory,
        )
    _remember_failures(night, "gate", verdicts)
    return verdicts


def _check_loaded(settings: Settings) -> None:
    """Loading gives every table a file that holds its columns, also where nothing came."""
    missing = [
        table.path
        for table in tables(settings)
        if not (settings.lake / table.source / table.name).is_dir()
    ]
    if missing:
        more = f" (and {len(missing) - 1} more)" if len(missing) > 1 else ""
        raise StageError("build", f"{missing[0]}{more} was never loaded", "cx land")


def begin_build(night: Night) -> None:
    """Start the warehouse of this night and the models that need no forecast and no reading.

    Raises:
        StageError: The company's seeds define journeys that cannot be built.
    """
    from orchestration.night_tables import ensure_readable
    from orchestration.publishing import prepare_build
    from quality.journeys import JourneysError, check_journeys

    with night.run.stage("build"):
        try:
            check_journeys(seeds_folder(night.settings))
        except JourneysError as error:
            raise StageError("build", str(error), "cx dbt seed") from error
        ensure_readable(night.settings.lake)
        prepare_build(night.settings, night.as_of, full_refresh=night.full_refresh)


def build_models(night: Night, *, behind_forecasts: bool) -> tuple["NodeResult", ...]:
    """Seeds, models and their tests on one side of the forecasts."""
    from orchestration.dbt_runner import build
    from orchestration.experience import check_goals

    side = {"select": BEHIND_STEPS} if behind_forecasts else {"exclude": BEHIND_STEPS}
    with night.run.stage("build"):
        if not behind_forecasts:
            _check_loaded(night.settings)
            check_goals(night.settings)
            begin_build(night)
        return build(night.settings, night.as_of, **side)


@contextmanager
def _reading_build(night: Night, *stage: str) -> Iterator["DuckDBPyConnection"]:
    """The models that stand so far, for a stage that writes into the lake what it makes of them."""
    import duckdb

    warehouse = str(night.settings.build_warehouse)
    memory = night.settings.night.memory
    with (
        night.run.stage(*stage),
        duckdb.connect(warehouse, read_only=True, config={"memory_limit": memory}) as connection,
    ):
        yield connection


def forecast(night: Night) -> int:
    """Write the forecasts that are due into the lake; says how many valuations are new."""
    from orchestration.forecasts.clv import forecast as value_customers

    settings = night.settings
    with _reading_build(night, "forecast", "lifetime values") as connection:
        summary = value_customers(
            connection,
            settings.lake,
            as_of=night.as_of,
            gross_margin=settings.gross_margin,
            discount_rate=settings.discount_rate,
        )
    return len(summary.valuations)


def weigh_drivers(night: Night) -> int:
    """Write the weighings of drivers that are due into the lake; says how many months are new."""
    from orchestration.forecasts.drivers import weigh_drivers as weigh

    with _reading_build(night, "forecast", "drivers") as connection:
        return weigh(connection, night.settings.lake, as_of=night.as_of)


def read_comments(night: Night) -> int:
    """Read the comments that are new, without personal data; says how many."""
    from orchestration.feedback.read import read_feedback

    settings = night.settings
    with _reading_build(night, "read") as connection:
        summary = read_feedback(
            connection,
            settings.lake,
            as_of=night.as_of,
            languages=settings.languages,
        )
    return summary.comments


def audit(night: Night) -> tuple["Verdict", ...]:
    """Judge the marts of the build against the lake, each other and their history."""
    from orchestration.dbt_manifest import manifest_path
    from orchestration.judging import audit_warehouse, judge
    from orchestration.publishing import predecessor

    settings = night.settings
    with night.run.stage("audit"):
        verdicts = judge(
            audit_warehouse,
            warehouse=settings.build_warehouse,
            lake=settings.lake,
            as_of=night.as_of,
            as_of_end=settings.as_of_end(night.as_of),
            tables=tables(settings),
            currency=settings.currency,
            manifest=manifest_path(settings),
            published=predecessor(settings, night.as_of),
            verdicts=settings.verdicts,
            memory=settings.night.memory,
        )
    _remember_failures(night, "audit", verdicts)
    return verdicts


def publish(night: Night) -> Path:
    """Put the build in the place that readers use."""
    from orchestration.dbt_manifest import semantic_manifest_path
    from orchestration.publishing import publish as put_in_place

    with night.run.stage("publish"):
        if night.questions:
            night.questions.wait()
        return put_in_place(
            night.settings,
            night.run.as_published(),
            semantic_manifest=semantic_manifest_path(night.settings),
        )


def render(night: Night) -> "SiteSummary":
    """Render the site from the published warehouse and end the night."""
    with night.run.stage("site"):
        summary = render_pages(night.settings, night.as_of)
    night.run.finish(site_warnings=len(summary.warnings))
    return summary


def as_error(stage: str, verdict: "Verdict") -> StageError:
    """A broken rule as what stops a night."""
    return StageError(stage, verdict.sentence, verdict.look)


def _remember_failures(night: Night, stage: str, verdicts: Sequence["Verdict"]) -> None:
    from quality.verdicts import failures

    for verdict in failures(verdicts):
        night.run.fail(as_error(stage, verdict), f"{verdict.table} {verdict.rule}")
