-- No customer is a CRM account that was itself merged into another one.
{{ config(enabled='salesforce' in var('sources')) }}

with customers as (

    select * from {{ ref('dim_customers') }}

),

accounts as (

    select * from {{ ref('stg_salesforce__accounts') }}

),

final as (

    select customers.customer_id
    from customers
    inner join accounts
        on customers.customer_id = 'salesforce:' || accounts.account_id
    inner join accounts as merged_into
        on accounts.merged_into_account_id = merged_into.account_id

)

select * from final
