with contracts as (

    {{ latest_versions(source('salesforce', 'contracts'), ['id'], 'systemmodstamp') }}

),

final as (

    select
        contracts.id as contract_id,
        contracts.accountid as account_id,

        contracts.status as status_name,
        coalesce(contracts.currencyisocode, '{{ var("currency") }}') as currency_code,

        contracts.contractterm as term_month_count,

        contracts.isdeleted as is_deleted,

        contracts.startdate as start_date,
        contracts.enddate as end_date,
        contracts._loaded_on,

        contracts.activateddate as activated_at,
        contracts.createddate as created_at,
        contracts.systemmodstamp as updated_at
    from contracts

)

select * from final
