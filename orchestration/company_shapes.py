"""What every section of a cx.toml has in common: no unknown key, times and texts by their names."""

from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict


class Strict(BaseModel):
    """A section without keys that nobody knows."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError("not a time zone; write one such as 'Europe/Amsterdam'") from None
    return name


def _as_tuple(value: object) -> object:
    return (value,) if isinstance(value, str) else value


TimeZone = Annotated[str, AfterValidator(_known_zone)]
Texts = Annotated[tuple[str, ...], BeforeValidator(_as_tuple)]
