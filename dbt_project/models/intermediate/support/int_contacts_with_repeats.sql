-- One row per contact, with the contacts of the same customer around its resolution.
with contacts as (

    select * from {{ ref('int_contacts_identified') }}

),

moments as (

    select * from {{ ref('int_contact_moments') }}

),

{% if is_incremental() %}

    -- A contact moved if it is new, changed, or another customer's than last night.
    moved_contacts as (

        select
            contacts.repeat_key,
            contacts.requester_key,
            previous.repeat_key as previous_repeat_key
        from contacts
        left join {{ this }} as previous
            on contacts.contact_id = previous.contact_id
        where
            previous.contact_id is null
            or previous.repeat_key <> contacts.repeat_key
            or {{ is_touched('contacts._loaded_on') }}

    ),

    touched_keys as (

        select repeat_key from moved_contacts
        union distinct
        select previous_repeat_key as repeat_key from moved_contacts
        union distinct
        select requester_key as repeat_key from moved_contacts

    ),

{% endif %}

touched_contacts as (

    select contacts.*
    from contacts
    {% if is_incremental() %}
        inner join touched_keys
            on contacts.repeat_key = touched_keys.repeat_key
    {% endif %}

),

-- Windows over the moments in order, never a join by ranges. In the same second a
-- contact counts as created before another is resolved, so it does not repeat it.
moments_in_order as (

    select
        moments.contact_id,
        moments.moment_name,
        min(moments.created_at) over following_moments as next_created_at,
        min(moments.created_at) over following_same_topic as next_same_topic_created_at,
        max(moments.resolved_at) over previous_moments as previous_resolved_at
    from moments
    inner join touched_contacts
        on moments.contact_id = touched_contacts.contact_id
    window
        following_moments as (
            partition by moments.repeat_key
            order by moments.happened_at desc nulls last, moments.moment_id desc
            rows between unbounded preceding and current row
        ),
        following_same_topic as (
            partition by moments.repeat_key, moments.topic_name
            order by moments.happened_at desc nulls last, moments.moment_id desc
            rows between unbounded preceding and current row
        ),
        previous_moments as (
            partition by moments.repeat_key
            order by moments.happened_at asc nulls last, moments.moment_id asc
            rows between unbounded preceding and current row
        )

),

neighbours as (

    select
        contact_id,
        max(case when moment_name = 'resolved' then next_created_at end)
            as next_created_at,
        max(case when moment_name = 'resolved' then next_same_topic_created_at end)
            as next_same_topic_created_at,
        max(case when moment_name = 'created' then previous_resolved_at end)
            as previous_resolved_at
    from moments_in_order
    group by contact_id

),

final as (

    select
        touched_contacts.contact_id,
        touched_contacts.repeat_key,

        touched_contacts._loaded_on,

        neighbours.previous_resolved_at,
        neighbours.next_created_at,
        neighbours.next_same_topic_created_at
    from touched_contacts
    left join neighbours
        on touched_contacts.contact_id = neighbours.contact_id

)

select * from final
