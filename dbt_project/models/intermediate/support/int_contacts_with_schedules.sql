-- One row per contact and stretch of time under one schedule.
with
{% if 'zendesk' in var('sources') %}
    ticket_schedules as (

        select * from {{ ref('int_tickets_with_schedules') }}

    ),
{% endif %}

contacts as (

    select * from {{ ref('int_contacts_unioned') }}

),

schedules_held as (

    {% if 'zendesk' in var('sources') %}
        select
            'zendesk:' || ticket_id as contact_id,
            'zendesk:' || schedule_id as schedule_id,
            held_from_at,
            held_until_at
        from ticket_schedules
    {% else %}
        {{ no_rows([
            ('contact_id', 'text'),
            ('schedule_id', 'text'),
            ('held_from_at', 'timestamp'),
            ('held_until_at', 'timestamp'),
        ]) }}
    {% endif %}

),

-- Where the desk sends no schedule, the company's own business hours hold, if any.
final as (

    select
        contacts.contact_id,
        coalesce(schedules_held.schedule_id, 'company') as schedule_id,

        coalesce(schedules_held.held_from_at, contacts.created_at) as held_from_at,
        schedules_held.held_until_at,
        contacts.created_at,
        contacts.waiting_since_at,
        contacts.first_replied_at,
        contacts.first_resolved_at,
        contacts.resolved_at
    from contacts
    left join schedules_held
        on contacts.contact_id = schedules_held.contact_id
    where
        schedules_held.schedule_id is not null
        or {{ 'true' if var('business_hours') else 'false' }}

)

select * from final
