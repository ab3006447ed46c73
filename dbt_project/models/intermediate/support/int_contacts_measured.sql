-- One row per contact, with everything that is measured on it.
with contacts as (

    select * from {{ ref('int_contacts_identified') }}

),

repeats as (

    select * from {{ ref('int_contacts_with_repeats') }}

),

follow_ups as (

    select * from {{ ref('int_contacts_followed_up') }}

),

resolution_answers as (

    select * from {{ ref('int_contacts_with_resolution_answer') }}

),

{% set window = var('first_contact_window_days') %}

contacts_with_window as (

    select
        contacts.*,
        contacts.exclusion_reason is null as is_counted,
        contacts.exclusion_reason is null
        and contacts.resolved_at is not null as is_resolved,
        {{ plus_days('contacts.resolved_at', window) }} as window_end_at,
        {{ plus_days('repeats.previous_resolved_at', window) }} as repeat_until_at,
        -- A follow-up repeats its parent whoever wrote it, and on the same topic.
        least(repeats.next_created_at, follow_ups.followed_up_at) as next_created_at,
        least(
            case
                when contacts.topic_name is not null
                    then repeats.next_same_topic_created_at
            end,
            follow_ups.followed_up_at
        ) as next_same_topic_created_at,
        resolution_answers.is_resolved as is_resolved_by_answer
    from contacts
    left join repeats
        on contacts.contact_id = repeats.contact_id
    left join follow_ups
        on contacts.contact_id = follow_ups.contact_id
    left join resolution_answers
        on contacts.contact_id = resolution_answers.contact_id

),

contacts_with_repeats as (

    select
        *,
        reopen_count > 0 as is_reopened,
        is_counted
        and (
            parent_contact_id is not null
            or coalesce(created_at <= repeat_until_at, false)
        ) as is_repeat,
        is_resolved and coalesce(next_created_at <= window_end_at, false)
            as has_repeat,
        is_resolved and coalesce(next_same_topic_created_at <= window_end_at, false)
            as has_repeat_same_topic,
        -- A window holds its last instant, which is midnight in files of days alone.
        is_resolved and window_end_at >= {{ as_of_end() }} as is_maturing,
        is_resolved and window_end_at < {{ as_of_end() }} as is_fcr_eligible
    from contacts_with_window

),

final as (

    select
        contact_id,
        customer_id,
        agent_id,
        parent_contact_id,

        source_name,
        channel_name,
        topic_name,
        priority_name,
        status_name,
        exclusion_reason,

        agent_reply_count,
        reopen_count,
        reassignment_count,

        is_opened_by_agent,
        is_answered,
        is_counted,
        is_resolved,
        is_reopened,
        is_repeat,
        has_repeat,
        has_repeat_same_topic,
        is_maturing,
        is_fcr_eligible,
        is_resolved_by_answer,

        _loaded_on,

        created_at,
        waiting_since_at,
        first_replied_at,
        first_resolved_at,
        resolved_at
    from contacts_with_repeats

)

select * from final
