"""SQL compiled once for all periods.

Pages ask about the last months, so what they ask moves with the night, and MetricFlow needs a third
of a second to write the same statement with two other days. It widens a period to whole units of
the finest grain, and which grain that is only MetricFlow knows: so it compiles for two days whose
widened forms all differ, and the form that it wrote says how to widen what was asked (DECISIONS
D225).
"""

import re
from dataclasses import replace
from datetime import date

from reports.metric_filters import GRAINS
from reports.metric_queries import MetricsQuery
from reports.periods import first_day, last_day

# Wednesdays in the middle of a month within a quarter within a year: no two forms are the same.
_START, _END = date(2094, 5, 19), date(2098, 5, 14)
_FORMS = re.compile(
    "|".join(f"{first_day(grain, _START)}|{last_day(grain, _END)}" for grain in GRAINS)
)
# Within these MetricFlow widens without cutting off (`semantic_compiler.ALL_TIME`).
_FIRST, _LAST = date(1901, 1, 1), date(2093, 12, 31)


def for_any_period(query: MetricsQuery) -> MetricsQuery:
    """The question with stand-ins for the days of its period; itself where they could mislead."""
    days = [day for day in (query.start, query.end) if day]
    is_general = all(_FIRST <= day <= _LAST for day in days)
    if not is_general or any(_FORMS.search(condition) for condition in query.where):
        return query
    return replace(query, start=query.start and _START, end=query.end and _END)


def for_its_period(sql: str, query: MetricsQuery) -> str:
    """What was compiled for any period, with the days of the question's own."""
    days: dict[str, date] = {}
    for grain in GRAINS:
        if query.start:
            days[str(first_day(grain, _START))] = first_day(grain, query.start)
        if query.end:
            days[str(last_day(grain, _END))] = last_day(grain, query.end)
    return _FORMS.sub(lambda form: str(days.get(form[0], form[0])), sql)
