-- One row per customer and complete month since the end of their first.
{% set sign_of = {
    'recency': 'recency_days',
    'contact': 'contacts_per_month',
    'open_contact': 'open_contact_days',
    'nps': 'nps_score',
    'satisfaction': 'satisfaction_share',
    'tenure': 'tenure_months',
} %}
with signs as (

    select * from {{ ref('fct_customer_signs') }}

),

components as (

    select * from {{ ref('health_components') }}

),

rules as (

    select * from {{ ref('follow_up_rules') }}

),

version as (

    select
        max(version_name) as version_name,
        sum(weight) as all_weight
    from components

),

month_ends as (

    {{ days_since_first('signs', 'month_end_date') }}

),

-- A component that the seed does not name has neither points nor weight.
signs_with_points as (

    select
        month_ends.*,
        {% for name, sign in sign_of.items() %}
            {{ health_points('signs.' ~ sign, name) }} as {{ name }}_points,
            {{ name }}.weight as {{ name }}_weight,
        {% endfor %}
        signs.mrr_amount,
        signs.is_on_contract,
        signs.customer_id is not null as is_customer
    from month_ends
    left join signs
        on
            month_ends.customer_id = signs.customer_id
            and month_ends.month_end_date = signs.month_end_date
    {% for name, sign in sign_of.items() %}
        left join components as {{ name }}
            on {{ name }}.component_name = '{{ sign }}'
    {% endfor %}

),

-- Below half of the weight nothing is said: unknown is not low (DECISIONS D155).
signs_with_score as (

    select
        signs_with_points.*,
        version.version_name,
        {{ health_known_weight() }} / version.all_weight as coverage_share,
        case
            when {{ health_known_weight() }} >= 0.5 * version.all_weight
                then round(
                    {{ health_weighted_points() }} / {{ health_known_weight() }}, 4
                )
        end as health_score
    from signs_with_points
    cross join version

),

final as (

    select
        signs_with_score.customer_id
        || ':'
        || cast(signs_with_score.month_end_date as {{ dbt.type_string() }})
            as customer_month_end_id,
        signs_with_score.customer_id,

        signs_with_score.version_name,

        signs_with_score.recency_points,
        signs_with_score.contact_points,
        signs_with_score.open_contact_points,
        signs_with_score.nps_points,
        signs_with_score.satisfaction_points,
        signs_with_score.tenure_points,
        cast(signs_with_score.coverage_share as {{ type_double() }}) as coverage_share,
        cast(signs_with_score.health_score as {{ type_double() }}) as health_score,
        coalesce(signs_with_score.mrr_amount, 0) as mrr_amount,

        signs_with_score.is_customer,
        coalesce(signs_with_score.is_on_contract, false) as is_on_contract,
        signs_with_score.health_score is not null as is_scored,
        coalesce(signs_with_score.health_score < rules.threshold_value, false)
            as is_at_risk,

        signs_with_score.month_end_date
    from signs_with_score
    left join rules
        on rules.reason_name = 'at_risk'

)

select * from final
