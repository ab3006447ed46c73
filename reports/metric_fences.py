"""The question that a metrics fence asks, read from its YAML."""

import re
from collections.abc import Mapping
from dataclasses import fields
from datetime import date, timedelta
from typing import Any

import yaml

from reports.errors import PageError, nearest
from reports.metric_filters import GRAINS
from reports.metric_queries import MetricsQuery, SemanticError, other_period

_LAST = re.compile(r"^(\d+) (month|week|quarter|day)s?$")
_KEYS = (
    *(f.name for f in fields(MetricsQuery) if f.name != "least_n"), "last", "shape", "live"
)  # fmt: skip


def read_metrics(text: str, as_of: object) -> tuple[MetricsQuery, bool]:
    """The question of a metrics fence, and whether its answer has one row per metric.

    Raises:
        PageError: It is not YAML of the known keys.
    """
    told = _told(text)
    given: dict[str, Any] = {
        key: _many(key, told[key])
        for key in ("metrics", "group_by", "where", "order_by")
        if key in told
    }
    plain = ("limit", "grain", "start", "end", "interval")
    given |= {key: told[key] for key in plain if key in told}
    _check_plain(told)
    for key in ("start", "end"):
        if key in given and not isinstance(given[key], date):
            raise PageError(f"{key} must be a date such as 2026-01-31, not {given[key]!r}")
    if "last" in told:
        assert isinstance(as_of, date)
        given["start"], given["end"] = last_periods(str(told["last"]), as_of)
    if "against" in told:
        try:
            asked = other_period(str(told["against"]), given.get("start"), given.get("end"))
        except SemanticError as error:
            raise PageError(str(error)) from None
        given["against"] = asked
    shape = str(told.get("shape", "wide"))
    if shape not in ("wide", "long"):
        raise PageError(f"shape must be wide or long, not '{shape}'")
    return MetricsQuery(**given), shape == "long"


def _told(text: str) -> dict[str, Any]:
    """The fence as YAML of known keys."""
    try:
        told = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise PageError(f"not YAML: {error}", (mark.line if mark else 0) + 1) from None
    if not isinstance(told, dict) or "metrics" not in told:
        raise PageError("a metrics fence is YAML with at least metrics: […]")
    lines = text.split("\n")
    for key in told:
        if key not in _KEYS:
            line = next((n for n, t in enumerate(lines, 1) if t.strip().startswith(f"{key}")), 1)
            raise PageError(f"unknown key '{key}'{nearest(str(key), _KEYS)}", line)
    return told


def is_live(text: str) -> bool:
    """Whether a fence follows the page's filters; what is no YAML is told by who reads it."""
    try:
        told = yaml.safe_load(text)
    except yaml.YAMLError:
        return False
    return isinstance(told, dict) and told.get("live") is True


def _check_plain(told: Mapping[str, Any]) -> None:
    """The values that are one word or number.

    Raises:
        PageError: One is of another kind, or two say different things.
    """
    for key in ("interval", "live"):
        if not isinstance(told.get(key, False), bool):
            raise PageError(f"{key} must be true or false, not {told[key]!r}")
    limit = told.get("limit", 1)
    if not isinstance(limit, int) or isinstance(limit, bool) or limit < 1:
        raise PageError(f"limit must be a number of rows, 1 or more, not {limit!r}")
    if (grain := told.get("grain", "day")) not in GRAINS:
        near = nearest(str(grain), GRAINS)
        raise PageError(f"grain must be one of {', '.join(GRAINS)}, not {grain!r}{near}")
    if beside := [key for key in ("start", "end") if key in told and "last" in told]:
        raise PageError(f"last tells the whole period; leave {beside[0]} out, or last")


def _many(key: str, value: object) -> tuple[str, ...]:
    items = [value] if isinstance(value, str) else value or []
    if not isinstance(items, list) or any(isinstance(item, list | dict) for item in items):
        raise PageError(f"{key} must be a text or a list of texts, not {value!r}")
    return tuple(map(str, items))


def last_periods(text: str, as_of: date) -> tuple[date, date]:
    """First and last day of the last complete periods up to `as_of`: `13 months`.

    Raises:
        PageError: The text is not a number and a unit.
    """
    match = _LAST.match(text.strip())
    if not match:
        raise PageError(f"last must be such as '13 months' or '8 weeks', not '{text}'")
    count, unit = int(match[1]), match[2]
    tomorrow = as_of + timedelta(days=1)
    if unit in ("day", "week"):
        end = tomorrow if unit == "day" else tomorrow - timedelta(days=tomorrow.weekday())
        return end - timedelta(days=count * (7 if unit == "week" else 1)), end - timedelta(days=1)
    months = 3 if unit == "quarter" else 1
    first = tomorrow.year * 12 + (tomorrow.month - 1) // months * months
    start = first - count * months
    return date(start // 12, start % 12 + 1, 1), date(first // 12, first % 12 + 1, 1) - timedelta(
        days=1
    )
