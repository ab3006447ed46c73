-- One row per request for an agent in a telephone or chat queue.
with queue_contacts as (

    select * from {{ ref('int_queue_contacts_unioned') }}

),

customer_links as (

    select * from {{ ref('int_customer_links') }}

),

contacts as (

    select * from {{ ref('int_contacts_identified') }}

),

-- Whoever waited about a contact is its customer where the queue knows nobody (D26),
-- but not where it knows somebody who hangs between two customers (D130).
queue_contacts_identified as (

    select
        queue_contacts.*,
        {{ linked_customer(['customer_links', 'contacts']) }} as linked_customer_id
    from queue_contacts
    left join customer_links
        on
            queue_contacts.identity_source_name = customer_links.source_name
            and queue_contacts.requester_id = customer_links.identity_id
            and customer_links.identity_type = 'person'
    left join contacts
        on queue_contacts.contact_id = contacts.contact_id

),

-- A slip of the finger is no customer who gave up (DECISIONS D102).
queue_contacts_judged as (

    select
        *,
        outcome_name = 'abandoned'
        and coalesce(wait_seconds < {{ var('early_abandon_seconds') }}, false)
            as is_abandoned_early
    from queue_contacts_identified

),

final as (

    select
        queue_contact_id,
        coalesce(linked_customer_id, 'unknown') as customer_id,
        agent_id,
        contact_id,

        source_name,
        channel_name,
        outcome_name,

        cast(wait_seconds as {{ type_double() }}) / 60
            as wait_minutes,

        not is_abandoned_early as is_counted,
        outcome_name = 'answered' as is_answered,
        outcome_name = 'abandoned'
        and not is_abandoned_early as is_abandoned,
        is_abandoned_early,

        {{ local_date('offered_at') }} as offered_date,
        _loaded_on,

        offered_at
    from queue_contacts_judged

)

select * from final
