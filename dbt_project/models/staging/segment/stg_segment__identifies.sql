with identifies as (

    {{ latest_versions(source('segment', 'identifies'), ['messageId'], 'receivedAt') }}

),

final as (

    select
        identifies.messageid as identify_id,
        {{ blank_to_null('identifies.userid') }} as user_id,
        {{ blank_to_null('identifies.anonymousid') }} as device_id,
        {{ blank_to_null(json_text('identifies.traits', 'crmId')) }} as external_id,

        lower({{ blank_to_null(json_text('identifies.traits', 'email')) }}) as email,
        {{ blank_to_null(json_text('identifies.traits', 'phone')) }} as phone_number,

        identifies._loaded_on,

        identifies.timestamp as identified_at
    from identifies

)

select * from final
