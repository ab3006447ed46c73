-- One row per agent who works or ever worked at a support desk.
with agents as (

    select * from {{ ref('int_agents_unioned') }}

),

final as (

    select
        agent_id,

        source_name,
        team_name,

        is_active,
        has_left,

        created_at
    from agents

)

select * from final
