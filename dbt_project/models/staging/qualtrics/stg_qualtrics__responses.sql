with responses as (

    {{ latest_versions(
        source('qualtrics', 'responses'), ['responseid'], 'recordeddate'
    ) }}

),

final as (

    select
        responses.responseid as response_id,
        responses.survey_id,
        responses.externalreference as external_reference,
        -- Of whom nothing is known is nobody but who gave this response.
        case
            when
                responses.externalreference is not null
                or {{ blank_to_null('responses.recipientemail') }} is not null
                then {{ hash_key([
                    'responses.externalreference', 'lower(responses.recipientemail)'
                ]) }}
            else responses.responseid
        end as respondent_id,

        {{ blank_to_null('lower(responses.recipientemail)') }} as email,
        {{ person_name('responses.recipientfirstname', 'responses.recipientlastname') }}
            as person_name,
        responses.distributionchannel as channel_code,
        responses.status as status_code,
        responses.answers as answers_json,

        responses.progress as progress_percent,
        responses.duration_seconds,

        responses.finished as is_finished,

        responses._loaded_on,

        responses.startdate as started_at,
        responses.recordeddate as recorded_at
    from responses

)

select * from final
