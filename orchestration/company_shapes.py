"""What every section of a cx.toml has in common: no unknown key, times and texts by their names."""

import codecs
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict


class Strict(BaseModel):
    """A section that refuses unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError("not a time zone; write one such as 'Europe/Amsterdam'") from None
    return name


def _as_tuple(value: object) -> object:
    return (value,) if isinstance(value, str) else value


def _text_encoding(name: str) -> str:
    """Some codecs turn bytes into bytes, or text into text; files are read piece by piece."""
    try:
        is_text = isinstance(codecs.getincrementaldecoder(name)().decode(b""), str)
    except (LookupError, TypeError, ValueError):
        is_text = False
    if not is_text:
        raise ValueError("not an encoding of text; write one such as 'utf-8' or 'latin-1'")
    return name


Encoding = Annotated[str, AfterValidator(_text_encoding)]
TimeZone = Annotated[str, AfterValidator(_known_zone)]
Texts = Annotated[tuple[str, ...], BeforeValidator(_as_tuple)]


def _delimiter(value: str) -> str:
    if value not in ("whitespace", "tab") and len(value) != 1:
        raise ValueError("one character, 'tab' or 'whitespace' (any run of blanks)")
    if value in ('"', "\r", "\n"):
        raise ValueError("a quote or a line end parts no columns; write one such as ';' or 'tab'")
    return "\t" if value == "tab" else value


def _formats(values: tuple[str, ...]) -> tuple[str, ...]:
    """DuckDB will read by them, so it is asked; it alone knows which it has."""
    if not values:
        return values
    import duckdb

    with duckdb.connect() as asked:
        for value in values:
            try:
                asked.execute("select try_strptime('', $1)", [value]).fetchall()
            except duckdb.Error as error:
                reason = str(error).splitlines()[0]
                raise ValueError(
                    f"{value!r} is no format such as '%d/%m/%Y %H:%M': {reason}"
                ) from None
    return values


Delimiter = Annotated[str, AfterValidator(_delimiter)]
Formats = Annotated[Texts, AfterValidator(_formats)]
