"""What really happened, written apart from the landing; nothing of the night ever reads it.

Tests compare the warehouse's answers with these tables, as of the last day written.
"""

from orchestration.demo.events import COMPLETIONS, JOURNEYS, WINDOW_DAYS
from orchestration.demo.vendors.desk_events import PERSON_IDS, RATING_IDS
from orchestration.demo.words import sql_list
from orchestration.demo.world import DAY

CHURN = f"""
select
    customers.account_id,
    sf_id('800', endings.customer * 100 + endings.spell) as contract_id,
    calendar(endings.last_day) as churned_on
from sim_endings as endings
inner join named_customers as customers on customers.number = endings.customer
where is_past((endings.last_day + 1) * {DAY})
order by contract_id
"""

# Months are complete, and a term counts when it holds on the month's last day.
CUSTOMER_MONTHS = """
with month_ends as (
    select cast(last_day(cast(day as date)) as date) as month_end
    from generate_series(
        (select calendar(min(first_day)) from sim_terms),
        cast(instant(until() - 6 * 3600) as date),
        interval 1 day
    ) as days(day)
    where cast(last_day(cast(day as date)) as date) = cast(day as date)
)
select
    customers.account_id,
    date_trunc('month', month_ends.month_end)::date as month_date,
    sum(terms.price * terms.quantity) as mrr
from month_ends
inner join sim_terms as terms
    on calendar(terms.first_day) <= month_ends.month_end
    and calendar(terms.last_day) >= month_ends.month_end
inner join named_customers as customers on customers.number = terms.customer
where is_past(terms.ordered_at)
group by customers.account_id, month_ends.month_end
order by customers.account_id, month_date
"""

PURCHASES = f"""
select
    customers.account_id,
    sf_id('801', purchases.customer * 2000 + 1000 + purchases.sequence) as order_id,
    calendar(purchases.bought_at // {DAY}) as bought_on,
    purchases.amount,
    purchases.dice % 60 = 0 and is_past(purchases.bought_at + {DAY}) as is_cancelled
from sim_purchases as purchases
inner join named_customers as customers on customers.number = purchases.customer
where is_past(purchases.bought_at)
order by order_id
"""

CONTACTS = """
select
    contacts.id as ticket_id,
    customers.account_id,
    nullif(contacts.parent, 0) as repeats_ticket_id,
    instant(contacts.created_at) as created_at,
    case when is_past(contacts.solved_at) then instant(contacts.solved_at) end as first_solved_at,
    is_past(contacts.solved_at)
    and (not is_past(contacts.reopened_at) or is_past(contacts.solved_again_at)) as is_solved,
    is_past(contacts.reopened_at) as is_reopened,
    is_past(contacts.merged_at) as is_merged,
    is_past(contacts.deleted_at) as is_deleted,
    contacts.is_outbound,
    contacts.is_spam,
    contacts.topic,
    contacts.channel,
    case
        when is_past(least(contacts.replied_at, contacts.solved_at)) and not contacts.is_outbound
            then least(contacts.replied_at, contacts.solved_at) - contacts.created_at
    end as first_reply_seconds
from desk_contacts as contacts
left join named_customers as customers on customers.number = contacts.customer
where is_past(contacts.created_at)
order by ticket_id
"""

QUEUE = """
select
    queue.number as queue_id,
    customers.account_id,
    case when queue.is_phone then 'phone' else 'chat' end as channel,
    queue.is_answered,
    queue.wait_seconds,
    instant(queue.asked_at) as asked_at
from desk_queue as queue
left join named_customers as customers on customers.number = queue.customer
where is_past(queue.ended_at)
order by queue_id
"""

DESK_IDENTITIES = f"""
select
    requesters.id as user_id,
    customers.account_id,
    requesters.external_id is not null as is_linked
from requesters
left join named_customers as customers on customers.number = requesters.customer
where is_past(requesters.created_at) and requesters.id >= {PERSON_IDS}
order by user_id
"""

