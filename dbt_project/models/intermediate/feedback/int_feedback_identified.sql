-- One row per comment, with the customer it belongs to.
with feedback as (

    select * from {{ ref('int_feedback_unioned') }}

),

contacts as (

    select * from {{ ref('int_contacts_unioned') }}

),

customer_links as (

    select * from {{ ref('int_customer_links') }}

),

-- As for contacts and answers: who wrote, else whose contact it is about (D26); no
-- weaker link decides for who hangs between two customers (D130).
feedback_with_customer as (

    select
        feedback.*,
        contacts.contact_id as known_contact_id,
        {{ linked_customer(['people', 'requesters', 'organizations']) }}
            as linked_customer_id
    from feedback
    left join customer_links as people
        on
            feedback.identity_source_name = people.source_name
            and feedback.person_id = people.identity_id
            and people.identity_type = 'person'
    left join contacts
        on feedback.contact_id = contacts.contact_id
    left join customer_links as requesters
        on
            contacts.identity_source_name = requesters.source_name
            and contacts.requester_id = requesters.identity_id
            and requesters.identity_type = 'person'
    left join customer_links as organizations
        on
            contacts.identity_source_name = organizations.source_name
            and contacts.organization_id = organizations.identity_id
            and organizations.identity_type = 'organization'

),

final as (

    select
        feedback_id,
        coalesce(linked_customer_id, 'unknown') as customer_id,
        identity_source_name || '/' || person_id as person_key,
        known_contact_id as contact_id,
        survey_response_id,

        source_name,
        origin_name,
        channel_name,
        comment_text,
        exclusion_reason,

        _loaded_on,

        given_at
    from feedback_with_customer

)

select * from final
