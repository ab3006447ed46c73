"""A history of odd files that are no fault: what was sent, and what the warehouse made of it."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb

from orchestration.demo.faults import plant
from orchestration.settings import Settings, load_settings
from tests.pipeline.nights import quick_night
from tests.torture.orders import Row

# By fault: the file, which of its rows were changed, and the row of the warehouse (`w`) that
# each of them (`s`) is held against: found, and as it is meant to be. Previews are no answers,
# and surveys that were not finished give no comments, whatever is in them.
_AS_MEANT = {
    "code_as_score": (
        "relation",
        "s.Q1 = '11' and s.Status = 'IP Address'",
        "marts.fct_survey_responses as w where w.survey_response_id = 'qualtrics:' || s.ResponseId"
        " || ':Q1' and not w.is_valid and w.score is null",
    ),
    "mojibake_comments": (
        "relation",
        "s.Q2 like '%Ã%' and s.Status = 'IP Address' and s.Finished = 'True'",
        "marts.fct_feedback as w where w.survey_response_id = 'qualtrics:' || s.ResponseId || ':Q1'"
        " and w.is_repaired and w.comment_text not like '%Ã%'",
    ),
    "merged_accounts": (
        "accounts",
        "s.MasterRecordId is not null",
        "intermediate.int_crm_accounts_merged as w where w.account_id = s.Id"
        " and w.customer_id = 'salesforce:' || s.MasterRecordId"
        " and 'salesforce:' || s.Id not in (select customer_id from marts.fct_customer_months)",
    ),
    "agents_leaving": (
        "tickets",
        "s.assignee_id is not null",
        "marts.fct_contacts as w where w.contact_id = 'zendesk:' || s.id"
        " and w.agent_id = 'zendesk:' || s.assignee_id"
        " and w.agent_id in (from (select agent_id from marts.dim_agents where not is_active))",
    ),
}


def understood(first: Settings, night: date, folder: Path) -> Row:
    """The history of a company arrives with all of them in it."""
    home = folder / "understood"
    shutil.copytree(first.landing, home / "landing")
    settings = load_settings(first.company, {"CX_HOME": str(home)})
    for fault in _AS_MEANT:
        plant(fault, settings.landing, night)
    quick_night(settings, night)
    counted = dict(_counted(settings))
    said = ", ".join(f"{right:,} of {sent:,} {name}" for name, (sent, right) in counted.items())
    wrong = [
        f"{name}: {sent:,} rows sent, {right:,} understood"
        for name, (sent, right) in counted.items()
        if right != sent or not sent
    ]
    return "odd files understood", said, wrong


def _counted(settings: Settings) -> Iterator[tuple[str, tuple[int, int]]]:
    landing = settings.landing
    files = {
        "relation": f"read_csv('{landing}/qualtrics/responses/SV_3nRelationNPS01/*.csv',"
        " all_varchar = true)",
        "accounts": f"read_csv('{landing}/salesforce/accounts/*.csv', all_varchar = true)",
        "tickets": f"read_json('{landing}/zendesk/tickets/*.jsonl.gz',"
        " columns = {id: 'bigint', assignee_id: 'bigint'})",
    }
    with duckdb.connect(str(settings.published_warehouse), read_only=True) as connection:
        for fault, (file, changed, row) in _AS_MEANT.items():
            (counts,) = connection.execute(
                f"select count(*), count(*) filter (exists (from {row}))"
                f" from {files[file]} as s where {changed}"
            ).fetchall()
            yield fault, counts
