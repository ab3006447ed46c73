"""The CRM's exports: SQL that turns the simulation into Data Loader rows as of a night.

A record is written when it changed in the window; what it says is what was known by its end.
"""

from orchestration.demo.world import DAY


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
    case
        when not records.is_business and not is_duplicate then people.contact_id
    end as "PersonContactId",
    '0055g00000AbCdEAAV' as "OwnerId",
    case
        when records.is_business then records.company_name
        else people.first_name || ' ' || people.last_name
    end as "Name",
    case when not records.is_business then people.first_name end as "FirstName",
    case when not records.is_business then people.last_name end as "LastName",
    case when not records.is_business then people.email end as "PersonEmail",
    case when not records.is_business then people.phone end as "PersonMobilePhone",
    case when records.is_business then word_dial_codes(records.country) || '20'
        || lpad((records.number % 10000000)::varchar, 7, '0') end as "Phone",
    case when records.is_business then 'https://www.' || records.domain end as "Website",
    coalesce(records.type, 'Prospect') as "Type",
    case when records.is_business then word_industries(records.industry) end as "Industry",
    case when is_past(records.joined_at + {3 * DAY}) then word_tiers(records.tier) end as "Tier__c",
    word_sources(records.source) as "AccountSource",
    case
        -- Whoever wrote it down may have picked an account that was merged away since.
        when is_duplicate or not is_past(referrers.created_at) then null
        when referrers.duplicate_at < records.created_at then referrers.duplicate_id
        else referrers.account_id
    end as "Referred_By__c",
    word_cities(records.country) as "BillingCity",
    (1000 + records.dice % 9000)::varchar as "BillingPostalCode",
    word_countries(records.country) as "BillingCountry",
    word_country_codes(records.country) as "BillingCountryCode",
    word_regions(records.country) as "Region__c",
    currency_of(records.number, records.is_subscriber, records.country) as "CurrencyIsoCode",
    case when records.is_business then records.employees end as "NumberOfEmployees",
    case
        when records.is_business and records.dice % 4 > 0 then records.employees * 90000.0
    end as "AnnualRevenue",
    not records.is_business as "IsPersonAccount",
    {_stamps("records.created_at", "records.changed_at")}
from records
inner join people on people.customer = records.number and people.nth = 0
left join named_customers as referrers on referrers.number = records.referrer
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
    coalesce(inbox, case when lot % 40 > 0 then email end) as "Email",
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
    orders.currency as "CurrencyIsoCode",
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

# The company was founded in 2015; rates are entered on the first of a month at three at night.
_CURRENCIES = "(values (1, 'EUR'), (2, 'GBP'), (3, 'USD')) as currencies (number, code)"

CURRENCY_TYPES = f"""
select
    sf_id('01L', number) as "Id",
    code as "IsoCode",
    exchange_rate(code, 2015 * 12 + 1) as "ConversionRate",
    2 as "DecimalPlaces",
    true as "IsActive",
    code = 'EUR' as "IsCorporate",
    {_stamps("1420074000", "1420074000")}
from {_CURRENCIES}
where is_new(1420074000)
order by "Id"
"""

DATED_CONVERSION_RATES = f"""
select
    sf_id('04w', number * 10_000 + months % 10_000) as "Id",
    code as "IsoCode",
    exchange_rate(code, months) as "ConversionRate",
    calendar(first_day) as "StartDate",
    date '9999-12-31' as "NextStartDate",
    {_stamps("changed_at")}
from (
    select
        number, code, first_day, month_number(first_day) as months,
        first_day * {DAY} + 10_800 as changed_at
    from {_CURRENCIES}
    cross join (
        select cast(day as date) - date '1970-01-01' as first_day
        from generate_series(
            timestamp '2015-01-01', instant(until()), interval 1 month
        ) as months (day)
    )
    where code <> 'EUR'
)
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
    "currency_types": CURRENCY_TYPES,
    "dated_conversion_rates": DATED_CONVERSION_RATES,
}
