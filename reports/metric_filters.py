"""Conditions as people write them, in the form the semantic layer reads.

`customer__tier_name = 'gold'` names a dimension as a column of the answer would be named;
MetricFlow wants `{{ Dimension('customer__tier_name') }} = 'gold'`.
"""

import re

GRAINS = ("day", "week", "month", "quarter", "year")

# A literal, a template that is there already, a parameter, or a name.
_PARTS = re.compile(r"'(?:[^']|'')*'|\{\{.*?\}\}|\$\w+|[A-Za-z_][A-Za-z0-9_]*")
_GRAIN = re.compile(rf"(?P<name>\w+?)__(?P<grain>{'|'.join(GRAINS)})")


def as_template(condition: str) -> str:
    """The condition with every dimension's name wrapped.

    Names with two underscores are dimensions, `metric_time` is the day of the metric, and a grain
    at the end makes a time dimension; everything else is SQL and stays.
    """
    return _PARTS.sub(lambda part: _wrapped(part.group()), condition)


def names_in(condition: str) -> tuple[str, ...]:
    """The dimensions that a condition names."""
    parts = (part.group() for part in _PARTS.finditer(condition))
    return tuple(part for part in parts if part[0] not in "'{$" and _wrapped(part) != part)


def _wrapped(part: str) -> str:
    if part[0] in "'{$":
        return part
    if timed := _GRAIN.fullmatch(part):
        return f"{{{{ TimeDimension('{timed['name']}', '{timed['grain']}') }}}}"
    if part == "metric_time":
        return "{{ TimeDimension('metric_time', 'day') }}"
    return f"{{{{ Dimension('{part}') }}}}" if "__" in part else part
