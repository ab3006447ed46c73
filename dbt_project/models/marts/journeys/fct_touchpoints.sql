-- One row per interaction of a customer with the company, on any channel.
-- Read by increments only, which dbt does not see:
-- depends_on: {{ ref('int_customer_links') }}
-- depends_on: {{ ref('fct_contacts') }}
with events_and_contacts as (

    select * from {{ ref('int_interactions_identified') }}

),

survey_responses as (

    select * from {{ ref('fct_survey_responses') }}

),

stages as (

    select * from {{ ref('int_stage_events_defined') }}

),

{% if is_incremental() %}

    moved_visitors as (

        {{ moved_visitors(ref('int_customer_links')) }}

    ),

{% endif %}

interactions as (

    select events_and_contacts.*
    from events_and_contacts
    {% if is_incremental() %}
        left join moved_visitors
            on events_and_contacts.visitor_id = moved_visitors.visitor_id
        where
            events_and_contacts.kind_name = 'contact'
            or moved_visitors.visitor_id is not null
            or {{ is_touched(
                'events_and_contacts._loaded_on', 'events_and_contacts.happened_at'
            ) }}
    {% endif %}

    union all

    select
        'answer/' || survey_response_id as touchpoint_id,
        customer_id,
        cast(null as {{ dbt.type_string() }}) as visitor_id,
        contact_id,
        survey_response_id,
        'answer' as kind_name,
        source_name,
        'Survey Answered' as event_name,
        channel_name,
        _loaded_on,
        answered_at as happened_at
    from survey_responses
    where is_valid

),

final as (

    select
        interactions.touchpoint_id,
        interactions.customer_id,
        interactions.visitor_id,
        -- Whose interactions hang together: of the unknown, the same visitor's.
        case
            when interactions.customer_id <> 'unknown' then interactions.customer_id
            else interactions.visitor_id
        end as party_id,
        interactions.contact_id,
        interactions.survey_response_id,
        stages.journey_code,

        interactions.kind_name,
        interactions.source_name,
        interactions.event_name,
        interactions.channel_name,
        stages.touchpoint_name,
        stages.stage_name,

        stages.stage_number,
        stages.window_days,

        coalesce(stages.is_moment_of_truth, false) as is_moment_of_truth,
        coalesce(stages.is_start, false) as is_start,
        coalesce(stages.is_goal, false) as is_goal,

        {{ local_date('interactions.happened_at') }} as happened_date,
        interactions._loaded_on,

        interactions.happened_at
    from interactions
    left join stages
        on
            interactions.source_name = stages.source_name
            and interactions.event_name = stages.event_name
    {% if is_incremental() %}
        left join {{ this }} as previous
            on interactions.touchpoint_id = previous.touchpoint_id
        where
            previous.touchpoint_id is null
            or previous.customer_id <> interactions.customer_id
            or {{ is_touched(
                'interactions._loaded_on', 'interactions.happened_at'
            ) }}
    {% endif %}

)

select * from final
