"""How well the warehouse finds the customer behind a name, held against what really happened.

Reads a built warehouse and demo/truth. A name that nobody could know (a stranger, an anonymous
answer) is right without a customer.
"""

from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration.demo.world import DemoError

SCORES_SQL = """
with truth as (
    select 'zendesk' as source_name, cast(user_id as varchar) as identity_id, account_id
    from read_parquet('{truth}/desk_identities*.parquet')

    union all

    -- Several answers may come from the same name.
    select 'qualtrics', responses.respondent_id, any_value(identities.account_id)
    from read_parquet('{truth}/survey_identities*.parquet') as identities
    inner join warehouse.staging.stg_qualtrics__responses as responses using (response_id)
    where identities.account_id is not null
    group by responses.respondent_id
),

judged as (
    select
        links.source_name,
        links.rule_name,
        truth.account_id is not null as has_customer,
        links.customer_id is not null as is_linked,
        coalesce(links.customer_id = 'salesforce:' || truth.account_id, false) as is_right
    from warehouse.intermediate.int_customer_links as links
    inner join truth using (source_name, identity_id)
    where links.identity_type = 'person'
)

select
    {group} as name,
    count(*) as names,
    cast(sum(has_customer::int) as bigint) as with_customer,
    cast(sum(is_linked::int) as bigint) as linked,
    cast(sum(is_right::int) as bigint) as correct
from judged
group by {group}
order by correct desc, name
"""


@dataclass(frozen=True)
class Score:
    """How many of some names were linked, and how many of the links are true."""

    name: str
    names: int
    with_customer: int
    linked: int
    correct: int

    @property
    def precision(self) -> float:
        """The share of links that lead to the true customer."""
        return self.correct / self.linked if self.linked else 1.0

    @property
    def recall(self) -> float:
        """The share of names with a true customer that are linked to it."""
        return self.correct / self.with_customer if self.with_customer else 1.0


def score(home: Path, warehouse: Path) -> tuple[Score, ...]:
    """All names, then by source and by rule.

    Args:
        home: The data folder with demo/truth.
        warehouse: A warehouse built on the day through which the demo was written.

    Raises:
        DemoError: There is no truth or no warehouse to compare.
    """
    truth = home / "demo" / "truth"
    for path in (truth / "desk_identities.parquet", warehouse):
        if not path.exists() and not any(path.parent.glob(f"{path.stem}-*")):
            raise DemoError(
                f"nothing to compare: {path} does not exist; run cx demo and cx nightly"
            )
    with duckdb.connect() as connection:
        connection.execute(f"attach '{warehouse}' as warehouse (read_only)")
        return tuple(
            Score(*row)
            for group in ("'all'", "source_name", "'by ' || rule_name")
            for row in connection.execute(SCORES_SQL.format(truth=truth, group=group)).fetchall()
        )
