"""What people are shown: the site, and after a stopped night its status page and their command.

Configuring and calling the reports; how a page is made is their business.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from orchestration.alarm import raise_alarm
from orchestration.night_records import NightRecord
from orchestration.nights import StageError, log
from orchestration.settings import Settings

if TYPE_CHECKING:
    from reports.config import SiteConfig, SiteSummary
    from reports.questions_ahead import QuestionsAhead


def render_published(settings: Settings) -> "SiteSummary":
    """Render the site again for the night that is published."""
    from orchestration.publishing import published_state

    state = published_state(settings.published_warehouse)
    if state is None:
        raise StageError("site", f"{settings.published_warehouse} does not exist", "cx nightly")
    return render_pages(settings, state.as_of)


def render_draft(settings: Settings) -> "SiteSummary":
    """Render what an analyst has written beside what was built of it; nobody else sees it."""
    from orchestration.draft import draft_warehouse, open_draft
    from orchestration.publishing import published_state

    state = published_state(settings.published_warehouse)
    if state is None:
        raise StageError("site", f"{settings.published_warehouse} does not exist", "cx nightly")
    return render_pages(open_draft(settings), state.as_of, draft_warehouse(settings))


def render_pages(settings: Settings, as_of: date, warehouse: Path | None = None) -> "SiteSummary":
    """Render the site of a night, the published one if no warehouse is named."""
    from reports.site import render_site

    summary = render_site(
        pages=_pages(settings),
        warehouse=warehouse or settings.published_warehouse,
        out=settings.site,
        config=site_config(settings, as_of),
    )
    for warning in summary.warnings:
        log.warning("site: %s", warning)
    return summary


@contextmanager
def questions_ahead(settings: Settings, as_of: date) -> "Iterator[QuestionsAhead]":
    """Compile what the night's pages and goals will ask while the models are built."""
    from orchestration.dbt_manifest import semantic_manifest_path
    from reports.questions_ahead import questions_ahead as compile_questions

    with compile_questions(
        pages=_pages(settings),
        manifest=semantic_manifest_path(settings),
        kept=settings.compiled_metrics,
        as_of=as_of,
        goals=[(goal.metric, goal.where, goal.months) for goal in settings.goals],
    ) as process:
        yield process


def _pages(settings: Settings) -> Path:
    return settings.project / "reports" / "pages"


def site_config(settings: Settings, as_of: date) -> "SiteConfig":
    """What the site is told about the company."""
    from reports.config import SiteConfig

    rules = settings.site_rules
    return SiteConfig(
        company=settings.name,
        currency=settings.currency,
        time_zone=settings.time_zone,
        as_of=as_of,
        due=_due(settings, as_of),
        mission=settings.experience.mission,
        success=settings.experience.success,
        logo=settings.company / rules.logo if rules.logo else None,
        accent=(rules.accent.light, rules.accent.dark) if rules.accent else None,
        allowed_text=rules.allowed_text,
        minimum_group=rules.minimum_group,
        kept=settings.compiled_metrics,
        drawings=settings.drawings,
    )


def _due(settings: Settings, as_of: date) -> str:
    """When the night after this one should be published, in the company's own time."""
    from reports.formats import format_value

    due = settings.due_at(as_of + timedelta(days=1)).astimezone(ZoneInfo(settings.time_zone))
    return f"{format_value(due.date(), 'day')}, {due:%H:%M}"


def tell_of_stopped(settings: Settings, record: NightRecord) -> None:
    """Say on the status page, and to whom the company names, that and why a night stopped."""
    try:
        render_stopped(settings, record)
    except Exception as error:  # the reason of the night must not be lost to its page
        log.warning("the status page could not be renewed: %s", error)
    try:
        raise_alarm(settings, record)
    except Exception as error:
        log.warning("nobody could be told of the stopped night: %s", type(error).__name__)


def render_stopped(settings: Settings, record: NightRecord) -> None:
    """Renew the status page with what stopped the night."""
    from quality.verdicts import failures, read_verdicts
    from reports.status import FailedCheck, StoppedNight
    from reports.status_page import render_status

    verdicts = failures(read_verdicts(settings.verdicts, night=record.night))
    checks = tuple(FailedCheck(v.table, v.rule, v.expected, v.found) for v in verdicts)
    stopped = StoppedNight(record.night, record.stage or "", record.reason or "", checks)
    render_status(
        out=settings.site,
        warehouse=settings.published_warehouse,
        config=site_config(settings, record.night),
        stopped=stopped,
    )
