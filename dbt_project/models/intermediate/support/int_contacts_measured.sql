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
        coalesce(contacts.reopen_count, 0) > 0 as is_reopened,
        {{ plus_days('contacts.resolved_at', window) }} as window_end_at,
        contacts.parent_contact_id is not null
        or coalesce(
            contacts.created_at <= {{ plus_days('repeats.previous_resolved_at', window) }},
            false
        ) as is_repeat,
        repeats.next_created_at,
        case when contacts.topic_name is not null then repeats.next_same_topic_created_at end
            as next_same_topic_created_at,
        follow_ups.followed_up_at,
        resolution_answers.is_resolved as is_resolved_by_answer
    from contacts
    left join repeats
        on contacts.contact_id = repeats.contact_id
    left join follow_ups
        on contacts.contact_id = follow_ups.contact_id
    left join resolution_answers
        on contacts.contact_id = resolution_answers.contact_id

),

-- What comes after the resolution and before the window ends; a follow-up repeats its
-- parent whoever wrote it, and on the same topic by its nature.
contacts_with_repeats as (

    select
        *,
        is_counted and is_repeat as repeats_earlier,
        is_resolved
        and coalesce(
            next_created_at <= window_end_at
            or (followed_up_at > resolved_at and followed_up_at <= window_end_at),
            false
        ) as has_repeat,
        is_resolved
        and coalesce(
            next_same_topic_created_at <= window_end_at
            or (followed_up_at > resolved_at and followed_up_at <= window_end_at),
            false
        ) as has_repeat_same_topic,
        is_resolved and window_end_at > {{ as_of_end() }} as is_maturing,
        is_resolved and window_end_at <= {{ as_of_end() }} as is_fcr_eligible
    from contacts_with_window

),

final as (

    select
        *,
        {{ minutes_between('waiting_since_at', 'first_replied_at') }}
            as first_reply_minutes,
        {{ minutes_between('created_at', 'first_resolved_at') }}
            as first_resolution_minutes,
        {{ minutes_between('created_at', 'resolved_at') }} as resolution_minutes,
        case
            when is_counted and not is_resolved
                then {{ minutes_between('created_at', as_of_end()) }}
        end as open_age_minutes
    from contacts_with_repeats

)

select * from final
