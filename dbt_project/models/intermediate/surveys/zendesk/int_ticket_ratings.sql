-- One row per good-or-bad rating of a ticket that was answered.
with satisfaction_ratings as (

    select * from {{ ref('stg_zendesk__satisfaction_ratings') }}

),

-- Asked and not answered (offered, unoffered) is no answer.
final as (

    select
        satisfaction_rating_id,
        ticket_id,
        requester_id,

        score_code,

        cast(case when score_code = 'good' then 1 else 0 end as {{ type_double() }})
            as answer_value,

        greatest(_loaded_on, {{ local_date('updated_at') }}) as _loaded_on,

        updated_at as answered_at
    from satisfaction_ratings
    where
        score_code in ('good', 'bad')
        and updated_at < {{ as_of_end() }}

)

select * from final
