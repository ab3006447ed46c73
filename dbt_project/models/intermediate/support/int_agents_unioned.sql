-- One row per agent of any support desk.
with
{% if 'zendesk' in var('sources') %}
    agents as (

        select * from {{ ref('int_zendesk_agents_with_team') }}

    ),
{% endif %}

contacts as (

    select * from {{ ref('int_contacts_unioned') }}

),

queue_contacts as (

    select * from {{ ref('int_queue_contacts_unioned') }}

),

sightings as (

    select
        agent_id,
        source_name,
        created_at
    from contacts

    union all

    select
        agent_id,
        source_name,
        offered_at as created_at
    from queue_contacts

),

-- A file of contacts or calls knows its agents by their number alone.
agents_named_by_contacts as (

    select
        agent_id,
        min(source_name) as source_name,
        min(created_at) as created_at
    from sightings
    where
        agent_id is not null
        and source_name <> 'zendesk'
    group by agent_id

),

final as (

    select
        agent_id,

        source_name,
        'unknown' as team_name,

        true as is_active,
        false as has_left,

        created_at
    from agents_named_by_contacts

    {% if 'zendesk' in var('sources') %}
        union all

        select
            agent_id,

            source_name,
            team_name,

            is_active,
            has_left,

            created_at
        from agents
    {% endif %}

)

select * from final
