-- One row per complete month behind a whole baseline and cell of segments.
{% set baseline_months = var('churn_baseline_months') | int %}
{% set recent_months = var('churn_recent_months') | int %}
{% set counts = ['start_count', 'lost_count'] %}
{% set periods = {'baseline': 'baseline_until_date', 'recent': 'month_date'} %}

with cell_months as (

    select * from {{ ref('int_churn_by_segment') }}

),

-- Without a declared baseline it is the year before the last year.
months as (

    select
        month_date,
        min(min(month_date)) over () as first_month_date,
        {{ plus_months('month_date', 1 - recent_months) }} as recent_from_date,
        {% if var('churn_baseline_from') %}
            cast('{{ var("churn_baseline_from") }}' as date)
        {% else %}
            {{ plus_months('month_date', -11 - baseline_months) }}
        {% endif %} as baseline_from_date
    from cell_months
    group by month_date

),

periods as (

    select
        months.*,
        {{ plus_months('months.baseline_from_date', baseline_months - 1) }}
            as baseline_until_date
    from months

),

parts as (

    select
        cell_months.customer_type,
        cell_months.tier_name,
        cell_months.region_name,
        periods.baseline_from_date,
        periods.baseline_until_date,
        {% for period, until in periods.items() %}
            {% for count in counts %}
                sum(
                    case
                        when
                            cell_months.month_date >= periods.{{ period }}_from_date
                            and cell_months.month_date <= periods.{{ until }}
                            then cell_months.{{ count }}
                        else 0
                    end
                ) as {{ period }}_{{ count }},
            {% endfor %}
        {% endfor %}
        sum(
            case
                when cell_months.month_date = periods.month_date
                    then cell_months.mrr_start_amount
                else 0
            end
        ) as mrr_start_amount,
        periods.month_date
    from periods
    inner join cell_months
        on
            periods.baseline_from_date <= cell_months.month_date
            and periods.month_date >= cell_months.month_date
    where
        periods.baseline_from_date >= periods.first_month_date
        and periods.baseline_until_date < periods.recent_from_date
    group by
        cell_months.customer_type,
        cell_months.tier_name,
        cell_months.region_name,
        periods.baseline_from_date,
        periods.baseline_until_date,
        periods.month_date

),

final as (

    select
        {{ hash_key(['month_date', 'customer_type', 'tier_name', 'region_name']) }}
            as churn_saving_id,

        customer_type,
        tier_name,
        region_name,
        substring(cast(baseline_from_date as {{ dbt.type_string() }}), 1, 7)
        || ' to '
        || substring(cast(baseline_until_date as {{ dbt.type_string() }}), 1, 7)
            as baseline_name,

        {% for count in counts %}
            cast(baseline_{{ count }} as bigint) as baseline_{{ count }},
            cast(recent_{{ count }} as bigint) as recent_{{ count }},
        {% endfor %}
        cast(
            mrr_start_amount
            * {{ var('gross_margin') }}
            * {{ var('churn_horizon_months') }} as {{ type_double() }}
        ) as horizon_margin_amount,

        month_date
    from parts

)

select * from final
