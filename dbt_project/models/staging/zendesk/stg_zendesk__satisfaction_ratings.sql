with satisfaction_ratings as (

    {{ latest_versions(
        source('zendesk', 'satisfaction_ratings'), ['id'], 'updated_at'
    ) }}

),

final as (

    select
        satisfaction_ratings.id as satisfaction_rating_id,
        satisfaction_ratings.ticket_id,
        satisfaction_ratings.requester_id,
        satisfaction_ratings.assignee_id,

        satisfaction_ratings.score as score_code,
        satisfaction_ratings.reason as reason_name,
        {{ blank_to_null('satisfaction_ratings.comment') }} as comment_text,

        satisfaction_ratings._loaded_on,

        satisfaction_ratings.created_at,
        satisfaction_ratings.updated_at
    from satisfaction_ratings

)

select * from final
