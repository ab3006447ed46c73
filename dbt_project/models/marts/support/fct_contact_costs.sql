-- One row per counted contact.
with contacts as (

    select * from {{ ref('fct_contacts') }}

),

costs as (

    select * from {{ ref('contact_costs') }}

),

final as (

    select
        contacts.contact_id,
        contacts.customer_id,

        contacts.channel_name,
        contacts.topic_name,

        costs.cost_amount,

        costs.cost_amount is not null as has_cost,
        contacts.is_repeat,

        contacts.created_date
    from contacts
    left join costs
        on contacts.channel_name = costs.channel_name
    where contacts.is_counted

)

select * from final
