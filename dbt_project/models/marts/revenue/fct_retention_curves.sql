-- One row per group of customers and month of tenure.
-- The two-sided 95 % of a normal distribution.
{% set z = 1.959963984540054 %}
{% set left_over = 'at_risk_count - lost_count' %}
{% set all_lost = 'case when lost_count = at_risk_count then 1 else 0 end' %}

with contract_attrition as (

    select * from {{ ref('fct_contract_attrition') }}

),

-- S(t) = Π (1 − d/n), as a sum of logarithms; 0 from where on all are lost.
-- Greenwood: Var S = S² Σ d / (n (n − d)).
survivals as (

    select
        segment_type,
        segment_name,
        tenure_months,
        at_risk_count,
        lost_count,
        case
            when max({{ all_lost }}) over up_to = 1
                then 0
            else
                exp(
                    sum(
                        case
                            when lost_count < at_risk_count
                                then ln(1 - {{ ratio('lost_count', 'at_risk_count') }})
                        end
                    ) over up_to
                )
        end as survival_rate,
        sum(
            {{ ratio('lost_count', 'at_risk_count * (' ~ left_over ~ ')') }}
        ) over up_to as greenwood_sum,
        _loaded_on
    from contract_attrition
    window
        up_to as (
            partition by segment_type, segment_name
            order by tenure_months asc
            rows between unbounded preceding and current row
        )

),

-- On the scale of log(−log S) the ends of the interval stay between 0 and 1.
survivals_with_spread as (

    select
        *,
        case
            when survival_rate > 0 and survival_rate < 1
                then {{ z }} * sqrt(greenwood_sum) / abs(ln(survival_rate))
        end as spread
    from survivals

),

final as (

    select
        segment_type
        || ':'
        || segment_name
        || ':'
        || cast(tenure_months as {{ dbt.type_string() }}) as retention_point_id,

        segment_type,
        segment_name,

        cast(tenure_months as bigint) as tenure_months,
        cast(at_risk_count as bigint) as at_risk_count,
        cast(lost_count as bigint) as lost_count,
        cast(round(survival_rate, 10) as {{ type_double() }}) as survival_rate,
        cast(round(power(survival_rate, exp(spread)), 10) as {{ type_double() }})
            as survival_low_rate,
        cast(round(power(survival_rate, exp(-spread)), 10) as {{ type_double() }})
            as survival_high_rate,

        {{ days_after(first_open_month(as_of()), -1) }} as observed_until_date,
        _loaded_on
    from survivals_with_spread

)

select * from final
