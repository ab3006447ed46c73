"""The company and the machine: cx.toml, the data folder, the clock.

The only module, with the command line, that reads environment and clock. Everything else takes
what it needs from a `Settings` or as arguments.
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from orchestration.company import (
    LANGUAGES,
    CompanyFile,
    Experience,
    ExperienceGoal,
    MappedFeed,
    SettingsError,
    SiteRules,
    Value,
    explain,
)
from orchestration.company_night import BusinessHours, Night
from orchestration.hidden import Secrets, read_secrets

__all__ = [
    "MappedFeed",
    "Night",
    "Settings",
    "SettingsError",
    "environment",
    "load_settings",
    "utc_now",
]

# dbt reads the lake by patterns of its path, between quotes, and its warehouse as an address.
_ODD = frozenset("#'\"*?[]{}\\")
LARGEST_LOGO = 50_000
PROJECT = Path(__file__).resolve().parents[1]


def utc_now() -> datetime:
    """The clock; everything below the command line takes the time as an argument."""
    return datetime.now(UTC)


def environment() -> Mapping[str, str]:
    """The environment, for what opens a night without a command line."""
    return os.environ


@dataclass(frozen=True)
class Settings:
    """One company's configuration and the folders of its warehouse."""

    company: Path
    home: Path
    name: str
    time_zone: str
    currency: str
    gross_margin: float
    discount_rate: float
    vendors: tuple[str, ...]
    night: Night = field(default_factory=Night)
    business_hours: BusinessHours = field(default_factory=BusinessHours)
    value: Value = field(default_factory=Value)
    site_rules: SiteRules = field(default_factory=SiteRules)
    mapped: tuple[MappedFeed, ...] = ()
    country: str = ""
    languages: tuple[str, ...] = LANGUAGES
    experience: Experience = field(default_factory=Experience)
    goals: tuple[ExperienceGoal, ...] = ()
    secrets: Secrets = field(default_factory=Secrets)
    project: Path = PROJECT
    is_draft: bool = False

    @property
    def sources(self) -> tuple[str, ...]:
        """The enabled sources; `mapped` is one of them iff cx.toml declares a feed."""
        return (*self.vendors, "mapped") if self.mapped else self.vendors

    @property
    def models(self) -> Path:
        """The models of dbt, where the contracts lie."""
        return self.project / "dbt_project" / "models"

    @property
    def landing(self) -> Path:
        """Bytes as they came."""
        return self.home / "landing"

    @property
    def lake(self) -> Path:
        """Typed Parquet."""
        return self.home / "lake"

    @property
    def rejects(self) -> Path:
        """Refused rows with their reasons; readable by the owner only."""
        return self.home / "rejects"

    @property
    def verdicts(self) -> Path:
        """What gates and audits found, by night."""
        return self.home / "verdicts"

    @property
    def nights(self) -> Path:
        """One run record per night."""
        return self.home / "nights"

    @property
    def build(self) -> Path:
        """Folder of the warehouse being built; a draft's is no night's."""
        return self.draft if self.is_draft else self.home / "build"

    @property
    def draft(self) -> Path:
        """What analysts try things in; published nights take it away."""
        return self.home / "draft"

    @property
    def published(self) -> Path:
        """Folder of the warehouse that readers use."""
        return self.home / "published"

    @property
    def site(self) -> Path:
        """The rendered report site; a draft's lies with what it was rendered from."""
        return (self.build if self.is_draft else self.home) / "site"

    @property
    def prints(self) -> Path:
        """Printed pages and the digest."""
        return (self.build if self.is_draft else self.home) / "prints"

    @property
    def dagster(self) -> Path:
        """Dagster's own folder (DAGSTER_HOME)."""
        return self.home / "dagster"

    @property
    def target(self) -> Path:
        """The target folder of dbt (DBT_TARGET_PATH), which a draft does not share with a night."""
        return self.home / "target" / "analyst" if self.is_draft else self.home / "target"

    @property
    def compiled_metrics(self) -> Path:
        """What the semantic layer compiled before; may be emptied at any time."""
        return self.home / "compiled_metrics"

    @property
    def drawings(self) -> Path:
        """The site's charts as they were drawn before; may be emptied at any time."""
        return self.home / "drawings"

    @property
    def demo(self) -> Path:
        """The simulated company's world and truth; the night never reads it."""
        return self.home / "demo"

    @property
    def build_warehouse(self) -> Path:
        """The warehouse file being built."""
        return self.build / "warehouse.duckdb"

    @property
    def published_warehouse(self) -> Path:
        """The warehouse file that readers use."""
        return self.published / "warehouse.duckdb"

    def as_of_end(self, as_of: date) -> datetime:
        """The instant, in UTC without zone, at which the day ends in the company's zone."""
        midnight = datetime.combine(as_of + timedelta(days=1), time(), ZoneInfo(self.time_zone))
        return midnight.astimezone(UTC).replace(tzinfo=None)

    def due_at(self, as_of: date) -> datetime:
        """The instant after which a night that is not published is late."""
        zone = ZoneInfo(self.time_zone)
        start = datetime.combine(as_of + timedelta(days=1), time(self.night.hour), zone)
        return start.astimezone(UTC) + timedelta(minutes=self.night.late_after_minutes)

    def last_due_night(self, now: datetime) -> date:
        """The newest night that should be published by now."""
        newest = self.last_complete_day(now)
        return newest if now >= self.due_at(newest) else newest - timedelta(days=1)

    def last_complete_day(self, now: datetime | None = None) -> date:
        """Yesterday in the company's time zone: the night to run when nobody says which."""
        now = now or utc_now()
        return now.astimezone(ZoneInfo(self.time_zone)).date() - timedelta(days=1)

    def dbt_vars(self, as_of: date) -> dict[str, object]:
        """The variables with which dbt builds the night."""
        return {
            "as_of": as_of.isoformat(),
            "as_of_end": self.as_of_end(as_of).strftime("%Y-%m-%d %H:%M:%S"),
            "time_zone": self.time_zone,
            "sources": list(self.sources),
            "currency": self.currency,
            "country": self.country,
            "gross_margin": self.gross_margin,
            "first_contact_window_days": self.night.first_contact_window_days,
            "early_abandon_seconds": self.night.early_abandon_seconds,
            **self.value.model_dump(mode="json"),
            "business_hours": self.business_hours.openings,
            "business_holidays": [day.isoformat() for day in self.business_hours.holidays],
        }


