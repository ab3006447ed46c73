"""Values as people read them: Evidence's format names, Excel codes and the suffix convention.

Numbers are set with a true minus and thin grouping by comma; what is not known is an en dash.
"""

import math
import re
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache

from babel.dates import format_datetime
from babel.numbers import get_currency_symbol

from reports.errors import PageError, nearest
from reports.excel import excel_date, excel_number
from reports.titles import value_name

MISSING = "–"
UNKNOWN = value_name(None)
"""The name of a group that has none."""
LOCALE = "en"
CURRENCIES = ("usd", "eur", "gbp", "chf", "jpy", "cad", "aud", "sek", "nok", "dkk", "pln", "inr")
SCALES = {"": 1.0, "k": 1e3, "m": 1e6, "b": 1e9}
DATES = {
    "ddd": "EEE",
    "dddd": "EEEE",
    "mmm": "MMM",
    "mmmm": "MMMM",
    "yyyy": "yyyy",
    "shortdate": "MMM d/yy",
    "longdate": "MMMM d, yyyy",
    "fulldate": "EEEE MMMM d, yyyy",
    "mdy": "M/d/y",
    "dmy": "d/M/y",
    "hms": "H:mm:ss",
    "day": "d MMM yyyy",
    "moment": "d MMM yyyy HH:mm",
    "week": "d MMM yyyy",
    "month": "MMM yyyy",
    "quarter": "QQQ yyyy",
    "year": "yyyy",
    "date": "yyyy-MM-dd",
}
_NUMBER = re.compile(
    r"^(?P<kind>num|pct|mult|amount|[a-z]{3})(?P<decimals>[0-4])?(?P<scale>[kmb])?$"
)
_NAMES = (
    *DATES, "num0", "num1", "num2", "pct0", "pct1", "usd0", "amount0", "mult1", "duration", "name",
    "points",
)  # fmt: skip
_SUFFIXES = ("share", "rate", "probability")


@dataclass(frozen=True)
class Format:
    """How one kind of value is written.

    Attributes:
        kind: number, date, duration, text, name (of a value) or excel (a code for numbers).
        decimals: Digits after the point; None shows up to two as needed.
        scale: The number is divided by this.
        prefix: Before the digits (after the minus).
        suffix: After the digits.
        pattern: Pattern of dates, or the code itself.
        signed: Positive numbers carry a plus.
    """

    kind: str
    decimals: int | None = None
    scale: float = 1.0
    prefix: str = ""
    suffix: str = ""
    pattern: str = ""
    signed: bool = False


@lru_cache(maxsize=512)
def parse_format(code: str, currency: str = "EUR") -> Format:
    """The format of a name such as `usd0k` or an Excel code such as `#,##0.0`.

    Raises:
        PageError: The name is unknown.
    """
    if code.startswith("+"):
        plain = parse_format(code[1:], currency)
        return Format(**{**plain.__dict__, "signed": True})
    if code in DATES:
        return Format("date", pattern=DATES[code])
    if code in ("text", "id"):
        return Format("text")
    if code in ("duration", "name"):
        return Format(code)
    if code == "points":
        return Format("number", decimals=1, scale=0.01, suffix=" points")
    if known := _named_number(code, currency):
        return known
    if excel_number(code):
        return Format("excel", pattern=code)
    if pattern := excel_date(code):
        return Format("date", pattern=pattern)
    hint = nearest(code, _NAMES)
    if not hint and any(mark in code for mark in "0#"):
        hint = ": an Excel code holds 0 # , . % ; signs and quoted words"
    raise PageError(f"unknown format '{code}'{hint}")


def _named_number(code: str, currency: str) -> Format | None:
    match = _NUMBER.match(code)
    if not match:
        return None
    kind, scale = match["kind"], match["scale"] or ""
    decimals = int(match["decimals"]) if match["decimals"] else None
    if kind == "num":
        return Format("number", decimals, SCALES[scale], suffix=scale.upper().replace("K", "k"))
    if kind == "pct" and not scale:
        return Format("number", 1 if decimals is None else decimals, 0.01, suffix="%")
    if kind == "mult" and not scale:
        return Format("number", 1 if decimals is None else decimals, suffix="×")
    if kind in CURRENCIES or kind == "amount":
        symbol = currency_symbol(currency if kind == "amount" else kind.upper())
        places = 0 if decimals is None and kind == "amount" else decimals
        return Format("number", places, SCALES[scale], symbol, scale.upper().replace("K", "k"))
    return None


