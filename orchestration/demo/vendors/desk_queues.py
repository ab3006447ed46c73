"""The records of the telephone and chat queues as Talk and Chat export them, in SQL."""

from orchestration.demo.vendors.desk_events import AGENT_IDS, PERSON_IDS, STRANGER_IDS

QUEUE = f"""
create or replace temp table desk_queue as
select
    queue.* exclude (customer, person, contact),
    case when queue.person >= 0 then queue.customer end as customer,
    queue.customer * 4 + queue.person as person,
    nullif(queue.contact, 0) as ticket_id,
    case
        when queue.person >= 0 then {PERSON_IDS} + queue.customer * 4 + queue.person
        when queue.contact > 0 then {STRANGER_IDS} + queue.contact
    end as user_id,
    case when queue.is_answered then {AGENT_IDS} + contacts.agent end as agent_id,
    queue.asked_at + queue.wait_seconds + queue.talk_seconds as ended_at
from sim_queue as queue
left join sim_contacts as contacts on contacts.number = queue.contact
"""

CALLS = """
select
    8000000000 + number as id,
    ticket_id,
    agent_id,
    user_id as customer_id,
    null::bigint as default_group_id,
    'inbound' as direction,
    case when is_answered then 'completed' else 'abandoned_in_queue' end as completion_status,
    wait_seconds as wait_time,
    case when is_answered then wait_seconds end as time_to_answer,
    talk_seconds as talk_time,
    wait_seconds + talk_seconds as duration,
    false as outside_business_hours,
    iso(asked_at) as created_at,
    iso(ended_at) as updated_at
from desk_queue
where is_phone and is_new(ended_at)
order by id
"""

CHATS = """
select
    '2403.' || (900000 + queue.dice % 90000) || '.N' || queue.number as id,
    queue.ticket_id as zendesk_ticket_id,
    null::varchar as department_id,
    case when queue.agent_id is null then [] else [queue.agent_id] end as agent_ids,
    {
        'id': '14.' || (queue.dice % 1000000),
        'name': coalesce(people.first_name, 'Visitor ' || (queue.dice % 100000)),
        'email': people.email,
        'phone': null::varchar
    } as visitor,
    'visitor' as started_by,
    not queue.is_answered as missed,
    {
        'first': case when queue.is_answered then queue.wait_seconds end,
        'avg': case when queue.is_answered then queue.wait_seconds end,
        'max': case when queue.is_answered then queue.wait_seconds end
    } as response_time,
    queue.wait_seconds + queue.talk_seconds as duration,
    iso(queue.asked_at) as timestamp,
    iso(queue.ended_at) as end_timestamp,
    iso(queue.ended_at) as update_timestamp
from desk_queue as queue
left join people on people.person = queue.person and queue.customer is not null
where not queue.is_phone and is_new(queue.ended_at)
order by queue.number
"""
