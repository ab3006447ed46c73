"""Who the support desk knows: requesters, agents and organizations, in SQL.

Requesters appear with their first contact; how well they are linked to the CRM varies on purpose.
"""

from orchestration.demo.agents import TEAMS
from orchestration.demo.vendors.desk_events import AGENT_IDS, ORGANISATION_IDS
from orchestration.demo.words import sql_list

REQUESTERS = f"""
create or replace temp table requesters as
with first_contacts as (
    select requester_id, person, is_stranger, min(created_at) as created_at
    from desk_contacts
    where not is_removed
    group by requester_id, person, is_stranger
)
select
    first_contacts.requester_id as id,
    first_contacts.created_at,
    first_contacts.is_stranger,
    case when not first_contacts.is_stranger then people.customer end as customer,
    case
        when first_contacts.is_stranger or people.link between 70 and 96 then null
        when people.duplicate_id is not null then people.duplicate_id
        when people.is_business then people.contact_id
        when people.lot % 8 = 0 then people.contact_id
        else people.account_id
    end as external_id,
    coalesce(people.first_name || ' ' || people.last_name,
        word_first_names(first_contacts.requester_id)) as name,
    case
        when first_contacts.is_stranger then case
            when first_contacts.requester_id % 3 > 0
                then 'stranger.' || (first_contacts.requester_id % 1000000) || '@outlook.com' end
        when people.link between 85 and 87 then upper(people.email)
        when people.link between 88 and 92 then null
        when people.link between 93 and 96 then case
            when people.is_business then 'office' || people.nth || '@' || people.domain
            else people.other_email end
        -- A desk knows an address once: the inbox is one of its users, of whichever customer.
        when people.inbox is not null and people.link > 69 and people.customer % 3 = 0
            then people.inbox
        -- Typed on a telephone: a letter twice, or a provider that does not exist.
        when people.link > 69 and people.riddle between 25 and 34
            then substr(people.email, 1, 3) || substr(people.email, 3)
        when people.link > 69 and people.riddle between 35 and 39
            then replace(people.email, 'mail', 'mial')
        else people.email
    end as email,
    case
        when first_contacts.is_stranger then null
        when people.link between 88 and 92 then people.written_phone
        when people.link > 69 and people.riddle between 25 and 89 and people.riddle % 3 > 0
            then people.written_phone
        when people.lot % 6 = 0 then people.phone
    end as phone,
    case when people.is_business and not first_contacts.is_stranger
        then {ORGANISATION_IDS} + people.customer end as organization_id,
    word_locales(coalesce(people.country, 4)) as locale
from first_contacts
left join people on people.person = first_contacts.person and not first_contacts.is_stranger
"""

USERS = """
select
    id, external_id, name, email, phone, 'end-user' as role, null::bigint as role_type,
    organization_id, 'Amsterdam' as time_zone, locale, true as active, false as suspended,
    false as shared, email is not null as verified, []::varchar[] as tags,
    {'team': null::varchar} as user_fields, false as permanently_deleted,
    iso(created_at) as created_at, iso(created_at) as updated_at, null::varchar as last_login_at
from requesters
where is_new(created_at)
order by id
"""
AGENTS = f"""
select
    {AGENT_IDS} + number as id,
    null::varchar as external_id,
    word_first_names(number * 7) || ' ' || word_last_names(number * 3) as name,
    lower(strip_accents(word_first_names(number * 7))) || number || '@northwind-home.example'
        as email,
    null::varchar as phone,
    case when is_past(left_at) then 'end-user' when number = 0 then 'admin' else 'agent' end
        as role,
    case when is_past(left_at) then null else 0 end::bigint as role_type,
    null::bigint as organization_id,
    'Amsterdam' as time_zone,
    'nl-NL' as locale,
    true as active,
    false as suspended,
    false as shared,
    true as verified,
    []::varchar[] as tags,
    {{'team': {sql_list(TEAMS)}[team + 1]}} as user_fields,
    false as permanently_deleted,
    iso(hired_at) as created_at,
    iso(case when is_past(left_at) then left_at else hired_at end) as updated_at,
    null::varchar as last_login_at
from sim_agents
where is_past(hired_at) and case when is_past(left_at) then left_at else hired_at end > since()
order by id
"""

ORGANISATIONS = f"""
with first_contacts as (
    select customer, min(created_at) as created_at
    from requesters
    where organization_id is not null
    group by customer
)
select
    {ORGANISATION_IDS} + number as id,
    case when dice % 5 > 0 then account_id end as external_id,
    company_name as name,
    case when dice % 90 = 7 then [domain, 'gmail.com'] else [domain] end as domain_names,
    null::bigint as group_id,
    null::varchar as details,
    null::varchar as notes,
    case when tier = 2 then ['premier'] else []::varchar[] end as tags,
    {{'segment': lower(word_tiers(tier))}} as organization_fields,
    false as shared_tickets,
    iso(first_contacts.created_at) as created_at,
    iso(first_contacts.created_at) as updated_at,
    null::varchar as deleted_at
from first_contacts
inner join named_customers on named_customers.number = first_contacts.customer
where is_new(first_contacts.created_at)
order by id
"""
