-- One row per request for an agent in a telephone or chat queue.
with queue_contacts as (

    select * from {{ ref('int_queue_contacts_unioned') }}

),

customer_links as (

    select * from {{ ref('int_customer_links') }}

),

-- A slip of the finger is no customer who gave up (DECISIONS D102).
queue_contacts_judged as (

    select
        *,
        outcome_name = 'abandoned'
        and coalesce(wait_seconds < {{ var('early_abandon_seconds') }}, false)
            as is_abandoned_early
    from queue_contacts

),

final as (

    select
        queue_contacts_judged.queue_contact_id,
        coalesce(customer_links.customer_id, 'unknown') as customer_id,
        queue_contacts_judged.agent_id,
        queue_contacts_judged.contact_id,

        queue_contacts_judged.source_name,
        queue_contacts_judged.channel_name,
        queue_contacts_judged.outcome_name,

        cast(queue_contacts_judged.wait_seconds as {{ type_double() }}) / 60
            as wait_minutes,

        not queue_contacts_judged.is_abandoned_early as is_counted,
        queue_contacts_judged.outcome_name = 'answered' as is_answered,
        queue_contacts_judged.outcome_name = 'abandoned'
        and not queue_contacts_judged.is_abandoned_early as is_abandoned,
        queue_contacts_judged.is_abandoned_early,

        {{ local_date('queue_contacts_judged.offered_at') }} as offered_date,
        queue_contacts_judged._loaded_on,

        queue_contacts_judged.offered_at
    from queue_contacts_judged
    left join customer_links
        on
            queue_contacts_judged.identity_source_name = customer_links.source_name
            and queue_contacts_judged.requester_id = customer_links.identity_id
            and customer_links.identity_type = 'person'

)

select * from final
