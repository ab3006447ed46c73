-- Every CRM account is a customer, and none whose own account is another customer's.
{{ config(enabled='salesforce' in var('sources')) }}

with accounts as (

    select * from {{ ref('int_crm_accounts_merged') }}

),

customers as (

    select * from {{ ref('dim_customers') }}

),

final as (

    select accounts.account_id
    from accounts
    left join customers
        on accounts.customer_id = customers.customer_id
    left join customers as merged_away
        on
            'salesforce:' || accounts.account_id = merged_away.customer_id
            and accounts.customer_id <> merged_away.customer_id
    where
        customers.customer_id is null
        or merged_away.customer_id is not null

)

select * from final
