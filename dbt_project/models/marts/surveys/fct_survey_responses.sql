-- One row per answered survey question that measures NPS, CSAT or effort.
with survey_answers as (

    select * from {{ ref('int_survey_answers_unioned') }}

),

customer_links as (

    select * from {{ ref('int_customer_links') }}

),

contacts as (

    select * from {{ ref('fct_contacts') }}

),

-- An answer outside the scale is missing, never clipped (DECISIONS D20); who answers
-- about a contact is its customer even when the survey knows nobody (D26), but not when
-- it knows somebody who hangs between two customers (D130).
answers as (

    select
        survey_answers.survey_answer_id,
        {{ linked_customer(['customer_links', 'contacts']) }} as linked_customer_id,
        contacts.contact_id,
        survey_answers.survey_id,
        survey_answers.question_id,
        survey_answers.source_name,
        survey_answers.metric_name,
        survey_answers.channel_name,
        survey_answers.score_raw,
        case
            when
                survey_answers.answer_value
                between survey_answers.scale_min and survey_answers.scale_max
                then survey_answers.answer_value
        end as score,
        survey_answers.scale_min,
        survey_answers.scale_max,
        survey_answers.weight,
        survey_answers.is_higher_better,
        survey_answers._loaded_on,
        survey_answers.answered_at
    from survey_answers
    left join customer_links
        on
            survey_answers.identity_source_name = customer_links.source_name
            and survey_answers.person_id = customer_links.identity_id
            and customer_links.identity_type = 'person'
    left join contacts
        on survey_answers.contact_id = contacts.contact_id
    where
        survey_answers.metric_name in ('nps', 'csat', 'ces')
        and survey_answers.exclusion_reason is null

),

answers_with_distance as (

    select
        *,
        case when is_higher_better then scale_max - score else score - scale_min end
            as boxes_from_best,
        nullif(scale_max - scale_min, 0) as boxes,
        case when metric_name = 'csat' and scale_min = 1 and scale_max = 5 then 5 end
            as best_rating
    from answers

),

final as (

    select
        survey_answer_id as survey_response_id,
        coalesce(linked_customer_id, 'unknown') as customer_id,
        contact_id,
        survey_id,
        question_id,

        source_name,
        metric_name,
        channel_name,
        score_raw,

        cast(score as {{ type_double() }}) as score,
        cast(scale_min as {{ type_double() }}) as scale_min,
        cast(scale_max as {{ type_double() }}) as scale_max,
        cast(weight as {{ type_double() }}) as weight,
        cast(
            case when metric_name = 'ces' then 1 + 4.0 * boxes_from_best / boxes end
            as {{ type_double() }}
        ) as effort_score,
        cast(best_rating - boxes_from_best as {{ type_double() }}) as rating_score,

        score is not null as is_valid,
        metric_name = 'nps' and coalesce(score >= 9, false) as is_promoter,
        metric_name = 'nps' and coalesce(score >= 7 and score < 9, false) as is_passive,
        metric_name = 'nps' and coalesce(score < 7, false) as is_detractor,
        -- The two top boxes; of a thumb's two boxes only the better one.
        metric_name = 'csat'
        and coalesce(
            boxes_from_best <= case when boxes < 2 then 0 else 1 end, false
        ) as is_satisfied,
        metric_name = 'ces'
        and not (scale_min = 1 and scale_max = 5 and not is_higher_better)
            as is_mapped_scale,
        is_higher_better,

        {{ local_date('answered_at') }} as answered_date,
        _loaded_on,

        answered_at
    from answers_with_distance

)

select * from final
