"""What a company may write into its cx.toml, and how a mistake in it is told.

Shapes and their validation only; finding the file and the folders is `settings.py`.
"""

import re
from collections import Counter
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

Entity = Literal[
    "survey_responses", "contacts", "customers", "orders", "subscription_terms", "events"
]
FeedFormat = Literal["csv", "json_lines", "parquet"]
# Those whose words the sentiment model knows.
LANGUAGES = ("da", "de", "en", "fr", "nl")


class SettingsError(Exception):
    """A cx.toml that is missing or wrong."""


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError("not a time zone; write one such as 'Europe/Amsterdam'") from None
    return name


def _as_tuple(value: object) -> object:
    return (value,) if isinstance(value, str) else value


def _relative(patterns: tuple[str, ...]) -> tuple[str, ...]:
    for pattern in patterns:
        if Path(pattern).is_absolute() or not pattern:
            raise ValueError("a pattern relative to the company's folder, such as 'surveys/*.csv'")
    return patterns


def _delimiter(value: str) -> str:
    if value not in ("whitespace", "tab") and len(value) != 1:
        raise ValueError("one character, 'tab' or 'whitespace' (any run of blanks)")
    return "\t" if value == "tab" else value


def _column(value: object) -> object:
    return {"column": value} if isinstance(value, str) else value


TimeZone = Annotated[str, AfterValidator(_known_zone)]
Texts = Annotated[tuple[str, ...], BeforeValidator(_as_tuple)]
SourceName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FieldMap(_Strict):
    """Where one canonical field comes from: a column, an SQL expression or a constant."""

    column: str | None = None
    sql: str | None = None
    value: str | int | float | bool | None = None
    missing: tuple[str | int | float, ...] = ()
    format: Texts = ()

    @model_validator(mode="after")
    def _one_origin(self) -> Self:
        if sum(origin is not None for origin in (self.column, self.sql, self.value)) != 1:
            raise ValueError('wants exactly one of column = "…", sql = "…", value = …')
        return self


class MappedFeed(_Strict):
    """One kind of file of the company, and how its columns become a canonical entity."""

    name: SourceName
    entity: Entity
    files: Annotated[Texts, Field(min_length=1), AfterValidator(_relative)]
    format: FeedFormat = "csv"
    delimiter: Annotated[str, AfterValidator(_delimiter)] = ","
    encoding: str = "utf-8"
    columns: tuple[str, ...] = ()
    time_zone: TimeZone | None = None
    null_values: tuple[str, ...] = ()
    timestamp_format: Texts = ()
    latest_by: Annotated[FieldMap, BeforeValidator(_column)] | None = None
    fields: dict[str, Annotated[FieldMap, BeforeValidator(_column)]]

    @model_validator(mode="after")
    def _columns_name_a_csv(self) -> Self:
        if self.columns and self.format != "csv":
            raise ValueError("columns = […] names the columns of a CSV without a header line")
        return self


class SecretName(_Strict):
    """A secret by its name; what it is stands in the environment or in a file elsewhere."""

    secret: str = Field(pattern=r"^[A-Z][A-Z0-9_]*$")


def _named_only(value: object) -> object:
    if isinstance(value, str):
        raise ValueError('a secret is named here and kept elsewhere: { secret = "NAME" }')
    return value


def _address(value: object) -> object:
    if isinstance(value, str) and value and not value.startswith(("https://", "http://")):
        raise ValueError('an address that begins with https://, or { secret = "NAME" }')
    return value


class Alarm(_Strict):
    """Who is told when a night stops: a command, a webhook or both."""

    command: str = ""
    webhook: Annotated[str | SecretName, BeforeValidator(_address)] = ""
    token: Annotated[SecretName | None, BeforeValidator(_named_only)] = None
    timeout_seconds: float = Field(default=30, gt=0, le=300)

    @property
    def secrets(self) -> tuple[str, ...]:
        """The names of the secrets it needs."""
        return tuple(
            told.secret for told in (self.webhook, self.token) if isinstance(told, SecretName)
        )


def _alarm(value: object) -> object:
    return {"command": value} if isinstance(value, str) else value


class Night(_Strict):
    """When the night starts, when it is late, and who is told when it stops."""

    hour: int = Field(default=3, ge=0, le=23)
    early_abandon_seconds: int = Field(default=10, ge=0, le=600)
    late_after_minutes: int = Field(default=120, ge=5, le=1200)
    first_contact_window_days: int = Field(default=7, ge=1, le=90)
    on_failure: Annotated[Alarm, BeforeValidator(_alarm)] = Alarm()


def _openings(told: tuple[str, ...]) -> tuple[str, ...]:
    for opening in told:
        match = re.fullmatch(r"([01]\d|2[0-3]):([0-5]\d)-(([01]\d|2[0-3]):[0-5]\d|24:00)", opening)
        if match is None or not opening[:5] < opening[6:]:
            raise ValueError("openings such as '09:00-17:30', the later hour second, to 24:00")
    return told


Openings = Annotated[Texts, AfterValidator(_openings)]


WEEK = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")