@lru_cache(maxsize=32)
def currency_symbol(code: str) -> str:
    """A sign such as € for EUR; a code that has none is followed by a narrow space."""
    symbol = get_currency_symbol(code, locale=LOCALE)
    return symbol if not symbol[-1].isalpha() else f"{symbol}\u202f"


def format_value(value: object, code: str = "", currency: str = "EUR") -> str:
    """A value as text; without a format by its type alone."""
    if code == "name" and (value is None or isinstance(value, str)):
        return value_name(value)
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return MISSING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        value = float(value)
    form = parse_format(code, currency) if code else None
    if isinstance(value, int | float):
        return _number(float(value), form or Format("number"))
    if isinstance(value, date):
        pattern = form.pattern if form and form.kind == "date" else DATES["day"]
        moment = value if isinstance(value, datetime) else datetime.combine(value, time())
        return str(format_datetime(moment, pattern, locale=LOCALE))
    return str(value)


def _number(value: float, form: Format) -> str:
    if form.kind in ("text", "date"):
        return f"{value:.0f}" if value.is_integer() else str(value)
    if form.kind == "duration":
        is_zero = round(abs(value)) == 0
        negative = value < 0 and not is_zero
        return _minus(duration(abs(value)), negative=negative, form=form, zero=is_zero)
    if form.kind == "excel" and (code := excel_number(form.pattern)):
        return code.write(value, signed=form.signed)
    scaled = abs(value) / form.scale
    if form.decimals is None:
        digits = (
            f"{scaled:,.0f}"
            if scaled >= 1000 or scaled == int(scaled)
            else f"{scaled:,.2f}".rstrip("0").rstrip(".")
        )
    else:
        digits = f"{scaled:,.{form.decimals}f}"
    is_zero = not digits.strip("0.,")
    return _minus(
        f"{form.prefix}{digits}{form.suffix}",
        negative=value < 0 and not is_zero,
        form=form,
        zero=is_zero,
    )


def _minus(text: str, *, negative: bool, form: Format, zero: bool = False) -> str:
    if negative:
        return f"−{text}"
    return f"+{text}" if form.signed and not zero else text


def duration(minutes: float) -> str:
    """Minutes in the unit a reader would choose, such as `1 h 34 min`."""
    whole = round(minutes)
    if whole < 60:
        return f"{whole} min"
    if whole < 24 * 60:
        hours, rest = divmod(whole, 60)
        return f"{hours} h {rest:02d} min" if rest else f"{hours} h"
    days = f"{minutes / 60 / 24:.1f}".removesuffix(".0")
    return f"{days} day" if days == "1" else f"{days} days"


def infer_format(column: str) -> str:
    """The format that a column's name promises, such as `churn_pct` or `price_usd2`."""
    tail = column.rsplit("_", 1)[-1].lower()
    if "__" in column and not column.startswith("metric_time"):
        return "name"
    if tail in ("amount", "duration", "month", "quarter", "year", "week", "points"):
        return "amount0" if tail == "amount" else tail
    if tail in _SUFFIXES:
        return "pct1"
    if tail in ("minutes", "median", "p90") and "minutes" in column:
        return "duration"
    if tail == "date":
        return "day"
    if tail != column.lower() and (_named_number(tail, "USD") or tail in DATES or tail == "id"):
        return tail
    return ""


def plain_goal(code: str, goal: object) -> str:
    """The format of a goal, which is a round number: `70%`, not `70.0%`."""
    base = code.rstrip("0123456789")
    if isinstance(goal, int | float) and base in ("pct", "num"):
        scaled = round(float(goal) * (100 if base == "pct" else 1), 9)
        return f"{base}{next((n for n in range(3) if round(scaled, n) == scaled), 2)}"
    return code
