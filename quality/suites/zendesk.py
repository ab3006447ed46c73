"""Rules about the support desk that a column's contract cannot say.

Each looks at one record as a whole: a week of opening hours, the outcome of a call.
"""

from quality.contract import TableContract
from quality.rules import Rule

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


def desk_rules(table: TableContract) -> tuple[Rule, ...]:
    """The rules of a table of the support desk; none for any other."""
    return (_RULES[table.path],) if table.path in _RULES else ()
