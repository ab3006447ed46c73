-- One row per name by which a source knows somebody.
with
{% if 'salesforce' in var('sources') %}
    accounts as (

        select * from {{ ref('stg_salesforce__accounts') }}

    ),

    people as (

        select * from {{ ref('stg_salesforce__contacts') }}

    ),

    crm_records as (

        select * from {{ ref('int_crm_records_merged') }}

    ),
{% endif %}

{% if 'qualtrics' in var('sources') %}
    responses as (

        select * from {{ ref('stg_qualtrics__responses') }}

    ),
{% endif %}

{% if 'zendesk' in var('sources') %}
    users as (

        select * from {{ ref('stg_zendesk__users') }}

    ),
{% endif %}

-- Two records of one customer may bear the same name: `union` keeps it once.
final as (

    {{ no_rows([
        ('customer_id', 'text'),
        ('person_key', 'text'),
        ('person_name', 'text'),
    ]) }}
    {% if 'salesforce' in var('sources') %}
        union
        select
            crm_records.customer_id,
            cast(null as {{ dbt.type_string() }}) as person_key,
            accounts.person_name
        from accounts
        inner join crm_records
            on
                accounts.account_id = crm_records.record_id
                and crm_records.record_type = 'account'
        where accounts.person_name is not null
        union
        select
            crm_records.customer_id,
            cast(null as {{ dbt.type_string() }}) as person_key,
            people.person_name
        from people
        inner join crm_records
            on
                people.person_id = crm_records.record_id
                and crm_records.record_type = 'person'
        where people.person_name is not null
    {% endif %}
    {% if 'qualtrics' in var('sources') %}
        union
        select
            cast(null as {{ dbt.type_string() }}) as customer_id,
            'qualtrics/' || respondent_id as person_key,
            person_name
        from responses
        where person_name is not null
    {% endif %}
    {% if 'zendesk' in var('sources') %}
        union
        select
            cast(null as {{ dbt.type_string() }}) as customer_id,
            'zendesk/' || user_id as person_key,
            person_name
        from users
        where person_name is not null
    {% endif %}

)

select * from final
