-- Every comment of every source is in the mart once, read without personal data, and
-- belongs to the customer of its contact.
with feedback as (

    select * from {{ ref('int_feedback_unioned') }}

),

marts as (

    select * from {{ ref('fct_feedback') }}

),

contacts as (

    select * from {{ ref('fct_contacts') }}

)

select
    feedback.feedback_id,
    marts.feedback_id as mart_feedback_id,
    marts.customer_id,
    contacts.customer_id as contact_customer_id
from feedback
full outer join marts
    on feedback.feedback_id = marts.feedback_id
left join contacts
    on
        marts.contact_id = contacts.contact_id
        and marts.origin_name = 'contact'
where
    feedback.feedback_id is null
    or marts.feedback_id is null
    or marts.sentiment_model_name is null
    or marts.customer_id <> contacts.customer_id
