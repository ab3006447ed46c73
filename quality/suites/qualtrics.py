"""Rules for survey answers: what the company declared about its questions still fits the export.

An export says neither scale nor direction, so a question is read only if the seed
survey_questions declares it. A renamed question would silently leave the metrics.
"""

from pathlib import Path

from quality.contract import TableContract
from quality.rules import Rule, literal

# One look per file: the columns of a file are the same in all its rows.
_ASKED = """
    asked as (
        select survey_id, unnest(json_keys(answers)) as question_id
        from (
            select survey_id, _file, any_value(answers) as answers
            from {batch} where answers is not null group by survey_id, _file
        )
    )
"""


def survey_rules(table: TableContract, seeds: Path | None) -> tuple[Rule, ...]:
    """The rules of Qualtrics responses; none for any other table or without the seeds."""
    if table.path != "qualtrics/responses" or seeds is None:
        return ()
    path = literal(str(seeds / "survey_questions.csv")).replace("{", "{{").replace("}", "}}")
    declared = f"""
        declared as (
            select survey_id, question_id from read_csv({path}, header = true, all_varchar = true)
            where source_name = 'qualtrics'
        )
    """
    return (
        Rule(
            name="questions_present",
            expected="every question declared in survey_questions to be a column of its survey",
            offenders=f"""
                with {_ASKED}, {declared}
                select declared.survey_id || '/' || declared.question_id as example
                from declared
                semi join asked on declared.survey_id = asked.survey_id
                anti join asked as found
                    on declared.survey_id = found.survey_id
                    and declared.question_id = found.question_id
            """,
        ),
        Rule(
            name="scores_declared",
            expected="every question with a group of promoters declared in survey_questions",
            offenders=f"""
                with {_ASKED}, {declared}
                select asked.survey_id || '/' || asked.question_id as example
                from asked
                semi join asked as grouped
                    on asked.survey_id = grouped.survey_id
                    and grouped.question_id = asked.question_id || '_NPS_GROUP'
                anti join declared
                    on asked.survey_id = declared.survey_id
                    and asked.question_id = declared.question_id
            """,
        ),
        Rule(
            name="surveys_declared",
            is_blocking=False,
            expected="every survey to declare a question in survey_questions",
            offenders=f"""
                with {_ASKED}, {declared}
                select distinct asked.survey_id as example from asked
                anti join declared on asked.survey_id = declared.survey_id
            """,
        ),
    )
