"""What other currencies cost: a rate for each month, by formula and not by chance.

Buyers in the United Kingdom pay in pounds, a few others in dollars, some in Denmark in kroner, for
which nobody entered a rate; contracts are in euros. CRM records of rates: vendors/salesforce.py.
"""

# Units for one euro in a month of the calendar: a slow wave, so that the day of an order matters.
MACROS = (
    "create or replace temp macro month_number(day) as"
    " year(calendar(day)) * 12 + month(calendar(day))",
    "create or replace temp macro exchange_rate(currency, months) as case currency"
    " when 'GBP' then round(0.86 + 0.03 * sin(months * 0.7), 6)"
    " when 'USD' then round(1.09 + 0.06 * cos(months * 0.45), 6)"
    " when 'DKK' then 7.46"
    " else 1 end",
    "create or replace temp macro currency_of(number, is_subscriber, country) as case"
    " when is_subscriber then 'EUR'"
    " when word_country_codes(country) = 'GB' then 'GBP'"
    " when word_country_codes(country) = 'DK' and number % 2 = 0 then 'DKK'"
    " when number % 23 = 0 then 'USD'"
    " else 'EUR' end",
)
