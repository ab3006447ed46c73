"""What the support desk recorded by a night: each contact's moments as steps, in SQL.

A step is what one update did: who, when, to which status, with which comment. Tickets, audits
and comments of vendors/zendesk.py are three views of the same steps.
"""

from orchestration.demo.agents import AGENTS_PER_DESK, TEAMS
from orchestration.demo.contacts import CHANNELS, TOPICS
from orchestration.demo.words import AUTOMATIC, sql_list
from orchestration.demo.world import NEVER

AGENT_IDS = 900_000_000
PERSON_IDS = 10_000_000_000
STRANGER_IDS = 20_000_000_000
ORGANISATION_IDS = 7_000_000_000
AUDIT_IDS = 1_000_000_000_000
COMMENT_IDS = 3_000_000_000_000
RATING_IDS = 5_000_000_000
DESK = -1  # author of what the desk's own rules do

# code, moment, status after it, has a comment, comment is public, by agent/requester/desk
_STEPS = (
    (0, "created_at", "case when is_outbound then 'open' else 'new' end", True, True, "opener"),
    (1, "auto_replied_at", "null", True, True, "desk"),
    (2, "assigned_at", "'open'", False, False, "desk"),
    (3, "noted_at", "null", True, False, "agent"),
    (
        4,
        "replied_at",
        "case when dice % 12 = 0 then 'hold' else 'pending' end",
        True,
        True,
        "agent",
    ),
    (5, "asked_at", "'open'", True, True, "requester"),
    (6, "reassigned_at", "null", False, False, "agent"),
    (7, "answered_at", "'pending'", True, True, "owner"),
    (8, "solved_at", "'solved'", True, True, "owner"),
    (9, "offered_at", "null", False, False, "desk"),
    (10, "rated_at", "null", False, False, "requester"),
    (11, "reopened_at", "'open'", True, True, "requester"),
    (12, "solved_again_at", "'solved'", True, True, "owner"),
    (13, "closed_at", "'closed'", False, False, "desk"),
    (14, "merged_at", "'closed'", True, False, "agent"),
    (15, "deleted_at", "'deleted'", False, False, "agent"),
)
_AUTHORS = {
    "opener": "case when is_outbound then agent_id else requester_id end",
    "desk": str(DESK),
    "agent": "agent_id",
    "requester": "requester_id",
    "owner": "case when reassigned_at < answered_at and reassigned_at < solved_at"
    " then second_agent_id else agent_id end",
}

CONTACTS = f"""
create or replace temp table desk_contacts as
select
    contacts.* exclude (number, customer, person, channel, topic, parent, agent, second_agent),
    contacts.number as id,
    contacts.parent,
    case when contacts.person >= 0 then contacts.customer end as customer,
    contacts.customer * 4 + contacts.person as person,
    contacts.person < 0 as is_stranger,
    case
        when contacts.person < 0 then {STRANGER_IDS} + contacts.number
        else {PERSON_IDS} + contacts.customer * 4 + contacts.person
    end as requester_id,
    -- Once in a while a requester was removed for good and is in no export of users.
    contacts.person < 0 and contacts.dice % 4 = 0 as is_removed,
    {AGENT_IDS} + contacts.agent as agent_id,
    {AGENT_IDS} + contacts.second_agent as second_agent_id,
    700001 + (contacts.agent // {AGENTS_PER_DESK}) % {len(TEAMS)} as group_id,
    {sql_list(CHANNELS)}[contacts.channel + 1] as channel,
    {sql_list(TOPICS)}[contacts.topic + 1] as topic,
    word_products(contacts.dice // 29) as product,
    case when customers.is_business then {ORGANISATION_IDS} + contacts.customer end
        as organization_id,
    coalesce(customers.tier, 0) = 2 as is_premier,
    language_of(customers.country) as language,
    thing_of(contacts.dice, people.first_name, people.last_name, people.email, people.phone)
        as thing
from sim_contacts as contacts
left join named_customers as customers
    on customers.number = contacts.customer and contacts.person >= 0
left join people
    on people.person = contacts.customer * 4 + contacts.person and contacts.person >= 0
"""

# The tickets that changed in the window, with everything that happened to them until its end.
_NEWEST = ", ".join(f"case when is_past({step[1]}) then {step[1]} else 0 end" for step in _STEPS)
TOUCHED = f"""
create or replace temp table desk_touched as
select *, greatest({_NEWEST}) as updated_at
from desk_contacts
where is_past(created_at) and greatest({_NEWEST}) > since()
"""

_UNION = "\nunion all\n".join(
    f"""select id, {code} as step, {moment} as happened_at, {status} as status,
    {str(comment).lower() if code != 8 else "dice % 11 > 0 or replied_at = " + str(NEVER)}
        as has_comment, {str(public).lower()} as is_public, {_AUTHORS[author]} as author_id
from desk_touched where is_past({moment})"""
    for code, moment, status, comment, public, author in _STEPS
)
STEPS = f"""
create or replace temp table desk_steps as
with steps as (
{_UNION}
)
select
    *,
    last_value(status ignore nulls) over (
        partition by id order by happened_at, step rows between unbounded preceding and 1 preceding
    ) as previous_status,
    {AUDIT_IDS} + id * 16 + step as audit_id,
    {COMMENT_IDS} + id * 16 + step as comment_id
from steps
"""

STATUS = """
create or replace temp table desk_status as
select id, max_by(status, happened_at * 16 + step) filter (where status is not null) as status
from desk_steps
group by id
"""

# Follow-ups are known once they exist; only those within the same month's chain are named.
FOLLOW_UPS = """
create or replace temp table desk_follow_ups as
select parent as id, list(id order by id) as followup_ids
from desk_contacts
where is_follow_up and parent > 0 and is_past(created_at)
group by parent
"""

_OPENING = """word_greetings(dice // 5) || word_opening(topic, dice // 3)"""
BODIES = f"""
create or replace temp macro body_of(step, dice, topic, product, is_outbound, language, thing) as
replace(case step
    when 0 then case
        when is_outbound then 'Hello, we noticed a change on your account for the {{product}}.'
        when dice % 997 < 3 then word_hostile(dice // 997)
        when language = 'en' then said({_OPENING} || word_closings(dice // 7), dice, thing)
        else said(said_hello(language) || said_opening(language, topic, dice // 3), dice, thing)
    end
    when 1 then '{AUTOMATIC}'
    when 3 then word_notes(dice // 13)
    when 4 then word_greetings(dice // 17) || word_replies(dice // 19)
    when 5 then word_answers(dice // 23)
    when 7 then word_replies(dice // 31)
    when 8 then word_greetings(dice // 37) || word_solutions(dice // 41)
    when 11 then word_reopenings(dice // 43)
    when 12 then word_solutions(dice // 47)
    when 14 then 'This request was closed and merged into an earlier one of the same customer.'
end, '{{product}}', product)
"""

STATE = (TOUCHED, STEPS, STATUS, FOLLOW_UPS)
