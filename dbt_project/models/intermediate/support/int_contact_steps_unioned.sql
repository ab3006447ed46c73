-- One row per step of a counted contact into the backlog, or out of it.
with contacts as (

    select * from {{ ref('int_contacts_measured') }}

),

{% if 'zendesk' in var('sources') %}
    ticket_steps as (

        select
            ticket_step_id,
            'zendesk:' || ticket_id as contact_id,
            case when step_name = 'reopened' then 1 else -1 end as open_change,
            happened_at
        from {{ ref('int_ticket_steps') }}

    ),

    contacts_with_history as (

        select contact_id
        from ticket_steps
        group by contact_id

    ),
{% endif %}

counted_contacts as (

    select *
    from contacts
    where is_counted

),

-- A contact without a history of its own was opened once and resolved at most once.
-- What is dated before a beginning comes with it: no day holds less than nothing.
final as (

    select
        'created/' || contact_id as contact_step_id,
        contact_id,
        1 as open_change,
        created_at as happened_at
    from counted_contacts

    {% if 'zendesk' in var('sources') %}
        union all

        select
            'stepped/' || ticket_steps.ticket_step_id as contact_step_id,
            ticket_steps.contact_id,
            ticket_steps.open_change,
            greatest(ticket_steps.happened_at, counted_contacts.created_at)
                as happened_at
        from ticket_steps
        inner join counted_contacts
            on ticket_steps.contact_id = counted_contacts.contact_id
    {% endif %}

    union all

    select
        'resolved/' || counted_contacts.contact_id as contact_step_id,
        counted_contacts.contact_id,
        -1 as open_change,
        greatest(counted_contacts.resolved_at, counted_contacts.created_at)
            as happened_at
    from counted_contacts
    {% if 'zendesk' in var('sources') %}
        left join contacts_with_history
            on counted_contacts.contact_id = contacts_with_history.contact_id
    {% endif %}
    where
        counted_contacts.is_resolved
        {% if 'zendesk' in var('sources') %}
            and contacts_with_history.contact_id is null
        {% endif %}

)

select * from final
