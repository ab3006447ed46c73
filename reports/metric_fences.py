"""The question that a metrics fence asks, read from its YAML."""

import re
from collections.abc import Mapping
from dataclasses import fields
from datetime import date, timedelta
from typing import Any

import yaml

from reports.comparisons import compared
from reports.errors import PageError, nearest
from reports.language.source import NOT_YAML
from reports.metric_filters import GRAINS
from reports.metric_queries import MetricsQuery, SemanticError
from reports.periods import first_day

_LAST = re.compile(r"^(\d+) (month|week|quarter|day)s?$")
_KEYS = (
    *(f.name for f in fields(MetricsQuery) if f.name != "least_n"), "last", "shape", "live"
)  # fmt: skip


def read_metrics(text: str, as_of: object) -> tuple[MetricsQuery, bool]:
    """The question of a metrics fence, and whether its answer has one row per metric.

    Raises:
        PageError: It is not YAML of the known keys.
    """
    fence = _fence(text)
    given: dict[str, Any] = {
        key: _many(key, fence[key])
        for key in ("metrics", "group_by", "where", "order_by")
        if key in fence
    }
    plain = ("limit", "grain", "start", "end", "interval")
    given |= {key: fence[key] for key in plain if key in fence}
    _check_plain(fence)
    for key in ("start", "end"):
        if key in given and type(given[key]) is not date:
            raise PageError(f"{key} must be a date such as 2026-01-31, not {given[key]!r}")
    if "last" in fence:
        assert isinstance(as_of, date)
        given["start"], given["end"] = last_periods(str(fence["last"]), as_of)
    asked = MetricsQuery(**given)
    if "against" in fence:
        try:
            asked = compared(asked, str(fence["against"]))
        except SemanticError as error:
            raise PageError(str(error)) from None
    shape = str(fence.get("shape", "wide"))
    if shape not in ("wide", "long"):
        raise PageError(f"shape must be wide or long, not '{shape}'")
    return asked, shape == "long"


def _fence(text: str) -> dict[str, Any]:
    """The fence as YAML of known keys."""
    try:
        fence = yaml.safe_load(text)
    except NOT_YAML as error:
        mark = getattr(error, "problem_mark", None)
        raise PageError(f"not YAML: {error}", (mark.line if mark else 0) + 1) from None
    if not isinstance(fence, dict) or "metrics" not in fence:
        raise PageError("a metrics fence is YAML with at least metrics: […]")
    lines = text.split("\n")
    for key in fence:
        if key not in _KEYS:
            line = next((n for n, t in enumerate(lines, 1) if t.strip().startswith(f"{key}")), 1)
            raise PageError(f"unknown key '{key}'{nearest(str(key), _KEYS)}", line)
    return fence


def is_live(text: str) -> bool:
    """Whether a fence follows the page's filters; what is no YAML is told by who reads it."""
    try:
        fence = yaml.safe_load(text)
    except NOT_YAML:
        return False
    return isinstance(fence, dict) and fence.get("live") is True


def _check_plain(fence: Mapping[str, Any]) -> None:
    """The values that are one word or number.

    Raises:
        PageError: One is of another kind, or two say different things.
    """
    for key in ("interval", "live"):
        if not isinstance(fence.get(key, False), bool):
            raise PageError(f"{key} must be true or false, not {fence[key]!r}")
    limit = fence.get("limit", 1)
    if not isinstance(limit, int) or isinstance(limit, bool) or limit < 1:
        raise PageError(f"limit must be a number of rows, 1 or more, not {limit!r}")
    if (grain := fence.get("grain", "day")) not in GRAINS:
        near = nearest(str(grain), GRAINS)
        raise PageError(f"grain must be one of {', '.join(GRAINS)}, not {grain!r}{near}")
    if beside := [key for key in ("start", "end") if key in fence and "last" in fence]:
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
    after = first_day(unit, as_of + timedelta(days=1))
    try:
        start = first_day(unit, after, units=-count)
    except (OverflowError, ValueError):
        raise PageError(f"last '{text}' begins before the calendar does") from None
    return start, after - timedelta(days=1)
