-- One row per customer and complete month at whose end they are a customer.
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

-- A component that the seed does not name has neither points nor weight.
signs_with_points as (

    select
        signs.*,
        {{ health_points('signs.recency_days', 'recency') }} as recency_points,
        {{ health_points('signs.contacts_per_month', 'contact') }} as contact_points,
        {{ health_points('signs.open_contact_days', 'open_contact') }}
            as open_contact_points,
        {{ health_points('signs.nps_score', 'nps') }} as nps_points,
        {{ health_points('signs.satisfaction_share', 'satisfaction') }}
            as satisfaction_points,
        {{ health_points('signs.tenure_months', 'tenure') }} as tenure_points,
        recency.weight as recency_weight,
        contact.weight as contact_weight,
        open_contact.weight as open_contact_weight,
        nps.weight as nps_weight,
        satisfaction.weight as satisfaction_weight,
        tenure.weight as tenure_weight
    from signs
    left join components as recency
        on recency.component_name = 'recency_days'
    left join components as contact
        on contact.component_name = 'contacts_per_month'
    left join components as open_contact
        on open_contact.component_name = 'open_contact_days'
    left join components as nps
        on nps.component_name = 'nps_score'
    left join components as satisfaction
        on satisfaction.component_name = 'satisfaction_share'
    left join components as tenure
        on tenure.component_name = 'tenure_months'

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
        signs_with_score.customer_month_end_id,
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
        signs_with_score.mrr_amount,

        signs_with_score.is_on_contract,
        signs_with_score.health_score is not null as is_scored,
        coalesce(signs_with_score.health_score < rules.threshold_value, false)
            as is_at_risk,

        signs_with_score.month_end_date
    from signs_with_score
    left join rules
        on rules.reason_name = 'at_risk'

)

select * from final
