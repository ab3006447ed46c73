-- One row per ticket that opened with a message, whoever wrote it.
with tickets as (

    select * from {{ ref('stg_zendesk__tickets') }}

),

contacts as (

    select * from {{ ref('int_tickets_as_contacts') }}

),

replies as (

    select * from {{ ref('int_tickets_with_replies') }}

),

-- What the company wrote, and what both said, is no comment of the customer's.
final as (

    select
        'zendesk:message:' || tickets.ticket_id as feedback_id,
        contacts.requester_id as person_id,
        contacts.contact_id,
        cast(null as {{ dbt.type_string() }}) as survey_response_id,

        'zendesk' as source_name,
        'zendesk' as identity_source_name,
        'contact' as origin_name,
        contacts.channel_name,
        tickets.opening_text as comment_text,
        case
            when contacts.exclusion_reason is not null then contacts.exclusion_reason
            when replies.is_opened_by_agent then 'company'
            when replies.is_opened_by_record then 'conversation'
        end as exclusion_reason,

        contacts._loaded_on,

        contacts.created_at as given_at
    from contacts
    inner join tickets
        on contacts.contact_id = 'zendesk:' || tickets.ticket_id
    left join replies
        on tickets.ticket_id = replies.ticket_id
    where tickets.opening_text is not null

)

select * from final
