-- One row per group of customers and month of tenure.
{% set groups = {
    'all': "'all'",
    'customer_type': 'customers.customer_type',
    'tier': 'customers.tier_name',
    'region': 'customers.region_name',
    'acquisition_channel': 'customers.acquisition_channel_name',
    'onboarding_month': "substring(cast(subscription_spells.started_month_date as varchar), 1, 7)",
} %}

with subscription_spells as (

    select * from {{ ref('fct_subscription_spells') }}

),

customers as (

    select * from {{ ref('dim_customers') }}

),

-- A contract counts once in each way of grouping.
spells_by_group as (
    {% for segment_type, segment_name in groups.items() %}
        select
            '{{ segment_type }}' as segment_type,
            {{ segment_name }} as segment_name,
            subscription_spells.tenure_months,
            subscription_spells.is_lost,
            subscription_spells._loaded_on
        from subscription_spells
        inner join customers
            on subscription_spells.customer_id = customers.customer_id
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

observed as (

    select
        segment_type,
        segment_name,
        tenure_months,
        count(*) as left_count,
        sum(case when is_lost then 1 else 0 end) as lost_count,
        max(_loaded_on) as _loaded_on
    from spells_by_group
    group by
        segment_type,
        segment_name,
        tenure_months

),

segments as (

    select
        segment_type,
        segment_name,
        max(tenure_months) as last_tenure_months,
        max(_loaded_on) as _loaded_on
    from observed
    group by
        segment_type,
        segment_name

),

tenures as (

    {{ whole_numbers(below=most_months()) }}

),

-- Months in which nobody left are points of the curve too.
at_risk as (

    select
        segments.segment_type,
        segments.segment_name,
        tenures.number as tenure_months,
        sum(coalesce(observed.left_count, 0)) over (
            partition by segments.segment_type, segments.segment_name
            order by tenures.number desc
        ) as at_risk_count,
        coalesce(observed.lost_count, 0) as lost_count,
        segments._loaded_on
    from segments
    inner join tenures
        on segments.last_tenure_months >= tenures.number
    left join observed
        on
            segments.segment_type = observed.segment_type
            and segments.segment_name = observed.segment_name
            and tenures.number = observed.tenure_months

),

final as (

    select
        segment_type
        || ':'
        || segment_name
        || ':'
        || cast(tenure_months as {{ dbt.type_string() }}) as contract_attrition_id,

        segment_type,
        segment_name,

        cast(tenure_months as bigint) as tenure_months,
        cast(at_risk_count as bigint) as at_risk_count,
        cast(lost_count as bigint) as lost_count,
        _loaded_on
    from at_risk

)

select * from final
