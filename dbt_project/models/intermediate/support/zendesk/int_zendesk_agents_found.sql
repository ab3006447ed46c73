-- One row per user of the desk who is or ever was an agent.
with users as (

    select * from {{ ref('stg_zendesk__users') }}

),

comments as (

    select * from {{ ref('stg_zendesk__comments') }}

),

tickets as (

    select * from {{ ref('stg_zendesk__tickets') }}

),

audit_events as (

    select * from {{ ref('stg_zendesk__audit_events') }}

),

-- Who leaves becomes an end-user, and the first export may come after that. What only
-- agents do stays in the history: to have a ticket, to write a note (DECISIONS D32).
signs as (

    select
        user_id,
        agent_known_date as known_date
    from users
    where has_been_agent

    union all

    select
        author_id as user_id,
        min(_loaded_on) as known_date
    from comments
    -- A caller is the author of a call's record, which may be private.
    where
        not is_public
        and not {{ is_conversation('comment_type') }}
    group by author_id

    union all

    select
        assignee_id as user_id,
        min(_loaded_on) as known_date
    from tickets
    group by assignee_id

    union all

    select
        new_value as user_id,
        min(_loaded_on) as known_date
    from audit_events
    where field_name = 'assignee_id'
    group by new_value

    union all

    select
        previous_value as user_id,
        min(_loaded_on) as known_date
    from audit_events
    where field_name = 'assignee_id'
    group by previous_value

),

final as (

    select
        user_id,
        min(known_date) as _loaded_on
    from signs
    -- The desk's own number for itself is no person.
    where user_id <> '-1'
    group by user_id

)

select * from final