class BusinessHours(_Strict):
    """When somebody is there, on the company's own clock, if the support desk sends no schedule."""

    sunday: Openings = ()
    monday: Openings = ()
    tuesday: Openings = ()
    wednesday: Openings = ()
    thursday: Openings = ()
    friday: Openings = ()
    saturday: Openings = ()
    holidays: tuple[date, ...] = ()

    @property
    def openings(self) -> list[list[int]]:
        """Beginning and end of each opening, in minutes from Sunday 00:00."""
        return [
            [day * 1440 + _minutes(opening[:5]), day * 1440 + _minutes(opening[6:])]
            for day, name in enumerate(WEEK)
            for opening in getattr(self, name)
        ]


def _minutes(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:])


class About(_Strict):
    """The company itself."""

    name: str = Field(min_length=1)
    time_zone: TimeZone
    currency: str = Field(pattern=r"^[A-Z]{3}$")
    country: str = Field(default="", pattern=r"^([A-Z]{2})?$")
    gross_margin: float = Field(default=1.0, gt=0, le=1)
    discount_rate: float = Field(default=0.10, ge=0, lt=1)
    languages: tuple[Annotated[str, Field(pattern=r"^[a-z]{2}$")], ...] = LANGUAGES
    sources: tuple[SourceName, ...] = ()

    @model_validator(mode="after")
    def _vendors_only(self) -> Self:
        if "mapped" in self.sources:
            raise ValueError("leave 'mapped' out of sources: a [[mapped]] entry enables it")
        return self


class Experience(_Strict):
    """What the company wants to be for its customers, in its own words."""

    mission: str = ""
    success: str = ""


class Context(_Strict):
    """What a goal means to those it concerns."""

    finance: str = ""
    support: str = ""
    customer: str = ""


class ExperienceGoal(_Strict):
    """One goal: social, measurable, inspiring, relevant, contextual (SMIRC)."""

    name: str = Field(min_length=1)
    owner: str = Field(min_length=1)
    metric: str = Field(min_length=1)
    where: Texts = ()
    baseline: float
    baseline_on: date
    target: float
    target_on: date
    months: int = Field(default=1, ge=1, le=24)
    social: str = Field(min_length=1)
    inspiring: str = Field(min_length=1)
    relevant: str = Field(min_length=1)
    contextual: Context

    @model_validator(mode="after")
    def _leads_somewhere(self) -> Self:
        if self.baseline_on >= self.target_on:
            raise ValueError("target_on must come after baseline_on")
        if self.baseline == self.target:
            raise ValueError("target must differ from baseline")
        return self


class CompanyFile(_Strict):
    """The whole of a cx.toml."""

    company: About
    experience: Experience = Experience()
    goal: tuple[ExperienceGoal, ...] = ()
    night: Night = Night()
    business_hours: BusinessHours = BusinessHours()
    mapped: tuple[MappedFeed, ...] = ()

    @model_validator(mode="after")
    def _names_differ(self) -> Self:
        counts = Counter(feed.name for feed in self.mapped)
        if doubled := [name for name, count in counts.items() if count > 1]:
            raise ValueError(f"two [[mapped]] feeds are named '{doubled[0]}'")
        if taken := set(counts) & {*self.company.sources, "mapped", "forecasts", "feedback"}:
            raise ValueError(f"a [[mapped]] feed may not take the name of source '{min(taken)}'")
        goals = Counter(goal.name for goal in self.goal)
        if doubled := [name for name, count in goals.items() if count > 1]:
            raise ValueError(f"two [[goal]] are named '{doubled[0]}'")
        if not (self.company.sources or self.mapped):
            raise ValueError("no data: name company.sources or write a [[mapped]] feed")
        return self


def explain(path: Path, raw: dict[str, Any], error: ValidationError) -> str:
    """One line that names the file, the feed, the key, the mistake and the nearest right key."""
    detail = error.errors()[0]
    place = _place(raw, tuple(detail["loc"]))
    message = detail["msg"].removeprefix("Value error, ")
    if detail["type"] == "extra_forbidden":
        message = "there is no such key" + _nearest(tuple(detail["loc"]))
    elif detail["type"] == "missing":
        message = "this key is required"
    elif detail["type"] not in ("value_error", "model_type"):
        message = f"{message}, got {detail['input']!r}"
    return f"{path}: {place}{message}"


def _place(raw: dict[str, Any], location: tuple[int | str, ...]) -> str:
    if len(location) > 1 and isinstance(location[1], int):
        kind = str(location[0])
        name = raw[kind][location[1]].get("name", f"number {location[1] + 1}")
        rest = ".".join(str(part) for part in location[2:] if not _is_tag(part))
        return f"[[{kind}]] '{name}': {rest}: " if rest else f"[[{kind}]] '{name}': "
    rest = ".".join(str(part) for part in location)
    return f"{rest}: " if rest else ""


def _is_tag(part: int | str) -> bool:
    return isinstance(part, str) and re.search(r"[\[(]", part) is not None


def _nearest(location: tuple[int | str, ...]) -> str:
    shape: type[BaseModel] = CompanyFile
    if location[0] == "company":
        shape = About
    elif location[0] == "night":
        shape = Alarm if "on_failure" in location[:-1] else Night
    elif location[0] == "experience":
        shape = Experience
    elif location[0] == "goal":
        shape = Context if "contextual" in location else ExperienceGoal
    elif location[0] == "business_hours":
        shape = BusinessHours
    elif location[0] == "mapped":
        shape = FieldMap if "fields" in location or "latest_by" in location else MappedFeed
    near = get_close_matches(str(location[-1]), list(shape.model_fields), n=1)
    return f"; did you mean '{near[0]}'?" if near else ""
