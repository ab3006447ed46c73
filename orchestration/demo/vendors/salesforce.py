"""The CRM's exports: SQL that turns the simulation into Data Loader rows as of a night.

A record is written when it changed in the window; what it says is what was known by its end.
"""

from orchestration.demo.world import DAY

STATE = (
    f"""
create or replace temp table account_events as
select number as customer, created_at as happened_at, null as type from named_customers
union all select number, joined_at, 'Customer' from named_customers
union all select number, joined_at + {3 * DAY}, null from named_customers
union all select number, merged_at, null from named_customers
union all select customer, (last_day + 1) * {DAY} + 7200, 'Former Customer' from sim_endings
union all select customer, ordered_at, 'Customer' from sim_terms where kind = 3
""",
    """
create or replace temp table account_state as
select
    customer,
    max(happened_at) as changed_at,
    max_by(type, happened_at) filter (where type is not null) as type
from account_events
where is_past(happened_at)
group by customer
""",
    """
create or replace temp table people_now as
select *, created_at as changed_at from people where is_past(created_at)
""",
    f"""
create or replace temp table contract_state as
with terms as (
    select
        customer, spell, min(first_day) as first_day, max(last_day) as last_day,
        min(ordered_at) as activated_at, max(ordered_at) as ordered_at
    from sim_terms
    where is_past(ordered_at)
    group by customer, spell
)
select
    terms.*,
    coalesce(is_past((ended.last_day + 1) * {DAY} + 7200), false) as is_terminated,
    greatest(
        terms.ordered_at,
        case
            when is_past((ended.last_day + 1) * {DAY} + 7200)
                then (ended.last_day + 1) * {DAY} + 7200
            else 0
        end
    ) as changed_at
from terms
left join sim_endings as ended using (customer, spell)
""",
    f"""
create or replace temp table order_state as
select
    customer, customer * 2000 + sequence as number, spell,
    ['New', 'Renewal', 'Add-on', 'Reactivation'][kind + 1] as type,
    'Activated' as status, price, quantity, 1 as lines, first_day, last_day,
    ordered_at as created_at, ordered_at as activated_at, ordered_at as changed_at
from sim_terms
where is_past(ordered_at)
union all
select
    customer, customer * 2000 + 1000 + sequence, null, 'One-off',
    case
        when dice % 60 = 0 and is_past(bought_at + {DAY}) then 'Cancelled'
        when dice % 60 in (1, 2) and not is_past(bought_at + 18000) then 'Draft'
        else 'Activated'
    end as status,
    amount, 1, 1 + (dice % 5 = 0)::integer + (dice % 11 = 0)::integer,
    bought_at // {DAY}, null, bought_at,
    case
        when dice % 60 not in (1, 2) then bought_at
        when is_past(bought_at + 18000) then bought_at + 18000
    end,
    case
        when dice % 60 = 0 and is_past(bought_at + {DAY}) then bought_at + {DAY}
        when dice % 60 in (1, 2) and is_past(bought_at + 18000) then bought_at + 18000
        else bought_at
    end
from sim_purchases
where is_past(bought_at)
""",
    f"""
create or replace temp table opportunity_state as
with deals as (
    select
        terms.customer, terms.customer * 2000 + terms.sequence as number, terms.spell,
        case terms.kind when 0 then 'New Business' when 2 then 'Existing Business'
            else 'Reactivation' end as type,
        true as is_won,
        terms.price * terms.quantity * customers.term_months as amount,
        terms.ordered_at - {15 * DAY} - customers.dice % {20 * DAY} as created_at,
        terms.ordered_at - 60 as closed_at
    from sim_terms as terms
    inner join named_customers as customers on customers.number = terms.customer
    where customers.is_business and terms.kind <> 1
    union all
    select
        number, number * 2000 + 1000, null, 'Existing Business', false, quantity * 29.0 * 6,
        joined_at + {120 * DAY}, joined_at + {165 * DAY} + dice % {9 * DAY}
    from named_customers
    where is_business and dice % 3 = 0
)
select
    *,
    case
        when is_past(closed_at) then closed_at
        when is_past(created_at + {5 * DAY}) then created_at + {5 * DAY}
        else created_at
    end as changed_at
from deals
where is_past(created_at)
""",
)


