with currency_types as (

    {{ latest_versions(
        source('salesforce', 'currency_types'), ['id'], 'systemmodstamp'
    ) }}

),

final as (

    select
        currency_types.id as currency_type_id,

        currency_types.isocode as currency_code,

        currency_types.conversionrate as units_per_corporate_unit,

        currency_types.iscorporate as is_corporate,

        currency_types._loaded_on,

        currency_types.systemmodstamp as updated_at
    from currency_types

)

select * from final
