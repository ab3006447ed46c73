-- One row per month whose customers on contract were watched for three more months.
with health as (

    select * from {{ ref('fct_customer_health') }}

),

lost_customers as (

    select * from {{ ref('int_customer_months_lost') }}

),

choice as (

    select max(decided_date) as decided_date
    from {{ ref('health_components') }}

),

-- Only what has come true can be judged, and proves only what was chosen before it.
judged_customers as (

    select
        health.customer_id,
        health.health_score,
        health.version_name,
        case when lost_customers.customer_id is null then 0 else 1 end as lost,
        health.month_end_date > coalesce(
            choice.decided_date, cast('1900-01-01' as date)
        ) as is_later,
        health.month_end_date
    from health
    cross join choice
    left join lost_customers
        on
            health.customer_id = lost_customers.customer_id
            and health.month_end_date = lost_customers.month_end_date
    where
        health.is_scored
        and health.is_on_contract
        and cast(
            {{ dbt.dateadd(
                'month',
                var('health_outcome_months') | int + 1,
                "date_trunc('month', health.month_end_date)"
            ) }} as date
        ) <= {{ first_open_month(as_of()) }}

),

ranked_customers as (

    select
        *,
        -- Equal scores share the mean of their ranks.
        rank() over (
            partition by month_end_date
            order by health_score asc
        ) + (count(*) over (partition by month_end_date, health_score) - 1) / 2.0
            as score_rank,
        ntile(10) over (
            partition by month_end_date
            order by health_score asc, customer_id asc
        ) as decile_number
    from judged_customers

),

months as (

    select
        month_end_date,
        version_name,
        is_later,
        count(*) as customer_count,
        sum(lost) as lost_count,
        sum(case when decile_number = 1 then 1 else 0 end) as worst_count,
        sum(case when decile_number = 1 then lost else 0 end) as worst_lost_count,
        sum(score_rank * lost) as lost_rank_sum
    from ranked_customers
    group by month_end_date, version_name, is_later

),

final as (

    select
        version_name,

        cast(customer_count as bigint) as customer_count,
        cast(lost_count as bigint) as lost_count,
        cast(worst_count as bigint) as worst_decile_customer_count,
        cast(worst_lost_count as bigint) as worst_decile_lost_count,
        cast(lost_count * (customer_count - lost_count) as bigint) as pair_count,
        cast(
            lost_count * (customer_count - lost_count)
            - (lost_rank_sum - lost_count * (lost_count + 1) / 2.0)
            as {{ type_double() }}
        ) as ordered_pair_count,

        is_later,

        month_end_date
    from months

)

select * from final
