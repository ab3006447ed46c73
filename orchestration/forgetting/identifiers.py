"""What identifies customers: asked of the published warehouse, completed from the lake.

Held in memory while they are forgotten, and written nowhere.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from orchestration.forgetting.parquet_files import open_parquet, records_let_through
from orchestration.forgetting.records import spaces_of
from orchestration.forgetting.register import ENOUGH_CHARACTERS, PERSONS, Register
from orchestration.loading.job import Job

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# Whose rows the identities of a source are; the others' identifiers stand in personal columns.
TABLES = {
    ("zendesk", "person"): "users",
    ("zendesk", "organization"): "organizations",
    ("salesforce", "account"): "accounts",
    ("salesforce", "person"): "contacts",
}
_LINKS = """
select source_name, identity_type, identity_id
from intermediate.int_customer_links where customer_id in (select unnest($customers))
"""
# An address that others use too stays theirs; in the customers' own records it is blanked.
_KEYS = """
with keys as (
    select links.customer_id, unnest([keys.external_id, keys.email, keys.phone_number]) as key
    from intermediate.int_identities_with_keys as keys
    inner join intermediate.int_customer_links as links
        on keys.source_name = links.source_name
        and keys.identity_type = links.identity_type
        and keys.identity_id = links.identity_id
)
select key, bool_or(customer_id is null or customer_id not in (select unnest($customers)))
from keys
where trim(key) <> ''
    and key in (select key from keys where customer_id in (select unnest($customers)))
group by key
"""
_FEEDBACK = """
select feedback_id from marts.fct_feedback where customer_id in (select unnest($customers))
"""


@dataclass
class Identifiers:
    """Identifiers of one customer or several as they are written."""

    customers: tuple[str, ...]
    links: list[tuple[str, str, str]] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)
    shared: set[str] = field(default_factory=set)
    feedback_ids: set[str] = field(default_factory=set)

    @property
    def texts(self) -> set[str]:
        """Everything that may be found nowhere afterwards."""
        return {*self.customers, *(told for *_, told in self.links), *self.keys}

    def enter(self, register: Register) -> None:
        """Add them to the register."""
        for source, own in self._named:
            register.add(PERSONS, source, own)
        for source, kind, told in self.links:
            table = TABLES.get((source, kind))
            register.add(PERSONS, f"{source}/{table}" if table else source, told)
        for told in (
            *(own for _, own in self._named),
            *(told for *_, told in self.links),
            *self.keys,
        ):
            if len(told) >= ENOUGH_CHARACTERS:
                register.add(PERSONS, "", told)

    def is_known_to(self, register: Register) -> bool:
        """Whether one of the customers was forgotten before."""
        return any(register.is_person((source, ""), own) for source, own in self._named)

    @property
    def _named(self) -> list[tuple[str, str]]:
        parts = (customer.partition(":") for customer in self.customers)
        return [(source, own) for source, _, own in parts]


def read_identifiers(connection: "DuckDBPyConnection", customers: Sequence[str]) -> Identifiers:
    """What the warehouse knows of customers; empty if it knows nobody of those ids."""
    found = Identifiers(tuple(customers))
    asked = {"customers": list(customers)}
    found.links = connection.execute(_LINKS, asked).fetchall()
    for key, is_shared in connection.execute(_KEYS, asked).fetchall():
        (found.shared if is_shared else found.keys).add(key)
    if _has_feedback(connection):
        rows = connection.execute(_FEEDBACK, asked).fetchall()
        found.feedback_ids = {feedback_id for (feedback_id,) in rows}
    return found


def add_older_keys(found: Identifiers, register: Register, jobs: tuple[Job, ...]) -> None:
    """Addresses and devices of earlier versions of the customers' own rows."""
    older: set[str] = set()
    for job in {job.lake: job for job in jobs}.values():
        for record in _own_rows(job, register):
            for column in job.table.columns:
                value = record.get(column.name)
                if column.personal and isinstance(value, str) and _identifies(column.name, value):
                    older.add(value)
    found.keys |= {key for key in older if key not in found.shared}


def _own_rows(job: Job, register: Register) -> Iterator[dict[str, Any]]:
    table = job.table
    owned = {
        column.name: spaces_of(table, column)
        for column in table.columns
        if table.key == (column.name,) or (column.personal and spaces_of(table, column))
    }
    personal = [column.name for column in table.columns if column.personal]
    for path in sorted(job.lake.glob("_loaded_on=*/*.parquet")):
        with open_parquet(path) as file:
            present = [name for name in {*owned, *personal} if name in file.schema_arrow.names]
            for record in records_let_through(file, register.sieve, present):
                if any(
                    record.get(name) not in (None, "") and register.is_person(spaces, record[name])
                    for name, spaces in owned.items()
                ):
                    yield record


def _identifies(name: str, value: str) -> bool:
    return "@" in value or (name.lower().endswith("id") and len(value) >= ENOUGH_CHARACTERS)


def _has_feedback(connection: "DuckDBPyConnection") -> bool:
    found = connection.execute(
        "select 1 from information_schema.tables"
        " where table_schema = 'marts' and table_name = 'fct_feedback'"
    ).fetchall()
    return bool(found)
