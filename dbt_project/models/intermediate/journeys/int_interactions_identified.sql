-- One row per event or counted contact, with the customer it belongs to.
with contacts as (

    select * from {{ ref('int_contacts_identified') }}

),

customer_links as (

    select * from {{ ref('int_customer_links') }}

),

events as (

    select * from {{ ref('int_events_unioned') }}

),

final as (

    select
        'event/' || events.event_id as touchpoint_id,
        coalesce(customer_links.customer_id, 'unknown') as customer_id,
        -- Nobody reads who it is from a mart, and user ids may be addresses.
        case
            when events.person_id is not null
                then {{ hash_key(['events.identity_source_name', 'events.person_id']) }}
        end as visitor_id,
        cast(null as {{ dbt.type_string() }}) as contact_id,
        cast(null as {{ dbt.type_string() }}) as survey_response_id,

        'event' as kind_name,
        events.source_name,
        events.event_name,
        events.channel_name,

        events._loaded_on,

        events.happened_at
    from events
    left join customer_links
        on
            events.identity_source_name = customer_links.source_name
            and events.person_id = customer_links.identity_id
            and customer_links.identity_type = 'person'
    where events.happened_at < {{ as_of_end() }}

    union all

    select
        'contact/' || contact_id as touchpoint_id,
        customer_id,
        cast(null as {{ dbt.type_string() }}) as visitor_id,
        contact_id,
        cast(null as {{ dbt.type_string() }}) as survey_response_id,

        'contact' as kind_name,
        source_name,
        'Contact Created' as event_name,
        channel_name,

        _loaded_on,

        created_at as happened_at
    from contacts
    where exclusion_reason is null

)

select * from final
