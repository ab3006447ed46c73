"""Names, addresses and ids of the simulated customers and their people, shared by all vendors.

One set of temp tables per chunk: who someone is must not depend on which system tells it.
"""

import duckdb

from orchestration.demo.ids import salesforce_id_macro
from orchestration.demo.rates import MACROS as RATE_MACROS
from orchestration.demo.verbatims import verbatim_macros
from orchestration.demo.words import topic_macros, word_macros
from orchestration.demo.world import DAY, NEVER

# A moment is known in a window when it lies after `since` and not after `until`.
MACROS = (
    "create or replace temp macro instant(seconds) as make_timestamp(seconds::bigint * 1000000)",
    "create or replace temp macro iso(seconds) as strftime(instant(seconds), '%Y-%m-%dT%H:%M:%SZ')",
    "create or replace temp macro iso_ms(seconds) as"
    " strftime(instant(seconds), '%Y-%m-%dT%H:%M:%S.000Z')",
    "create or replace temp macro calendar(days) as date '1970-01-01' + cast(days as integer)",
    "create or replace temp macro since() as getvariable('since')",
    "create or replace temp macro until() as getvariable('until')",
    "create or replace temp macro is_past(seconds) as seconds <= getvariable('until')",
    "create or replace temp macro is_new(seconds) as"
    " seconds > getvariable('since') and seconds <= getvariable('until')",
)

CUSTOMERS = f"""
create or replace temp table named_customers as
select
    sim_customers.* exclude (joined_at),
    joined_at - case when is_business then {40 * DAY} else 0 end as created_at,
    joined_at,
    sf_id('001', number * 2) as account_id,
    case when duplicate_at < {NEVER} then sf_id('001', number * 2 + 1) end as duplicate_id,
    word_company_first(dice) || ' ' || word_company_second(dice // 20) || ' '
    || (number % 997) || ' ' || word_company_forms(country) as company_name,
    lower(word_company_first(dice) || word_company_second(dice // 20)) || number || '.example'
        as domain
from sim_customers
"""

PEOPLE = f"""
create or replace temp table people as
with numbered as (
    select
        named_customers.*,
        nth,
        number * 4 + nth as person,
        dice // 11 + nth * 7919 as lot
    from named_customers, unnest(range(people)) as each(nth)
),
named as (
    select
        *,
        word_first_names(lot) as first_name,
        word_last_names(lot // 40) as last_name,
        lot % 100 as link,
        lot // 100 % 100 as riddle,
        -- In some families everybody gives the same number, whoever of them is the customer.
        word_mobiles(country) || right(
            lpad((case when not is_business and lot // 100 % 100 > 94 then number // 2
                else person end)::varchar, 8, '0'),
            word_mobile_digits(country)::integer
        ) as mobile
    from numbered
)
select
    number as customer,
    person,
    nth,
    is_business,
    country,
    account_id,
    duplicate_id,
    domain,
    lot,
    link,
    riddle,
    first_name,
    last_name,
    sf_id('003', person) as contact_id,
    created_at + nth * {9 * DAY} as created_at,
    regexp_replace(strip_accents(lower(first_name || '.' || last_name)), '[^a-z.]', '', 'g')
    || case
        when is_business then case when nth > 0 then nth::varchar else '' end || '@' || domain
        else '.' || number || '@' || word_free_mail(lot)
    end as email,
    -- The inbox of a building in which up to three of the businesses sit.
    case when is_business and nth = 1 and riddle < 25
        then 'info@building' || (number // 3) || '.example' end as inbox,
    'nick' || person || '@proton.example' as other_email,
    word_dial_codes(country) || mobile as phone,
    -- As people write it: the notation is a habit of theirs.
    case riddle % 5
        when 0 then word_trunks(country) || substr(mobile, 1, 2) || '-' || substr(mobile, 3)
        when 1 then word_dial_codes(country) || ' ' || substr(mobile, 1, 3) || ' '
            || substr(mobile, 4)
        when 2 then '00' || substr(word_dial_codes(country), 2) || mobile
        when 3 then word_dial_codes(country) || ' (0)' || substr(mobile, 1, 2) || ' '
            || substr(mobile, 3)
        else word_dial_codes(country) || mobile
    end as written_phone
from named
"""


def prepare(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the macros every vendor's SQL uses."""
    connection.execute("set TimeZone = 'UTC'")
    words = (*word_macros(), *topic_macros(), *verbatim_macros())
    for statement in (*MACROS, salesforce_id_macro(), *words, *RATE_MACROS):
        connection.execute(statement)


def name_people(connection: duckdb.DuckDBPyConnection) -> None:
    """Give the registered customers names, addresses and ids."""
    connection.execute(CUSTOMERS)
    connection.execute(PEOPLE)
