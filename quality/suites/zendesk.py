"""Rules about the support desk that a column's contract cannot say.

Each looks at one record as a whole: a week of opening hours, the outcome of a call.
"""

from pathlib import Path

from quality.contract import TableContract
from quality.rules import Rule, braced
from quality.sql import literal

_OVERLAPS = """
    with openings as (
        select
            id,
            (opening ->> 'start_time')::bigint as start_minute,
            (opening ->> 'end_time')::bigint as end_minute
        from (select id, unnest(cast(intervals as json[])) as opening from {batch})
    )
    select distinct one.id as example
    from openings as one
    inner join openings as other
        on one.id = other.id and one.start_minute < other.start_minute
        and one.end_minute > other.start_minute
    union
    select id as example from openings
    where not (start_minute >= 0 and start_minute < 10080 and end_minute > start_minute)
"""

_RULES = {
    "zendesk/schedules": Rule(
        name="openings_apart",
        expected="openings of a week that begin before they end and do not overlap",
        offenders=_OVERLAPS,
    ),
    "zendesk/calls": Rule(
        name="one_outcome",
        expected="no call that was abandoned in the queue and answered",
        offenders="""
            select id as example from {batch}
            where completion_status = 'abandoned_in_queue'
                and (time_to_answer is not null or talk_time > 0)
        """,
    ),
    "zendesk/chats": Rule(
        name="one_outcome",
        expected="no chat that was missed and answered",
        offenders="""
            select id as example from {batch}
            where missed and response_time ->> 'first' is not null
        """,
    ),
}


def desk_rules(table: TableContract, seeds: Path | None) -> tuple[Rule, ...]:
    """The rules of a table of the support desk; none for any other."""
    rules = (_RULES[table.path],) if table.path in _RULES else ()
    if table.path == "zendesk/schedules" and seeds is not None:
        return (*rules, _zones_known(seeds / "time_zones.csv"))
    return rules


def _zones_known(seed: Path) -> Rule:
    """The database raises on a zone it does not know; so no schedule may reach it with one."""
    return Rule(
        name="zones_known",
        expected=f"time zones of {seed.name} or names such as Europe/Amsterdam",
        offenders=f"""
            select distinct time_zone as example from {{batch}}
            where
                time_zone not in (select name from pg_timezone_names())
                and time_zone not in (
                    select time_zone_code from read_csv({braced(literal(str(seed)))})
                )
        """,
    )
