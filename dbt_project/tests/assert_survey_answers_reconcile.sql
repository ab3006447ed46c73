-- Answers of all sources = answers in the mart + those left out for a reason.
with answers_of_sources as (

    select
        count(*) as answer_count,
        coalesce(sum(case when exclusion_reason is not null then 1 else 0 end), 0)
            as excluded_count
    from {{ ref('int_survey_answers_unioned') }}
    where metric_name in ('nps', 'csat', 'ces')

),

answers_in_mart as (

    select count(*) as answer_count
    from {{ ref('fct_survey_responses') }}

),

final as (

    select
        answers_of_sources.answer_count,
        answers_of_sources.excluded_count,
        answers_in_mart.answer_count as found_count
    from answers_of_sources
    cross join answers_in_mart
    where
        answers_of_sources.answer_count - answers_of_sources.excluded_count
        <> answers_in_mart.answer_count

)

select * from final
