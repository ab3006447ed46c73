"""What a company may write into its cx.toml, and how a mistake in it is reported.

Shapes and their validation only; finding the file and the folders is `settings.py`.
"""

import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)

from orchestration.company_night import Alarm, BusinessHours, Night, SecretName
from orchestration.company_shapes import (
    Delimiter,
    Encoding,
    Formats,
    Strict,
    Texts,
    TimeZone,
)
from quality.near import did_you_mean

Entity = Literal[
    "survey_responses",
    "contacts",
    "queue_contacts",
    "customers",
    "orders",
    "subscription_terms",
    "events",
]
FeedFormat = Literal["csv", "json_lines", "parquet"]
# Those whose words the sentiment model knows.
LANGUAGES = ("da", "de", "en", "fr", "nl")


class SettingsError(Exception):
    """cx.toml is missing or wrong."""


def _relative(patterns: tuple[str, ...]) -> tuple[str, ...]:
    for pattern in patterns:
        if Path(pattern).is_absolute() or not pattern:
            raise ValueError("a pattern relative to the company's folder, such as 'surveys/*.csv'")
    return patterns


def _column(value: object) -> object:
    return {"column": value} if isinstance(value, str) else value


SourceName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


class FieldMap(Strict):
    """Where one canonical field comes from: a column, an SQL expression or a constant."""

    column: str | None = None
    sql: str | None = None
    value: str | int | float | bool | None = None
    missing: tuple[str | int | float, ...] = ()
    format: Formats = ()

    @model_validator(mode="after")
    def _one_origin(self) -> Self:
        if sum(origin is not None for origin in (self.column, self.sql, self.value)) != 1:
            raise ValueError('wants exactly one of column = "…", sql = "…", value = …')
        return self


class MappedFeed(Strict):
    """One kind of file of the company, and how its columns become a canonical entity."""

    name: SourceName
    entity: Entity
    files: Annotated[Texts, Field(min_length=1), AfterValidator(_relative)]
    format: FeedFormat = "csv"
    delimiter: Delimiter = ","
    encoding: Encoding = "utf-8"
    columns: tuple[str, ...] = ()
    time_zone: TimeZone | None = None
    null_values: tuple[str, ...] = ()
    timestamp_format: Formats = ()
    latest_by: Annotated[FieldMap, BeforeValidator(_column)] | None = None
    fields: dict[str, Annotated[FieldMap, BeforeValidator(_column)]]

    @model_validator(mode="after")
    def _columns_name_a_csv(self) -> Self:
        if self.columns and self.format != "csv":
            raise ValueError("columns = […] names the columns of a CSV without a header line")
        if "encoding" in self.model_fields_set and self.format != "csv":
            raise ValueError("encoding is that of a CSV; JSON is UTF-8, and Parquet knows its own")
        return self


class About(Strict):
    """The company: name, place, currency, sources."""

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


class Experience(Strict):
    """What the company wants to be for its customers, in its own words."""

    mission: str = ""
    success: str = ""


class Value(Strict):
    """With which months the churn of now is compared, and for how long a kept customer counts."""

    churn_baseline_from: date | None = None
    churn_baseline_months: int = Field(default=12, ge=1, le=60)
    churn_recent_months: int = Field(default=3, ge=1, le=24)
    churn_horizon_months: int = Field(default=12, ge=1, le=120)

    @field_validator("churn_baseline_from")
    @classmethod
    def _first_of_month(cls, day: date | None) -> date | None:
        if day and day.day != 1:
            raise ValueError("the first day of a month, such as 2025-01-01")
        return day


class Accent(Strict):
    """The company's own colour, on light pages and on dark ones."""

    light: str
    dark: str

    @model_validator(mode="after")
    def _can_be_read(self) -> Self:
        from reports.accent import accent_problems

        if found := list(accent_problems((self.light, self.dark))):
            raise ValueError("; ".join(found))
        return self


class SiteRules(Strict):
    """What the site may tell apart, and how it looks."""

    minimum_group: int = Field(default=5, ge=2, le=100)
    allowed_text: Texts = ()
    logo: str = ""
    accent: Accent | None = None


class Context(Strict):
    """What a goal means to those it concerns."""

    finance: str = ""
    support: str = ""
    customer: str = ""


class ExperienceGoal(Strict):
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


class CompanyFile(Strict):
    """The whole of a cx.toml."""

    company: About
    experience: Experience = Experience()
    goal: tuple[ExperienceGoal, ...] = ()
    night: Night = Night()
    business_hours: BusinessHours = BusinessHours()
    value: Value = Value()
    site: SiteRules = SiteRules()
    mapped: tuple[MappedFeed, ...] = ()

    @model_validator(mode="after")
    def _names_differ(self) -> Self:
        counts = Counter(feed.name for feed in self.mapped)
        if doubled := [name for name, count in counts.items() if count > 1]:
            raise ValueError(f"two [[mapped]] feeds are named '{doubled[0]}'")
        if taken := set(counts) & {*self.company.sources, "mapped", "forecasts", "feedback"}:
            raise ValueError(f"a [[mapped]] feed may not take the name of source '{min(taken)}'")
        feeds = {f"{feed.name}/{feed.entity}" for feed in self.mapped}
        for name in self.night.volume_since:
            if name not in feeds and name.partition("/")[0] not in self.company.sources:
                raise ValueError(
                    f"night.volume_since names '{name}', which is neither a table of a source nor"
                    " a feed and its entity, such as 'zendesk/tickets' or 'shop/orders'"
                )
        goals = Counter(goal.name for goal in self.goal)
        if doubled := [name for name, count in goals.items() if count > 1]:
            raise ValueError(f"two [[goal]] are named '{doubled[0]}'")
        if not (self.company.sources or self.mapped):
            raise ValueError("no data: name company.sources or write a [[mapped]] feed")
        return self


def explain(path: Path, raw: dict[str, Any], error: ValidationError) -> str:
    """One line that names the file, the feed, the key, the mistake and the nearest right key.

    What stands where a secret is named is not repeated: it may be the secret.
    """
    detail = error.errors()[0]
    location = tuple(part for part in detail["loc"] if part != SecretName.__name__)
    place = _place(raw, location)
    message = detail["msg"].removeprefix("Value error, ")
    if detail["type"] == "extra_forbidden":
        message = "there is no such key" + _nearest(location)
    elif detail["type"] == "missing":
        message = "this key is required"
    elif detail["type"] not in ("value_error", "model_type") and "on_failure" not in location:
        message = f"{message}, got {detail['input']!r}"
    return f"{path}: {place}{message}"


def _place(raw: dict[str, Any], location: tuple[int | str, ...]) -> str:
    if len(location) > 1 and isinstance(location[1], int):
        kind = str(location[0])
        entry = raw[kind][location[1]]
        number = f"number {location[1] + 1}"
        name = entry.get("name", number) if isinstance(entry, dict) else number
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
        shape = SecretName if location[-2] in ("webhook", "token") else shape
    elif location[0] == "experience":
        shape = Experience
    elif location[0] == "goal":
        shape = Context if "contextual" in location else ExperienceGoal
    elif location[0] == "business_hours":
        shape = BusinessHours
    elif location[0] == "value":
        shape = Value
    elif location[0] == "site":
        shape = Accent if "accent" in location[:-1] else SiteRules
    elif location[0] == "mapped":
        shape = FieldMap if "fields" in location or "latest_by" in location else MappedFeed
    return did_you_mean(str(location[-1]), shape.model_fields)
