with dated_conversion_rates as (

    {{ latest_versions(
        source('salesforce', 'dated_conversion_rates'), ['id'], 'systemmodstamp'
    ) }}

),

final as (

    select
        dated_conversion_rates.id as dated_conversion_rate_id,

        dated_conversion_rates.isocode as currency_code,

        dated_conversion_rates.conversionrate as units_per_corporate_unit,

        dated_conversion_rates.startdate as start_date,
        dated_conversion_rates._loaded_on,

        dated_conversion_rates.systemmodstamp as updated_at
    from dated_conversion_rates

)

select * from final
