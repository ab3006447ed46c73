"""The customer data platform's raw archive: one JSON object per call, as Segment keeps them.

Devices' clocks are off by as much as they are; the platform corrects each event's time by the
difference between its own clock and the device's at the moment of sending.
"""

from orchestration.demo.events import EVENTS
from orchestration.demo.words import sql_list
from orchestration.demo.world import NEVER

_MILLISECONDS = "'%Y-%m-%dT%H:%M:%S.%gZ'"


def _clock(seconds: str) -> str:
    return f"strftime(make_timestamp(cast({seconds} as bigint)), {_MILLISECONDS})"


# One device in twenty has a clock that is minutes to days off; a message travels up to two seconds.
MESSAGES = f"""
create or replace temp table messages as
with devices as (
    select
        events.* exclude (customer),
        case when visitor = 0 then customer end as customer,
        md5('device' || case when visitor > 0 then 'v' || visitor
            else customer || case when is_app then 'a' else 'w' end end) as device
    from sim_events as events
),
clocks as (
    select
        *,
        case when ('0x' || substr(device, 1, 4))::bigint % 20 = 0
            then ('0x' || substr(device, 5, 5))::bigint - 524288 else 0 end as skew,
        dice % 2000 * 1000 as travel
    from devices
)
select
    clocks.* exclude (happened_at),
    happened_at,
    {sql_list(EVENTS)}[event + 1] as event_name,
    (happened_at + delay)::bigint * 1000000 as left_at,
    case when is_signed_in then 'usr_' || customer * 4 end as user_id,
    substr(device, 1, 8) || '-' || substr(device, 9, 4) || '-4' || substr(device, 14, 3) || '-a'
    || substr(device, 18, 3) || '-' || substr(device, 21, 12) as anonymous_id
from clocks
"""

# Each device tells who its user is when that person first signs in.
SIGN_INS = """
create or replace temp table sign_ins as
select
    user_id,
    anonymous_id,
    customer,
    any_value(is_app) as is_app,
    any_value(skew) as skew,
    min(happened_at) as happened_at,
    min_by(travel, happened_at) as travel,
    min_by(left_at, happened_at) - 500000 as left_at
from messages
where user_id is not null
group by user_id, anonymous_id, customer
"""

_CONTEXT = """{
        'library': {
            'name': case when is_app then 'analytics-ios' else 'analytics.js' end,
            'version': case when is_app then '4.1.8' else '5.2.1' end
        },
        'locale': word_locales(coalesce(country, 4))
    }"""
_TIMES = f"""{_clock("happened_at::bigint * 1000000 + skew * 1000000")} as originalTimestamp,
    {_clock("sent_at + skew * 1000000")} as sentAt,
    {_clock("sent_at + travel")} as receivedAt,
    {_clock("happened_at::bigint * 1000000 + travel")} as timestamp"""

TRACKS = f"""
with sendings as (
    select *, left_at as sent_at from messages
    union all
    select *, left_at + repeated_after * 1000000 as sent_at from messages
    where repeated_after < {NEVER}
)
select
    'ajs-' || md5('message' || sendings.number) as messageId,
    'track' as type,
    sendings.event_name as event,
    sendings.user_id as userId,
    sendings.anonymous_id as anonymousId,
    {{'product': word_products(sendings.dice // 29)}} as properties,
    {_CONTEXT} as context,
    {_TIMES}
from sendings
left join named_customers as customers on customers.number = sendings.customer
where is_new((sent_at + travel) // 1000000)
order by receivedAt, messageId
"""

IDENTIFIES = f"""
with identified as (
    select sign_ins.*, people.*, left_at as sent_at
    from sign_ins
    inner join people on people.customer = sign_ins.customer and people.nth = 0
)
select
    'ajs-' || md5('sign-in' || anonymous_id) as messageId,
    'identify' as type,
    user_id as userId,
    anonymous_id as anonymousId,
    {{
        'email': case
            when link between 85 and 87 then upper(email)
            when link between 88 and 92 then null
            when link between 93 and 96 then 'nick' || person || '@proton.example'
            else email
        end,
        'name': first_name || ' ' || last_name,
        'phone': case when link between 88 and 92 or lot % 6 = 0 then phone end,
        'crmId': case
            when link between 70 and 96 then null
            when duplicate_id is not null then duplicate_id
            when is_business then contact_id
            else account_id
        end
    }} as traits,
    {_CONTEXT} as context,
    {_TIMES}
from identified
where is_new((sent_at + travel) // 1000000)
order by receivedAt, messageId
"""

TABLES = {"tracks": TRACKS, "identifies": IDENTIFIES}
