-- One row per invitation to a survey that was sent.
with invitations as (

    select * from {{ ref('int_survey_invitations_unioned') }}

),

customer_links as (

    select * from {{ ref('int_customer_links') }}

),

final as (

    select
        invitations.invitation_id as survey_invitation_id,
        coalesce(customer_links.customer_id, 'unknown') as customer_id,
        invitations.survey_id,

        invitations.source_name,
        invitations.status_code,

        invitations.is_delivered,
        invitations.is_delivered
        and coalesce(
            coalesce(invitations.started_at, invitations.completed_at)
            < {{ as_of_end() }},
            false
        ) as is_answered,
        invitations.is_delivered
        and coalesce(invitations.completed_at < {{ as_of_end() }}, false)
            as is_finished,
        invitations.is_delivered
        and {{ plus_days('invitations.sent_at', var('survey_window_days')) }}
        > {{ as_of_end() }} as is_pending,

        {{ local_date('invitations.sent_at') }} as sent_date,
        invitations._loaded_on,

        invitations.sent_at
    from invitations
    left join customer_links
        on
            invitations.source_name = customer_links.source_name
            and invitations.person_id = customer_links.identity_id
            and customer_links.identity_type = 'person'

)

select * from final
