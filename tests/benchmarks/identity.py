"""How long a million customers take to be found behind their names.

The graph is made here: records, desk users and respondents, with keys of every kind.
"""

import time

import duckdb

from orchestration.identity.links import link

CUSTOMERS = 1_000_000

# Each customer has an account, a person, a desk user and a respondent; some share what they have.
IDENTITIES = """
select
    ['crm', 'crm', 'desk', 'survey'][kind + 1] as source_name,
    case when kind = 0 then 'account' else 'person' end as identity_type,
    kind || '-' || number as identity_id,
    case when kind < 2 then 'crm:0-' || number end as record_customer_id,
    case when kind < 2 then 'record' end as record_rule_name,
    case when kind < 2 or number % 3 = 0 then (kind % 2) || '-' || number end as external_id,
    case
        when kind = 1 or number % 3 = 1 then 'person' || number || '@mail.example'
        when number % 101 = 0 then 'info@building' || (number // 400) || '.example'
    end as email,
    case
        when kind = 1 then '+316' || lpad(number::varchar, 8, '0')
        when kind = 2 and number % 50 = 2 then '06-' || lpad(number::varchar, 8, '0')
        when kind = 2 and number % 3 = 2 then '+31 6 ' || lpad(number::varchar, 8, '0')
    end as phone_number,
    'NL' as country_codes,
    null::varchar as organization_external_id,
    case when kind > 1 and number % 4 = 0 then 'company' || number || '.example' end
        as email_domain_name,
    date '2026-01-01' as _loaded_on
from range(?) as customers(number), range(4) as kinds(kind)
"""
DOMAINS = """
select
    'crm' as source_name, 'account' as identity_type, '0-' || number as identity_id,
    'company' || number || '.example' as domain_name
from range(0, ?, 4) as customers(number)
"""
EXCEPTIONS = """
select
    'never' as exception_type, 'desk' as source_name, 'person' as identity_type,
    '2-1' as identity_id, 'crm' as other_source_name, 'person' as other_identity_type,
    '1-1' as other_identity_id
"""


def main(customers: int = CUSTOMERS) -> None:
    """Print the seconds, without those that make the graph."""
    with duckdb.connect() as connection:
        connection.execute("set enable_progress_bar = false")
        connection.execute(f"create table people as {IDENTITIES}", [customers])
        connection.execute(f"create table domains as {DOMAINS}", [customers])
        connection.execute(f"create table pairs as {EXCEPTIONS}")
        began, worked = time.perf_counter(), time.process_time()
        tables = (connection.table(name) for name in ("people", "domains", "pairs"))
        link(connection, *tables)
        wall, cpu = time.perf_counter() - began, time.process_time() - worked
        ((names, linked),) = connection.execute(
            "select count(*), count(customer_id) from linking_links"
        ).fetchall()
    told = f"{names:,} names of {customers:,} customers, {linked:,} linked"
    print(f"{told}: {wall:.1f} s ({cpu:.1f} s of processor)")  # noqa: T201


if __name__ == "__main__":
    main()
