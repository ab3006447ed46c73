with opportunities as (

    {{ latest_versions(
        source('salesforce', 'opportunities'), ['id'], 'systemmodstamp'
    ) }}

),

final as (

    select
        opportunities.id as opportunity_id,
        opportunities.accountid as account_id,
        opportunities.contractid as contract_id,

        opportunities.stagename as stage_name,
        opportunities.type as opportunity_type_name,
        {{ blank_to_null('opportunities.leadsource') }} as acquisition_channel_name,
        coalesce(opportunities.currencyisocode, '{{ var("currency") }}')
            as currency_code,

        opportunities.amount,
        opportunities.probability as probability_percent,

        opportunities.isdeleted as is_deleted,
        opportunities.isclosed as is_closed,
        opportunities.iswon as is_won,

        opportunities.closedate as close_date,
        opportunities._loaded_on,

        opportunities.createddate as created_at,
        opportunities.systemmodstamp as updated_at
    from opportunities

)

select * from final
