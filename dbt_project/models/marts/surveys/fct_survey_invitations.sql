-- One row per invitation to a survey that was sent.
with
{% if 'qualtrics' in var('sources') %}
    distribution_contacts as (

        select * from {{ ref('stg_qualtrics__distribution_contacts') }}

    ),
{% endif %}

customer_links as (

    select * from {{ ref('int_customer_links') }}

),

invitations as (

    select
        cast(null as {{ dbt.type_string() }}) as invitation_id,
        cast(null as {{ dbt.type_string() }}) as person_id,
        cast(null as {{ dbt.type_string() }}) as survey_id,
        cast(null as {{ dbt.type_string() }}) as source_name,
        cast(null as {{ dbt.type_string() }}) as status_code,
        cast(null as boolean) as is_delivered,
        cast(null as date) as _loaded_on,
        cast(null as timestamp) as sent_at,
        cast(null as timestamp) as started_at,
        cast(null as timestamp) as completed_at
    where 1 = 0
    {% if 'qualtrics' in var('sources') %}
        union all
        select
            'qualtrics:' || invitation_id as invitation_id,
            respondent_id as person_id,
            survey_id,
            'qualtrics' as source_name,
            status_code,
            status_code not in (
                'Pending', 'Error', 'Skipped', 'Blocked', 'Failure', 'Unknown',
                'SoftBounce', 'HardBounce'
            ) as is_delivered,
            _loaded_on,
            sent_at,
            started_at,
            completed_at
        from distribution_contacts
        where sent_at < {{ as_of_end() }}
    {% endif %}

),

final as (

    select
        invitations.invitation_id as survey_invitation_id,
        coalesce(customer_links.customer_id, 'unknown') as customer_id,
        invitations.survey_id,

        invitations.source_name,
        invitations.status_code,

        invitations.is_delivered,
        invitations.is_delivered
        and coalesce(invitations.started_at < {{ as_of_end() }}, false) as is_answered,
        invitations.is_delivered
        and coalesce(invitations.completed_at < {{ as_of_end() }}, false)
            as is_finished,
        invitations.is_delivered
        and {{ plus_days('invitations.sent_at', var('survey_window_days')) }}
        > {{ as_of_end() }} as is_pending,

        {{ local_date('invitations.sent_at') }} as sent_date,
        invitations._loaded_on,

        invitations.sent_at
    from invitations
    left join customer_links
        on
            invitations.source_name = customer_links.source_name
            and invitations.person_id = customer_links.identity_id
            and customer_links.identity_type = 'person'

)

select * from final