def _stamps(created: str, changed: str = "changed_at") -> str:
    return f"""
    iso_ms({created}) as "CreatedDate",
    iso_ms({changed}) as "LastModifiedDate",
    iso_ms({changed} + 2) as "SystemModstamp"
"""


ACCOUNTS = f"""
with records as (
    select
        named_customers.*, account_state.changed_at, account_state.type, false as is_duplicate,
        account_id as record_id, null as master_id
    from named_customers
    inner join account_state on account_state.customer = named_customers.number
    union all
    select
        * replace (duplicate_at as created_at),
        case when is_past(merged_at) then merged_at else duplicate_at end,
        'Prospect', true, duplicate_id, case when is_past(merged_at) then account_id end
    from named_customers
    where is_past(duplicate_at)
)
select
    record_id as "Id",
    master_id is not null as "IsDeleted",
    master_id as "MasterRecordId",
    null as "ParentId",
    case when not records.is_business and not is_duplicate then people.contact_id end as "PersonContactId",
    '0055g00000AbCdEAAV' as "OwnerId",
    case
        when records.is_business then company_name else people.first_name || ' ' || people.last_name
    end as "Name",
    case when not records.is_business then people.first_name end as "FirstName",
    case when not records.is_business then people.last_name end as "LastName",
    case when not records.is_business then people.email end as "PersonEmail",
    case when not records.is_business then people.phone end as "PersonMobilePhone",
    case when records.is_business then word_dial_codes(records.country) || '20'
        || lpad((records.number % 10000000)::varchar, 7, '0') end as "Phone",
    case when records.is_business then 'https://www.' || records.domain end as "Website",
    coalesce(type, 'Prospect') as "Type",
    case when records.is_business then word_industries(industry) end as "Industry",
    case when is_past(joined_at + {3 * DAY}) then word_tiers(tier) end as "Tier__c",
    word_sources(source) as "AccountSource",
    word_cities(records.country) as "BillingCity",
    (1000 + dice % 9000)::varchar as "BillingPostalCode",
    word_countries(records.country) as "BillingCountry",
    word_country_codes(records.country) as "BillingCountryCode",
    word_regions(records.country) as "Region__c",
    'EUR' as "CurrencyIsoCode",
    case when records.is_business then employees end as "NumberOfEmployees",
    case when records.is_business and dice % 4 > 0 then employees * 90000.0 end as "AnnualRevenue",
    not records.is_business as "IsPersonAccount",
    {_stamps("records.created_at", "records.changed_at")}
from records
inner join people on people.customer = records.number and people.nth = 0
where is_new(records.changed_at)
order by "Id"
"""

CONTACTS = f"""
select
    contact_id as "Id",
    account_id as "AccountId",
    null as "MasterRecordId",
    '0055g00000AbCdEAAV' as "OwnerId",
    first_name as "FirstName",
    last_name as "LastName",
    case when lot % 40 > 0 then email end as "Email",
    null as "Phone",
    case when lot % 5 > 0 then phone end as "MobilePhone",
    case when is_business then word_titles(lot) end as "Title",
    false as "IsDeleted",
    lot % 9 = 0 as "HasOptedOutOfEmail",
    not is_business as "IsPersonAccount",
    {_stamps("created_at")}
from people_now
where is_new(changed_at)
order by "Id"
"""

