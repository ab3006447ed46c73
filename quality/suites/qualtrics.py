"""Rules for survey answers: what the company declared about its questions still fits the export.

An export says neither scale nor direction, so a question is read only if the seed
survey_questions declares it. A renamed question would silently leave the metrics, a recoded one
would silently turn them.
"""

from datetime import date, timedelta
from pathlib import Path

from quality.contract import TableContract
from quality.rules import Rule, braced
from quality.sql import literal

# Codes for "no answer" lie off the scale; half of all answers do not (D66).
OFF_SCALE_TOLERATED = 0.5
ENOUGH_ANSWERS = 3
# A mean this many standard errors off is no chance, but may be an outage: it informs.
FAR = 6
HISTORY = timedelta(days=63)
SILENCE = 30
SAME_ANSWERS = 15

# Whether a scale can be one of its metric: NPS has one, and any other rises and has a better end.
IS_SCALE = """
    case
        when metric_name = 'nps'
            then coalesce(scale_min, 0) in (0, 1) and coalesce(scale_max, 10) = 10
                and coalesce(is_higher_better, true)
        else coalesce(scale_min < scale_max and is_higher_better is not null, false)
    end
"""
_ASKED = """
    asked as (
        select distinct survey_id, unnest(json_keys(answers)) as question_id from {batch}
    )
"""
# What was answered to each question, in how many ways, and whether numbers only.
_ANSWERED = """
    answered as (
        select _file, survey_id, answers, unnest(json_keys(answers)) as question_id
        from {batch}
    ), given_answers as (
        select
            _file, survey_id, question_id,
            json_extract_string(answers, '$."' || question_id || '"') as answer
        from answered
    ), scores as (
        select
            min(_file) as file, survey_id, question_id, count(*) as number,
            count(distinct answer) as variety,
            bool_and(coalesce(
                try_cast(split_part(answer, ' ', 1) as double)
                    between 0 and 100,
                false
            )) as is_scale
        from given_answers where answer is not null and trim(answer) <> ''
        group by survey_id, question_id
    )
"""
_SCORES = """
    select
        declared.survey_id || '/' || declared.question_id as question,
        declared.scale_min, declared.scale_max,
        try_cast(
            json_extract_string(rows.answers, '$."' || declared.question_id || '"') as double
        ) as score
    from (select survey_id, answers from {relation}) as rows
    inner join declared on rows.survey_id = declared.survey_id
"""


def survey_rules(
    table: TableContract, seeds: Path | None, *, lake: Path, as_of: date
) -> tuple[Rule, ...]:
    """The rules of Qualtrics responses; none for any other table or without the seeds."""
    if table.path != "qualtrics/responses" or seeds is None:
        return ()
    path = braced(literal(str(seeds / "survey_questions.csv")))
    declared = f"""
        declared as (
            select
                survey_id, question_id, metric_name,
                try_cast(scale_min as double) as scale_min,
                try_cast(scale_max as double) as scale_max,
                try_cast(is_higher_better as boolean) as is_higher_better
            from read_csv({path}, header = true, all_varchar = true)
            where source_name = 'qualtrics'
        )
    """
    files = braced(literal(str(lake / table.source / table.name / "*" / "*.parquet")))
    past = (
        f"read_parquet({files}, hive_partitioning = true, union_by_name = true)"
        f" where _loaded_on < date '{as_of}' and _loaded_on >= date '{as_of - HISTORY}'"
    )
    return (
        _questions_present(declared, files, as_of),
        _scores_declared(declared),
        _scales_declared(declared),
        _surveys_declared(declared),
        _scores_on_scale(declared),
        _scores_moved(declared, past),
        *([_answers_by_people()] if "IPAddress" in table.by_name else ()),
    )


def _questions_present(declared: str, files: str, as_of: date) -> Rule:
    """Responses keep only what was answered, so a question is missed after some silence."""
    return Rule(
        name="questions_present",
        expected="every question declared in survey_questions to be answered once in"
        f" {SILENCE} responses of its survey",
        offenders=f"""
            with {declared}, rows as (
                select survey_id, answers, _loaded_on
                from read_parquet({files}, hive_partitioning = true, union_by_name = true)
                where _loaded_on <= date '{as_of}' and _loaded_on > date '{as_of - HISTORY}'
                    and survey_id in (select survey_id from {{batch}})
            ), asked as (
                select
                    declared.survey_id, declared.question_id, rows._loaded_on,
                    json_exists(rows.answers, '$."' || declared.question_id || '"') as is_answered
                from rows inner join declared on rows.survey_id = declared.survey_id
                where declared.scale_min is not null
            ), heard as (
                select
                    *, max(_loaded_on) filter (where is_answered)
                        over (partition by survey_id, question_id) as last_heard_on
                from asked
            )
            select survey_id || '/' || question_id as example from heard
            where last_heard_on is null or _loaded_on > last_heard_on
            group by survey_id, question_id having count(*) >= {SILENCE}
        """,
    )


