-- One row per invitation to a survey that was sent by the end of the night's day.
with
{% if 'qualtrics' in var('sources') %}
    distribution_contacts as (

        select * from {{ ref('stg_qualtrics__distribution_contacts') }}

    ),
{% endif %}

-- A company that invites nobody has an empty table, not an error.
unioned as (

    {{ no_rows([
        ('invitation_id', 'text'),
        ('person_id', 'text'),
        ('survey_id', 'text'),
        ('source_name', 'text'),
        ('status_code', 'text'),
        ('is_delivered', 'boolean'),
        ('_loaded_on', 'date'),
        ('sent_at', 'timestamp'),
        ('started_at', 'timestamp'),
        ('completed_at', 'timestamp'),
    ]) }}
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
    {% endif %}

),

final as (

    select
        invitation_id,
        person_id,
        survey_id,

        source_name,
        status_code,

        is_delivered,

        _loaded_on,

        sent_at,
        started_at,
        completed_at
    from unioned
    where sent_at < {{ as_of_end() }}

)

select * from final
