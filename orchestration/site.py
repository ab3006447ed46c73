"""What people are shown: the site, and after a stopped night its status page and their command.

Configuring and calling the reports; how a page is made is their business.
"""

import shlex
import subprocess
from datetime import date
from typing import TYPE_CHECKING

from orchestration.nights import NightRecord, StageError, log
from orchestration.settings import Settings

if TYPE_CHECKING:
    from reports.config import SiteConfig, SiteSummary


def render_published(settings: Settings) -> "SiteSummary":
    """Render the site again for the night that is published."""
    from orchestration.publishing import published_state

    state = published_state(settings.published_warehouse)
    if state is None:
        raise StageError("site", f"{settings.published_warehouse} does not exist", "cx nightly")
    return render_pages(settings, state.as_of)


def render_pages(settings: Settings, as_of: date) -> "SiteSummary":
    """Render the site of a published night."""
    from reports.site import render_site

    return render_site(
        pages=settings.project / "reports" / "pages",
        warehouse=settings.published_warehouse,
        out=settings.site,
        config=site_config(settings, as_of),
    )


def site_config(settings: Settings, as_of: date) -> "SiteConfig":
    """What the site is told about the company."""
    from reports.config import SiteConfig

    return SiteConfig(
        company=settings.name,
        currency=settings.currency,
        time_zone=settings.time_zone,
        as_of=as_of,
        mission=settings.experience.mission,
        success=settings.experience.success,
    )


def tell_of_stopped(settings: Settings, record: NightRecord) -> None:
    """Say on the status page, and to the company's own command, that and why a night stopped."""
    try:
        render_stopped(settings, record)
    except Exception as error:  # the reason of the night must not be lost to its page
        log.warning("the status page could not be renewed: %s", error)
    if settings.night.on_failure:
        run_on_failure(settings.night.on_failure, record)


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


def run_on_failure(command: str, record: NightRecord) -> None:
    """Run the company's own command, from its cx.toml, with the reason as its last argument."""
    told = [*shlex.split(command), f"{record.night} {record.stage}: {record.reason}"]
    try:
        done = subprocess.run(told, check=False, timeout=60, capture_output=True)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired) as error:
        log.warning("night.on_failure could not run: %s", error)
        return
    if done.returncode:
        log.warning("night.on_failure ended with %s: %s", done.returncode, command)