def load_settings(company: Path | None, environ: Mapping[str, str]) -> Settings:
    """Read `cx.toml` of a company's folder.

    Args:
        company: The folder; the demo company at the project's root if None.
        environ: The environment; `CX_HOME` moves the data folder away from `<company>/data`.

    Raises:
        SettingsError: The file is missing or wrong; names file, key and what was expected.
    """
    folder = (company or PROJECT).resolve()
    path = folder / "cx.toml"
    company_file = _read(path)
    about = company_file.company
    if company_file.site.logo:
        _check_logo(path, folder / company_file.site.logo)
    return Settings(
        company=folder,
        home=_home(Path(environ.get("CX_HOME") or folder / "data").resolve()),
        name=about.name,
        time_zone=about.time_zone,
        currency=about.currency,
        country=about.country,
        gross_margin=about.gross_margin,
        discount_rate=about.discount_rate,
        vendors=about.sources,
        night=company_file.night,
        business_hours=company_file.business_hours,
        value=company_file.value,
        site_rules=company_file.site,
        mapped=company_file.mapped,
        languages=about.languages,
        experience=company_file.experience,
        goals=company_file.goal,
        secrets=read_secrets(company_file.night.on_failure.secrets, environ, (PROJECT, folder)),
    )


def _read(path: Path) -> CompanyFile:
    """A cx.toml, checked as far as the file alone allows."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise SettingsError(
            f"{path} does not exist; --company names a folder that holds a cx.toml"
        ) from None
    except OSError as error:
        raise SettingsError(f"{path} cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise SettingsError(f"{path}: not TOML: {error}") from error
    try:
        return CompanyFile.model_validate(raw)
    except ValidationError as error:
        # The library's own words show what was written, which may be a secret.
        raise SettingsError(explain(path, raw, error)) from None


def _check_logo(path: Path, logo: Path) -> None:
    """A small picture that is there: every page holds it."""
    from reports.config import KINDS

    if logo.suffix.lower() not in KINDS:
        raise SettingsError(f"{path}: site.logo: {logo.name} is none of {', '.join(KINDS)}")
    if not logo.is_file():
        raise SettingsError(f"{path}: site.logo: {logo} does not exist")
    if logo.stat().st_size > LARGEST_LOGO:
        raise SettingsError(
            f"{path}: site.logo: {logo.name} has {logo.stat().st_size:,} bytes;"
            f" every page holds it, so at most {LARGEST_LOGO:,}"
        )


def _home(path: Path) -> Path:
    """A folder whose path needs no escaping in SQL, in a glob or in a template."""
    odd = sorted({mark for mark in str(path) if mark in _ODD or not mark.isprintable()})
    if odd:
        marks = " ".join(mark if mark.isprintable() else repr(mark) for mark in odd)
        raise SettingsError(
            f"{path} cannot hold a warehouse: its path has {marks}; name another folder by CX_HOME"
        )
    if path.exists() and not path.is_dir():
        raise SettingsError(f"{path} is no folder; name one by CX_HOME")
    return path
