with comments as (

    {{ latest_versions(source('zendesk', 'comments'), ['id']) }}

),

final as (

    select
        comments.id as comment_id,
        comments.ticket_id,
        comments.author_id,
        comments.audit_id,

        comments.type as comment_type,
        {{ json_text('comments.via', 'channel') }} as channel_code,

        comments.public as is_public,

        comments._loaded_on,

        comments.created_at
    from comments

)

select * from final
