-- One row per customer of the CRM, with who referred it.
with accounts as (

    select * from {{ ref('stg_salesforce__accounts') }}

),

crm_records as (

    select *
    from {{ ref('int_crm_records_merged') }}
    where record_type = 'account'

),

-- A merged record may be the one on which the referral was written down.
referrals as (

    select
        customers.customer_id,
        max(
            case
                when referrers.customer_id <> customers.customer_id
                    then referrers.customer_id
            end
        ) as referring_customer_id,
        max({{ is_referral('accounts.acquisition_channel_name') }}) = 1
            as is_won_by_referral
    from accounts
    inner join crm_records as customers
        on accounts.account_id = customers.record_id
    left join crm_records as referrers
        on accounts.referring_account_id = referrers.record_id
    group by customers.customer_id

),

final as (

    select
        customer_id,
        referring_customer_id,

        is_won_by_referral or referring_customer_id is not null as is_referred
    from referrals

)

select * from final
