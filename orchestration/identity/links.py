"""The links between names and customers: a table of names in, a table of links out.

Texts become numbers here and numbers texts again, in SQL; what follows from the numbers is decided
in `components.py`.
"""

from typing import TYPE_CHECKING, Any

import numpy as np

from orchestration.identity.components import RULES, TORN, Evidence, Ints, resolve
from orchestration.identity.phones import to_e164

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection, DuckDBPyRelation

BELIEVED = 2
"""As many may have an international number before anybody asks whether its country assigns it."""

NOBODYS = "(no|do-?not|nicht)[._-]?(reply|respond|answer|antworten)|mailer-daemon|postmaster"
"""Before the @ of addresses that belong to no person, whoever is registered under them."""

FATES = (*RULES, "unlinked", "ambiguous")

# The tables are temporary; their prefix keeps them from hiding anything else's.
NAMES_SQL = """
create or replace temp table linking_names as
select
    row_number() over () - 1 as identity,
    source_name || '/' || identity_type || '/' || identity_id as name,
    linking_identities.*
from linking_identities
"""

PAIRS_SQL = """
create or replace temp table linking_pairs as
select
    pairs.exception_type,
    one.identity as first,
    other.identity as second,
    one.name || '=' || other.name as value
from linking_exceptions as pairs
inner join linking_names as one
    on pairs.source_name || '/' || pairs.identity_type || '/' || pairs.identity_id = one.name
inner join linking_names as other
    on pairs.other_source_name || '/' || pairs.other_identity_type || '/'
    || pairs.other_identity_id = other.name
"""

# Most numbers stand there as they are compared; the library has to read only the others, and those
# that several people have, lest +31 00 0000000 be somebody.
PHONES_SQL = f"""
create or replace temp table linking_phones as
with spelt as (
    select
        phone_number,
        country_codes,
        regexp_replace(phone_number, '[ ./-]', '', 'g') as plain_number,
        count(*) as names
    from linking_names
    where phone_number is not null
    group by phone_number, country_codes
)
select
    phone_number,
    country_codes,
    plain_number,
    regexp_full_match(plain_number, '\\+[1-9][0-9]{{7,14}}')
    and sum(names) over (partition by plain_number) <= {BELIEVED} as is_plain
from spelt
"""

# The digit is the space in which the keys of several rules are the same. Customers come first.
KEYS_SQL = f"""
create or replace temp table linking_keys as
with addresses as (
    select identity, nfc_normalize(rtrim(email, '.')) as address from linking_names
    where not regexp_full_match(split_part(split_part(email, '@', 1), '+', 1), '{NOBODYS}')
),
evidence as (
    select identity, record_rule_name as rule, '0' || record_customer_id as value
    from linking_names
    union all
    select unnest([first, second]), 'declared', '1' || value
    from linking_pairs where exception_type = 'always'
    union all
    select identity, 'external_id', '2' || external_id from linking_names
    union all
    select identity, 'email', '3' || address from addresses
    union
    -- Beside it: two customers who have one mailbox keep the addresses that tell them apart.
    select identity, 'email', '3' || regexp_replace(address, '\\+[^@]*@', '@') from addresses
    union all
    select names.identity, 'phone', '4' || case
        when phones.is_plain then phones.plain_number
        else nullif(cast(parsed.number as varchar), '')
    end
    from linking_names as names
    inner join linking_phones as phones using (phone_number, country_codes)
    left join linking_parsed as parsed using (plain_number, country_codes)
    union all
    select identity, 'organization', '2' || organization_external_id from linking_names
    union all
    select names.identity, 'domain', '5' || domains.domain_name
    from linking_names as names
    inner join linking_domains as domains using (source_name, identity_type, identity_id)
    union all
    select identity, 'domain', '5' || email_domain_name from linking_names
)
select evidence.identity, fates.number as rule, evidence.value
from evidence
inner join linking_fates as fates on evidence.rule = fates.fate
where evidence.value is not null
"""

