"""What the CRM held by a night: accounts, contracts, orders and deals as of its end, in SQL.

How the records are written lives in vendors/salesforce.py.
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
    'Activated' as status, 'EUR' as currency, price, quantity, 1 as lines, first_day, last_day,
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
    currency,
    round(amount * exchange_rate(currency, month_number(bought_at // {DAY})), 2),
    1, 1 + (dice % 5 = 0)::integer + (dice % 11 = 0)::integer,
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
from (
    select purchases.*, currency_of(customers.number, is_subscriber, country) as currency
    from sim_purchases as purchases
    inner join named_customers as customers on customers.number = purchases.customer
)
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
