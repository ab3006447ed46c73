-- One row per unbroken time of a customer on contract.
with revenue_changes as (

    select * from {{ ref('int_recurring_revenue_changed') }}

),

-- A spell begins with the change from nothing and ends with the one to nothing.
numbered_changes as (

    select
        customer_id,
        sum(case when mrr_start_amount = 0 then 1 else 0 end) over (
            partition by customer_id
            order by month_date asc
        ) as spell_number,
        mrr_end_amount,
        month_date,
        _loaded_on
    from revenue_changes
    where
        month_date < {{ first_open_month(as_of()) }}
        and customer_id <> 'unknown'

),

spells as (

    select
        customer_id,
        spell_number,
        min(month_date) as started_month_date,
        max(case when mrr_end_amount = 0 then month_date end) as lost_month_date,
        max(_loaded_on) as _loaded_on
    from numbered_changes
    group by
        customer_id,
        spell_number

),

-- Who has not left yet was seen until the last complete month.
spells_with_last_month as (

    select
        spells.*,
        coalesce(
            spells.lost_month_date,
            {{ plus_months(first_open_month(as_of()), -1) }}
        ) as seen_until_month_date
    from spells

),

final as (

    select
        customer_id
        || ':'
        || cast(started_month_date as {{ dbt.type_string() }}) as subscription_spell_id,
        customer_id,

        cast(spell_number as bigint) as spell_number,
        cast(
            {{ dbt.datediff(
                'started_month_date', 'seen_until_month_date', 'month'
            ) }} as bigint
        ) as tenure_months,

        lost_month_date is not null as is_lost,

        started_month_date,
        lost_month_date,
        _loaded_on
    from spells_with_last_month

)

select * from final
