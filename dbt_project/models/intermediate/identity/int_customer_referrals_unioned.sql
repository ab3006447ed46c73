-- One row per customer of whom a source tells whether somebody referred them.
with final as (

    {{ union_of_sources(
        [
            ('customer_id', 'text'),
            ('referring_customer_id', 'text'),
            ('is_referred', 'boolean'),
        ],
        {
            'salesforce': ['int_customer_referrals'],
        }
    ) }}

)

select * from final
