"""Rules for the company's own files: what their maps have to declare, and what no map makes up for.

NPS has one scale; of the others each has several, and taken for the wrong one an answer would count
as the opposite, or silently not at all (DECISIONS D66); a weight of less than nothing would take
others away. A contact is resolved when its file says when (D119).
"""

from quality.contract import TableContract
from quality.rules import Rule
from quality.suites.qualtrics import ENOUGH_ANSWERS, IS_SCALE, OFF_SCALE_TOLERATED

# Words for what is over, in lower case, as desks and their exports write them.
ENDED = ("closed", "solved", "resolved", "done", "completed", "complete", "finished", "fixed")
# Of terms that another one follows, how many at least tell what their end means, and what is most.
ENOUGH_TERMS = 10
MOST = 0.5


def mapped_rules(table: TableContract) -> tuple[Rule, ...]:
    """The rules of mapped answers, contacts and terms; none for any other table."""
    if table.path == "mapped/survey_responses":
        weighted = (_weights_counted(),) if "weight" in table.by_name else ()
        return _scales_declared(), _scores_on_scale(), _codes_declared(), *weighted
    if table.path == "mapped/contacts":
        return (_ended_when(),)
    if table.path == "mapped/subscription_terms":
        return (_ends_the_day_after(),)
    return ()


def _ends_the_day_after() -> Rule:
    """Who renews would be gone for a day each time, were the last day taken for the one after."""
    return Rule(
        name="ends_the_day_after",
        is_blocking=False,
        expected="end_date to be the first day after a term, on which the next one begins; of a"
        " file that writes the last day, add one in the map",
        offenders=f"""
            with terms as (
                select
                    _source, _file, end_date,
                    lead(start_date) over (
                        partition by _source, customer_id order by start_date, term_id
                    ) as next_start_date
                from {{batch}}
            )
            select min(_file) || ': column end_date, ' || count(*) || ' terms of which most are'
                || ' followed by one that begins a day later' as example
            from terms where next_start_date is not null and end_date is not null
            group by _source
            having count(*) >= {ENOUGH_TERMS}
                and avg((next_start_date = end_date + 1)::int) > {MOST}
        """,
    )


def _ended_when() -> Rule:
    """A contact without a resolution counts as open, whatever its status says."""
    words = ", ".join(f"'{word}'" for word in ENDED)
    return Rule(
        name="ended_when",
        is_blocking=False,
        expected="resolved_at mapped and filled in for every contact whose status says that it"
        " is over; without it the contact counts as open",
        offenders=f"""
            select min(_file) || ': column status, ' || count(*) || ' contacts that are '
                || min(lower(status)) || ' without resolved_at' as example
            from {{batch}}
            where lower(trim(status)) in ({words}) and resolved_at is null
            group by _source, lower(trim(status))
        """,
    )


def _scales_declared() -> Rule:
    return Rule(
        name="scales_declared",
        expected="scale_min below scale_max and is_higher_better mapped for every csat and ces"
        " answer; nps has one scale, 0 to 10, on which 10 is the best",
        offenders=f"""
            select min(_file) || ': column score of ' || question_id || ' (' || metric_name || ')'
                as example
            from {{batch}}
            where score is not null and not {IS_SCALE}
            group by _source, question_id, metric_name
        """,
    )


def _weights_counted() -> Rule:
    """An answer of less than no weight takes others away: a code that no map declares."""
    return Rule(
        name="weights_counted",
        expected="a weight of 0 or more for every answer, and what means none among `missing` of"
        " the field weight",
        offenders="""
            select min(_file) || ': column weight of ' || question_id || ', ' || count(*)
                || case when count(*) = 1 then ' answer' else ' answers' end as example
            from {batch} where weight < 0
            group by _source, question_id
        """,
    )


_SCORES = """
select
    _source, _file, question_id, score,
    case when metric_name = 'nps' then coalesce(scale_min, 0) else scale_min end as low,
    case when metric_name = 'nps' then coalesce(scale_max, 10) else scale_max end as high
from {batch} where score is not null
"""


def _scores_on_scale() -> Rule:
    return Rule(
        name="scores_on_scale",
        expected=f"at least {1 - OFF_SCALE_TOLERATED:.0%} of a question's answers on its scale",
        offenders=f"""
            with scores as ({_SCORES})
            select min(_file) || ': column score of ' || question_id as example
            from scores where low is not null and high is not null
            group by _source, question_id
            having count(*) >= {ENOUGH_ANSWERS}
                and avg((score not between low and high)::int) > {OFF_SCALE_TOLERATED}
        """,
    )


def _codes_declared() -> Rule:
    """An answer off its scale counts nowhere, and only the company knows whether it is a code."""
    return Rule(
        name="codes_declared",
        is_blocking=False,
        expected="every answer on its scale, or its code among `missing` of the field score",
        offenders=f"""
            with scores as ({_SCORES})
            select min(_file) || ': column score of ' || question_id || ', ' || count(*)
                || case when count(*) = 1 then ' answer' else ' answers' end as example
            from scores where score not between low and high
            group by _source, question_id
        """,
    )