def _scores_declared(declared: str) -> Rule:
    """A question nobody declared would be left out in silence; one declared as `none` may be."""
    return Rule(
        name="scores_declared",
        expected="every question answered on a scale declared in survey_questions, with metric"
        " none if it is to be left out",
        offenders=f"""
            with {declared}, {_ANSWERED}, undeclared as (
                select * from scores
                anti join declared
                    on scores.survey_id = declared.survey_id
                    and scores.question_id = declared.question_id
            )
            select undeclared.file || ': column ' || undeclared.question_id as example
            from undeclared
            left join scores as grouped
                on undeclared.survey_id = grouped.survey_id
                and grouped.question_id = undeclared.question_id || '_NPS_GROUP'
            where grouped.question_id is not null
                or undeclared.is_scale and undeclared.variety > 1
                and undeclared.number >= {ENOUGH_ANSWERS}
                and regexp_full_match(undeclared.question_id, 'Q[0-9]+(_[0-9]+)?')
        """,
    )


def _scales_declared(declared: str) -> Rule:
    return Rule(
        name="scales_declared",
        expected="every question of survey_questions on a scale_min below scale_max with"
        " is_higher_better; nps has one scale, 0 to 10, on which 10 is the best",
        offenders=f"""
            with {declared}
            select survey_id || '/' || question_id || ' (' || metric_name || ')' as example
            from declared
            where metric_name <> 'none' and survey_id in (select survey_id from {{batch}})
                and not {IS_SCALE}
        """,
    )


def _surveys_declared(declared: str) -> Rule:
    return Rule(
        name="surveys_declared",
        is_blocking=False,
        expected="every survey to declare a question in survey_questions",
        offenders=f"""
            with {_ASKED}, {declared}
            select distinct asked.survey_id as example from asked
            anti join declared on asked.survey_id = declared.survey_id
        """,
    )


def _scores_on_scale(declared: str) -> Rule:
    return Rule(
        name="scores_on_scale",
        expected=f"at least {1 - OFF_SCALE_TOLERATED:.0%} of a question's answers on its scale",
        offenders=f"""
            with {declared}, scores as ({_SCORES.replace("{relation}", "{batch}")})
            select question as example from scores where score is not null group by question
            having count(*) >= {ENOUGH_ANSWERS}
                and avg((score not between scale_min and scale_max)::int) > {OFF_SCALE_TOLERATED}
        """,
    )


def _scores_moved(declared: str, past: str) -> Rule:
    return Rule(
        name="scores_moved",
        is_blocking=False,
        expected=f"a mean within {FAR} standard errors of the {HISTORY.days} days before",
        offenders=f"""
            with {declared}, tonight as (
                select question, avg(score) as mean, count(*) as number
                from ({_SCORES.replace("{relation}", "{batch}")})
                where score between scale_min and scale_max group by question
            ), before as (
                select question, avg(score) as mean, stddev_samp(score) as spread
                from ({_SCORES.replace("{relation}", past)})
                where score between scale_min and scale_max
                group by question having count(*) >= 100
            )
            select
                tonight.question || ': ' || round(before.mean, 2) || ' → ' || round(tonight.mean, 2)
                    as example
            from tonight inner join before on tonight.question = before.question
            where tonight.number >= {ENOUGH_ANSWERS}
                and abs(tonight.mean - before.mean)
                > {FAR} * before.spread / sqrt(tonight.number)
        """,
    )


def _answers_by_people() -> Rule:
    """The same answers again and again from one address are a script, not a queue at a kiosk.

    Within an hour: behind the address of a large office as many people agree over the weeks.
    """
    return Rule(
        name="answers_by_people",
        expected=f"fewer than {SAME_ANSWERS} responses of a survey with the same answers from one"
        " address within an hour",
        offenders=f"""
            select survey_id || ': ' || count(*) || ' alike' as example from {{batch}}
            where "IPAddress" is not null and answers is not null
            group by survey_id, "IPAddress", answers, date_trunc('hour', "RecordedDate")
            having count(*) >= {SAME_ANSWERS}
        """,
    )
