-- One row per contact of any support desk, counted or not.
{% set business_times = [
    'first_reply_business_minutes', 'first_reply_last_schedule_minutes',
    'first_resolution_business_minutes', 'first_resolution_last_schedule_minutes',
    'resolution_business_minutes', 'resolution_last_schedule_minutes',
] %}
with contacts as (

    select * from {{ ref('int_contacts_measured') }}

),

times as (

    select * from {{ ref('int_contacts_in_business_time') }}

),

-- A later contact, another customer, an answer or time alone can change a contact
-- to which nothing was added: what is shown is compared with what would be.
changed_contacts as (

    select
        {% for column in business_times %}
            times.{{ column }},
        {% endfor %}
        coalesce(contacts.reopen_count = 0, false) as is_never_reopened,
        contacts.*
    from contacts
    left join times
        on contacts.contact_id = times.contact_id
    {% if is_incremental() %}
        left join {{ this }} as previous
            on contacts.contact_id = previous.contact_id
        where
            previous.contact_id is null
            or {{ is_touched('contacts._loaded_on') }}
            or (contacts.is_counted and not contacts.is_resolved)
            or previous.customer_id <> contacts.customer_id
            or previous.is_answered is distinct from contacts.is_answered
            or previous.is_repeat <> contacts.is_repeat
            or previous.has_repeat <> contacts.has_repeat
            or previous.has_repeat_same_topic <> contacts.has_repeat_same_topic
            or previous.is_maturing <> contacts.is_maturing
            or previous.is_fcr_eligible <> contacts.is_fcr_eligible
            {% for column in business_times %}
                or previous.{{ column }} is distinct from times.{{ column }}
            {% endfor %}
            or previous.has_resolution_answer
            <> (contacts.is_fcr_eligible and contacts.is_resolved_by_answer is not null)
            or previous.is_resolved_by_survey
            <> (contacts.is_fcr_eligible and contacts.is_resolved_by_answer is true)
    {% endif %}

),

final as (

    select
        contact_id,
        customer_id,
        agent_id,
        parent_contact_id,

        source_name,
        channel_name,
        coalesce(topic_name, 'unknown') as topic_name,
        coalesce(priority_name, 'none') as priority_name,
        status_name,
        exclusion_reason,

        cast(agent_reply_count as bigint) as agent_reply_count,
        cast(reopen_count as bigint) as reopen_count,
        cast(reassignment_count as bigint) as reassignment_count,
        {% for span, began_at, ended_at in contact_spans() %}
            {{ minutes_of_span(began_at, ended_at) }} as {{ span }}_minutes,
        {% endfor %}
        case
            when is_counted and not is_resolved
                then {{ minutes_between('created_at', as_of_end()) }}
        end as open_age_minutes,
        {% for column in business_times %}
            cast({{ column }} as {{ type_double() }}) as {{ column }},
        {% endfor %}

        is_counted,
        is_answered,
        is_resolved,
        is_reopened,
        is_repeat,
        has_repeat,
        has_repeat_same_topic,
        is_maturing,
        is_fcr_eligible,
        is_fcr_eligible and is_never_reopened and not has_repeat
            as is_first_contact_resolved,
        is_fcr_eligible and is_never_reopened as is_resolved_without_reopen,
        is_fcr_eligible and is_never_reopened and not has_repeat_same_topic
        and topic_name is not null as is_resolved_without_topic_repeat,
        is_fcr_eligible and coalesce(agent_reply_count = 1, false) as is_one_touch,
        is_fcr_eligible and coalesce(reopen_count + reassignment_count = 0, false)
            as is_resolved_without_reassignment,
        is_fcr_eligible and is_resolved_by_answer is not null as has_resolution_answer,
        is_fcr_eligible and is_resolved_by_answer is true as is_resolved_by_survey,
        {{ has_impossible_span() }} as has_impossible_times,

        {{ local_date('created_at') }} as created_date,
        {{ local_date('resolved_at') }} as resolved_date,
        _loaded_on,

        created_at,
        first_replied_at,
        first_resolved_at,
        resolved_at
    from changed_contacts

)

select * from final
