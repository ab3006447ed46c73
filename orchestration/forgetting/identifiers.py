"""What identifies one customer: asked of the published warehouse, completed from the lake.

Held in memory while a customer is forgotten, and written nowhere.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

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
from intermediate.int_customer_links where customer_id = ?
"""
# An address that others use too stays theirs; in the customer's own records it is blanked.
_KEYS = """
with keys as (
    select links.customer_id, unnest([keys.external_id, keys.email, keys.phone_number]) as key
    from intermediate.int_identities_with_keys as keys
    inner join intermediate.int_customer_links as links
        on keys.source_name = links.source_name
        and keys.identity_type = links.identity_type
        and keys.identity_id = links.identity_id
)
select key, bool_or(customer_id is distinct from ?) as is_shared
from keys
where key in (select key from keys where customer_id = ?) and trim(key) <> ''
group by key
"""
_FEEDBACK = "select feedback_id from marts.fct_feedback where customer_id = ?"


@dataclass
class Identifiers:
    """One customer's identifiers as they are written."""

    customer_id: str
    links: list[tuple[str, str, str]] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)
    shared: set[str] = field(default_factory=set)
    feedback_ids: set[str] = field(default_factory=set)

    @property
    def texts(self) -> set[str]:
        """Everything that may be found nowhere afterwards."""
        return {self.customer_id, *(told for *_, told in self.links), *self.keys}

    def enter(self, register: Register) -> None:
        """Add them to the register."""
        source, _, own = self.customer_id.partition(":")
        register.add(PERSONS, source, own)
        for source, kind, told in self.links:
            table = TABLES.get((source, kind))
            register.add(PERSONS, f"{source}/{table}" if table else source, told)
        for told in (own, *(told for *_, told in self.links), *self.keys):
            if len(told) >= ENOUGH_CHARACTERS:
                register.add(PERSONS, "", told)


def read_identifiers(connection: "DuckDBPyConnection", customer_id: str) -> Identifiers:
    """What the warehouse knows of a customer; empty if it knows nobody of that id."""
    found = Identifiers(customer_id)
    found.links = connection.execute(_LINKS, [customer_id]).fetchall()
    for key, is_shared in connection.execute(_KEYS, [customer_id] * 2).fetchall():
        (found.shared if is_shared else found.keys).add(key)
    if _has_feedback(connection):
        rows = connection.execute(_FEEDBACK, [customer_id]).fetchall()
        found.feedback_ids = {feedback_id for (feedback_id,) in rows}
    return found


def add_older_keys(found: Identifiers, register: Register, jobs: tuple[Job, ...]) -> None:
    """Addresses and devices of earlier versions of the customer's own rows."""
    older: set[str] = set()
    for job in {job.lake: job for job in jobs}.values():
        for record in _own_rows(job, register):
            for column in job.table.columns:
                value = record.get(column.name)
                if column.personal and isinstance(value, str) and _identifies(column.name, value):
                    older.add(value)
    found.keys |= {key for key in older if key not in found.shared}


def _own_rows(job: Job, register: Register) -> Iterator[dict[str, Any]]:
    import pyarrow.parquet as pq

    table = job.table
    owned = {
        column.name: spaces_of(table, column)
        for column in table.columns
        if table.key == (column.name,) or (column.personal and spaces_of(table, column))
    }
    personal = [column.name for column in table.columns if column.personal]
    for path in sorted(job.lake.glob("_loaded_on=*/*.parquet")):
        with pq.ParquetFile(path) as file:
            present = [name for name in {*owned, *personal} if name in file.schema_arrow.names]
            for batch in file.iter_batches(columns=present):
                for record in batch.to_pylist():
                    if any(
                        record.get(name) not in (None, "")
                        and register.is_person(spaces, record[name])
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
