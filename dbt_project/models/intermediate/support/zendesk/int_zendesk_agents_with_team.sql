-- One row per agent the desk has or had, with the team of their latest ticket.
with agents as (

    select * from {{ ref('int_zendesk_agents_found') }}

),

users as (

    select * from {{ ref('stg_zendesk__users') }}

),

tickets as (

    select * from {{ ref('stg_zendesk__tickets') }}

),

teams as (

    select *
    from {{ ref('teams') }}
    where source_name = 'zendesk'

),

tickets_by_team as (

    select
        assignee_id,
        group_id,
        max(created_at) as last_created_at
    from tickets
    where
        assignee_id is not null
        and group_id is not null
    group by
        assignee_id,
        group_id

),

latest_teams as (

    select
        assignee_id,
        group_id,
        row_number() over (
            partition by assignee_id
            order by last_created_at desc nulls last, group_id asc nulls last
        ) as recency
    from tickets_by_team

),

final as (

    select
        'zendesk:' || agents.user_id as agent_id,

        'zendesk' as source_name,
        coalesce(teams.team_name, latest_teams.group_id, 'unknown') as team_name,

        coalesce(users.is_agent and users.is_active and not users.is_suspended, false)
            as is_active,
        not coalesce(users.is_agent, false) as has_left,

        users.created_at
    from agents
    left join users
        on agents.user_id = users.user_id
    left join latest_teams
        on
            agents.user_id = latest_teams.assignee_id
            and latest_teams.recency = 1
    left join teams
        on latest_teams.group_id = teams.team_code

)

select * from final
