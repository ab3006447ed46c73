"""When a company's night runs and who hears of it, and when somebody is there to answer."""

import re
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

from orchestration.company_shapes import Strict, Texts


def _name_of_a_secret(value: str) -> str:
    if not re.fullmatch(r"[A-Z][A-Z0-9_]*", value):
        raise ValueError(
            "the name of a secret in capitals, such as ALARM_TOKEN; the secret itself is kept in"
            " the environment or in the file of CX_SECRETS"
        )
    return value


class SecretName(Strict):
    """A secret by its name; what it is stands in the environment or in a file elsewhere."""

    secret: Annotated[str, AfterValidator(_name_of_a_secret)]


def _named_only(value: object) -> object:
    if isinstance(value, str):
        raise ValueError('a secret is named here and kept elsewhere: { secret = "NAME" }')
    return value


def _address(value: object) -> object:
    if isinstance(value, str) and value and not value.startswith(("https://", "http://")):
        raise ValueError('an address that begins with https://, or { secret = "NAME" }')
    return value


class Alarm(Strict):
    """Who is told when a night stops: a command, a webhook or both."""

    command: str = ""
    webhook: Annotated[
        SecretName | str, Field(union_mode="left_to_right"), BeforeValidator(_address)
    ] = ""
    token: Annotated[SecretName | None, BeforeValidator(_named_only)] = None
    timeout_seconds: float = Field(default=30, gt=0, le=300)

    @property
    def secrets(self) -> tuple[str, ...]:
        """The names of the secrets it needs."""
        return tuple(
            value.secret for value in (self.webhook, self.token) if isinstance(value, SecretName)
        )


def _alarm(value: object) -> object:
    return {"command": value} if isinstance(value, str) else value


class Night(Strict):
    """When the night starts, when it is late, and who is told when it stops."""

    hour: int = Field(default=3, ge=0, le=23)
    early_abandon_seconds: int = Field(default=10, ge=0, le=600)
    late_after_minutes: int = Field(default=120, ge=5, le=1200)
    first_contact_window_days: int = Field(default=7, ge=1, le=90)
    memory: str = Field(default="80%", pattern=r"^[1-9][0-9]*(MB|MiB|GB|GiB|%)$")
    on_failure: Annotated[Alarm, BeforeValidator(_alarm)] = Alarm()
    # By `source/table` or `feed/entity`: the night from which it brings another number of rows.
    volume_since: dict[str, date] = Field(default_factory=dict)


def _openings(openings: tuple[str, ...]) -> tuple[str, ...]:
    for opening in openings:
        match = re.fullmatch(r"([01]\d|2[0-3]):([0-5]\d)-(([01]\d|2[0-3]):[0-5]\d|24:00)", opening)
        if match is None or not opening[:5] < opening[6:]:
            raise ValueError("openings such as '09:00-17:30', the later hour second, to 24:00")
    return openings


Openings = Annotated[Texts, AfterValidator(_openings)]


WEEK = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")


class BusinessHours(Strict):
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