OPPORTUNITIES = f"""
select
    sf_id('006', deals.number) as "Id",
    customers.account_id as "AccountId",
    case
        when is_won and is_past(closed_at) then sf_id('800', deals.customer * 100 + deals.spell)
    end as "ContractId",
    '0055g00000AbCdEAAV' as "OwnerId",
    customers.company_name || ' - ' || deals.type as "Name",
    case
        when is_past(closed_at) then case when is_won then 'Closed Won' else 'Closed Lost' end
        when is_past(deals.created_at + {5 * DAY}) then 'Proposal/Price Quote'
        else 'Qualification'
    end as "StageName",
    case
        when is_past(closed_at) then case when is_won then 'Closed' else 'Omitted' end
        else 'Pipeline'
    end as "ForecastCategoryName",
    deals.type as "Type",
    word_sources(customers.source) as "LeadSource",
    'EUR' as "CurrencyIsoCode",
    case when is_past(deals.created_at + {5 * DAY}) then deals.amount end as "Amount",
    case
        when is_past(closed_at) then case when is_won then 100 else 0 end
        when is_past(deals.created_at + {5 * DAY}) then 65
        else 10
    end as "Probability",
    false as "IsDeleted",
    is_past(closed_at) as "IsClosed",
    is_won and is_past(closed_at) as "IsWon",
    calendar(closed_at // {DAY}) as "CloseDate",
    {_stamps("deals.created_at")}
from opportunity_state as deals
inner join named_customers as customers on customers.number = deals.customer
where is_new(changed_at)
order by "Id"
"""

CONTRACTS = f"""
select
    sf_id('800', contracts.customer * 100 + contracts.spell) as "Id",
    customers.account_id as "AccountId",
    '0055g00000AbCdEAAV' as "OwnerId",
    lpad((contracts.customer * 100 + contracts.spell)::varchar, 10, '0') as "ContractNumber",
    case when is_terminated then 'Terminated' else 'Activated' end as "Status",
    'EUR' as "CurrencyIsoCode",
    customers.term_months as "ContractTerm",
    false as "IsDeleted",
    calendar(first_day) as "StartDate",
    calendar(last_day) as "EndDate",
    iso_ms(activated_at) as "ActivatedDate",
    {_stamps("activated_at")}
from contract_state as contracts
inner join named_customers as customers on customers.number = contracts.customer
where is_new(changed_at)
order by "Id"
"""

ORDERS = f"""
select
    sf_id('801', orders.number) as "Id",
    customers.account_id as "AccountId",
    case
        when spell is not null then sf_id('800', orders.customer * 100 + spell)
    end as "ContractId",
    case
        when customers.is_business and orders.type not in ('Renewal', 'One-off')
            then sf_id('006', orders.number)
    end as "OpportunityId",
    '0055g00000AbCdEAAV' as "OwnerId",
    lpad(orders.number::varchar, 12, '0') as "OrderNumber",
    orders.type as "Type",
    status as "Status",
    'EUR' as "CurrencyIsoCode",
    round(price * orders.quantity, 2) as "TotalAmount",
    false as "IsDeleted",
    calendar(first_day) as "EffectiveDate",
    calendar(last_day) as "EndDate",
    iso_ms(activated_at) as "ActivatedDate",
    {_stamps("orders.created_at")}
from order_state as orders
inner join named_customers as customers on customers.number = orders.customer
where is_new(changed_at)
order by "Id"
"""

ORDER_ITEMS = f"""
with lines as (
    select
        orders.* replace (orders.created_at as changed_at),
        line,
        case
            when lines = 1 then price
            when line > 0 then round(price / lines, 2)
            else round(price - (lines - 1) * round(price / lines, 2), 2)
        end as unit_price
    from order_state as orders, unnest(range(lines)) as each(line)
)
select
    sf_id('802', number * 4 + line) as "Id",
    sf_id('801', number) as "OrderId",
    sf_id('01t', 1 + (number + line) % 6) as "Product2Id",
    lpad((number * 4 + line)::varchar, 13, '0') as "OrderItemNumber",
    case when spell is null then '' else 'Service plan for ' end
    || word_products(number + line) as "Description",
    quantity::double as "Quantity",
    unit_price as "UnitPrice",
    round(unit_price * quantity, 2) as "TotalPrice",
    false as "IsDeleted",
    calendar(first_day) as "ServiceDate",
    calendar(last_day) as "EndDate",
    {_stamps("created_at")}
from lines
where is_new(changed_at)
order by "Id"
"""

TABLES = {
    "accounts": ACCOUNTS,
    "contacts": CONTACTS,
    "opportunities": OPPORTUNITIES,
    "contracts": CONTRACTS,
    "orders": ORDERS,
    "order_items": ORDER_ITEMS,
}