VALUES_SQL = """
create or replace temp table linking_values as
select row_number() over (order by value) - 1 as key, value
from (select distinct value from linking_keys)
"""

LINKS_SQL = """
create or replace temp table linking_links as
select
    names.source_name,
    names.identity_type,
    names.identity_id,
    substring(customers.value, 2) as customer_id,
    fates.fate as rule_name,
    own_rules.fate as evidence_rule_name,
    substring(own_values.value, 2) as evidence_value,
    names._loaded_on
from linking_names as names
inner join linking_found as found using (identity)
inner join linking_fates as fates on found.fate = fates.number
left join linking_values as customers on found.customer = customers.key
left join linking_fates as own_rules on found.own_rule = own_rules.number
left join linking_values as own_values on found.own_key = own_values.key
"""


def link(
    connection: "DuckDBPyConnection",
    identities: "DuckDBPyRelation",
    domains: "DuckDBPyRelation",
    exceptions: "DuckDBPyRelation",
) -> "DuckDBPyRelation":
    """Link every identity to its customer, each with its rule and the key that did it.

    Args:
        connection: Where the three tables lie; temporary tables are made there.
        identities: The rows of int_identities_with_keys.
        domains: The rows of int_identity_domains.
        exceptions: The pairs that people declared, the seed identity_exceptions.

    Returns:
        One row per identity: its name, customer_id, rule_name, evidence_rule_name,
        evidence_value and _loaded_on.
    """
    connection.register("linking_identities", identities)
    connection.register("linking_domains", domains)
    connection.register("linking_exceptions", exceptions)
    fates = {"number": np.arange(len(FATES)), "fate": np.array(FATES, dtype=object)}
    connection.register("linking_fates", fates)
    for statement in (NAMES_SQL, PAIRS_SQL, PHONES_SQL):
        connection.execute(statement)
    connection.register("linking_parsed", _read_phones(connection))
    connection.execute(KEYS_SQL)
    connection.execute(VALUES_SQL)
    connection.register("linking_found", _find_customers(connection))
    connection.execute(LINKS_SQL)
    for view in ("identities", "domains", "exceptions", "fates", "parsed", "found"):
        connection.unregister(f"linking_{view}")
    for table in ("names", "pairs", "phones", "keys", "values"):
        connection.execute(f"drop table linking_{table}")
    return connection.table("linking_links")


def _read_phones(connection: "DuckDBPyConnection") -> dict[str, Any]:
    """The numbers in no international notation, each once, with what they are in E.164."""
    # One row per number, however often it is spelt: each would be evidence again.
    others = "select distinct plain_number, country_codes from linking_phones where not is_plain"
    phones = connection.execute(others).fetchnumpy()
    read = [to_e164(*each) or "" for each in zip(*phones.values(), strict=True)]
    # Text by its type: a column without a row has none otherwise.
    return {
        name: np.array(column, dtype=str) for name, column in (phones | {"number": read}).items()
    }


def _find_customers(connection: "DuckDBPyConnection") -> dict[str, Ints]:
    """Customer, fate and own key of each identity, as numbers."""

    def numbers(query: str) -> list[Ints]:
        return [
            column.astype(np.int64) for column in connection.execute(query).fetchnumpy().values()
        ]

    evidence = Evidence(
        *numbers("select identity, rule, key from linking_keys join linking_values using (value)")
    )
    never = numbers("select first, second from linking_pairs where exception_type = 'never'")
    ((count,),) = connection.execute("select count(*) from linking_names").fetchall()
    found = resolve(count, evidence, (never[0], never[1]))
    without = np.where(found.customer == TORN, FATES.index("ambiguous"), FATES.index("unlinked"))
    return {
        "identity": np.arange(count),
        "customer": found.customer,
        "fate": np.where(found.customer < 0, without, found.rule),
        "own_rule": found.own_rule,
        "own_key": found.own_key,
    }