SURVEY_IDENTITIES = """
select
    respondents.response_id,
    customers.account_id,
    respondents.external_reference is not null as is_linked
from respondents
left join named_customers as customers on customers.number = respondents.known_customer
where is_past(respondents.recorded_at)
order by response_id
"""

# A journey is completed when its goal is reached within its window.
JOURNEYS_BEGUN = f"""
with journeys as (
    select
        attempt,
        journey,
        any_value(case when visitor = 0 then customer end) as customer,
        count(*) as stage_count,
        min(happened_at) as started_at,
        max(case when event in {COMPLETIONS} then happened_at end) as reached_at
    from sim_events
    where attempt > 0 and is_past(happened_at)
    group by attempt, journey
)
select
    journeys.attempt as journey_number,
    {sql_list(JOURNEYS)}[journeys.journey + 1] as journey,
    customers.account_id,
    coalesce(customers.is_badly_onboarded, false) as is_badly_onboarded,
    journeys.stage_count,
    instant(journeys.started_at) as started_at,
    instant(journeys.reached_at) as reached_at,
    coalesce(
        journeys.reached_at
        <= journeys.started_at + {list(WINDOW_DAYS)}[journeys.journey + 1] * {DAY},
        false
    ) as is_completed
from journeys
left join named_customers as customers on customers.number = journeys.customer
order by journey_number
"""

# How each comment is meant, in which language, and what personal thing stands in it, as
# vendors/qualtrics.py and vendors/desk_events.py wrote it.
COMMENTS = f"""
with comments as (
    select
        'qualtrics:' || response_id || ':' || case survey when 0 then 'Q2' else 'Q3' end
            as feedback_id,
        language, thing, dice,
        case
            when survey = 0 then case when score >= 9 then 1 when score between 0 and 6 then -1 end
            when survey = 1 then case when score >= 4 then 1 when score between 0 and 2 then -1 end
            when is_easy_scale and score >= 6 or not is_easy_scale and score <= 2 then 1
            when is_easy_scale and score <= 3 or not is_easy_scale and score >= 4 then -1
        end as meaning
    from respondents
    where has_comment and dice % 211 >= 2 and is_past(recorded_at)
    union all
    select
        'zendesk:rating:' || ({RATING_IDS} + id), language, thing, dice,
        case when is_good then 1 else -1 end
    from desk_contacts
    where is_past(rated_at) and dice % 3 = 0
    union all
    select 'zendesk:message:' || id, language, thing, dice, null
    from desk_contacts
    where is_past(created_at) and not is_outbound and dice % 997 >= 3
)
select
    feedback_id,
    language as language_code,
    case
        when feedback_id like 'zendesk:message:%' then null
        when meaning = 1 then 'positive'
        when meaning = -1 then 'negative'
        else 'neutral'
    end as sentiment_name,
    thing as personal_text
from comments
order by feedback_id
"""

REFERRALS = """
select customers.account_id, referrers.account_id as referring_account_id
from named_customers as customers
inner join named_customers as referrers on referrers.number = customers.referrer
where is_past(customers.joined_at)
order by customers.account_id
"""

SURVEY_INVITATIONS = """
select
    invitations.number as invitation_number,
    invitations.survey as survey_number,
    customers.account_id,
    instant(invitations.sent_at) as sent_at,
    not invitations.is_bounced as is_delivered,
    is_past(invitations.started_at) as is_started,
    is_past(invitations.completed_at) as is_finished
from sim_invitations as invitations
inner join named_customers as customers on customers.number = invitations.customer
where is_past(invitations.sent_at)
order by invitation_number
"""

TABLES = {
    "churn": CHURN,
    "customer_months": CUSTOMER_MONTHS,
    "purchases": PURCHASES,
    "contacts": CONTACTS,
    "comments": COMMENTS,
    "referrals": REFERRALS,
    "queue": QUEUE,
    "desk_identities": DESK_IDENTITIES,
    "survey_identities": SURVEY_IDENTITIES,
    "journeys": JOURNEYS_BEGUN,
    "survey_invitations": SURVEY_INVITATIONS,
}
