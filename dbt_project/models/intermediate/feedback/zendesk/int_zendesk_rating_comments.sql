-- One row per rating of a ticket that came with a comment.
with satisfaction_ratings as (

    select * from {{ ref('stg_zendesk__satisfaction_ratings') }}

),

final as (

    select
        'zendesk:rating:' || satisfaction_rating_id as feedback_id,
        requester_id as person_id,
        'zendesk:' || ticket_id as contact_id,
        'zendesk:' || satisfaction_rating_id as survey_response_id,

        'zendesk' as source_name,
        'zendesk' as identity_source_name,
        'rating' as origin_name,
        'email' as channel_name,
        comment_text,
        cast(null as {{ dbt.type_string() }}) as exclusion_reason,

        greatest(_loaded_on, {{ local_date('updated_at') }}) as _loaded_on,

        updated_at as given_at
    from satisfaction_ratings
    where
        comment_text is not null
        and score_code in ('good', 'bad')
        and updated_at < {{ as_of_end() }}

)

select * from final
