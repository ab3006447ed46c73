"""The support desk's incremental exports: SQL that turns steps into the vendor's JSON objects.

Only what changed in the window is written, each object in full and as it stood at the end.
"""

from orchestration.demo.vendors import desk_hours, desk_queues, desk_users
from orchestration.demo.vendors.desk_events import (
    DESK,
    RATING_IDS,
)

_PRIORITIES = "[null, 'low', 'normal', 'high', 'urgent'][contacts.priority + 1]"
_TAGS = """list_filter([
        contacts.topic,
        replace(contacts.product, ' ', '_'),
        case when contacts.is_premier then 'premier' end,
        case when contacts.is_spam then 'spam' end,
        case when contacts.is_test then 'test' end,
        case when is_past(contacts.reopened_at) then 'reopened' end,
        case when is_past(contacts.merged_at) then 'closed_by_merge' end
    ], lambda tag: tag is not null)"""
_CHANNEL = """case contacts.channel
        when 'web' then ['web', 'web_widget', 'help_center'][cast(contacts.dice % 3 as integer) + 1]
        when 'chat' then ['native_messaging', 'chat'][cast((contacts.dice % 9 = 0) as integer) + 1]
        when 'phone' then 'voice'
        when 'social'
            then ['whatsapp', 'facebook', 'instagram_dm'][cast(contacts.dice % 3 as integer) + 1]
        else contacts.channel
    end"""

TICKETS = f"""
select
    contacts.id,
    null::varchar as external_id,
    case when contacts.is_outbound then 'About your ' || contacts.product
        else word_subject(contacts.topic, contacts.dice // 2) end as subject,
    body_of(
        0, contacts.dice, contacts.topic, contacts.product, contacts.is_outbound,
        contacts.language, contacts.thing
    ) as description,
    ['question', 'problem', 'incident', 'task', null][cast(contacts.dice // 5 % 5 as integer) + 1]
        as type,
    states.status,
    {_PRIORITIES} as priority,
    contacts.requester_id,
    case when contacts.is_outbound then contacts.agent_id else contacts.requester_id end
        as submitter_id,
    case
        when is_past(contacts.reassigned_at) then contacts.second_agent_id
        when is_past(contacts.assigned_at) or contacts.is_outbound then contacts.agent_id
    end as assignee_id,
    contacts.group_id,
    contacts.organization_id,
    360001 as brand_id,
    case when contacts.channel = 'web' then 360010 end as ticket_form_id,
    null::bigint as problem_id,
    false as has_incidents,
    true as is_public,
    null::varchar as due_at,
    {_TAGS} as tags,
    [
        {{'id': 360020001, 'value': contacts.topic}},
        {{'id': 360020002, 'value': replace(contacts.product, ' ', '_')}}
    ] as custom_fields,
    {{
        'channel': {_CHANNEL},
        'source': {{
            'from': {{
                'address': case when contacts.channel = 'email' then people.email end,
                'name': case when contacts.channel = 'email' then people.first_name end,
                'ticket_id': case when contacts.is_follow_up then contacts.parent end
            }},
            'to': {{
                'address': case
                    when contacts.channel = 'email' then 'care@northwind-home.example'
                end
            }},
            'rel': case when contacts.is_follow_up then 'follow_up' end
        }}
    }} as via,
    case
        when is_past(contacts.rated_at) then {{
            'score': case when contacts.is_good then 'good' else 'bad' end,
            'id': {RATING_IDS} + contacts.id
        }}
        when is_past(contacts.offered_at)
            then {{'score': 'offered', 'id': {RATING_IDS} + contacts.id}}
        else {{'score': 'unoffered', 'id': null}}
    end as satisfaction_rating,
    coalesce(follow_ups.followup_ids, []) as followup_ids,
    iso(contacts.created_at) as created_at,
    iso(contacts.updated_at) as updated_at,
    contacts.updated_at + 1 as generated_timestamp
from desk_touched as contacts
inner join desk_status as states using (id)
left join desk_follow_ups as follow_ups using (id)
left join people on people.person = contacts.person and not contacts.is_stranger
order by contacts.id
"""


def _change(kind: str, field: str, value: str, previous: str = "null") -> str:
    return (
        f"to_json({{'id': 0, 'type': '{kind}', 'field_name': '{field}', 'value': to_json({value}),"
        f" 'previous_value': to_json({previous}), 'public': null::boolean, 'author_id': null}})"
    )


_COMMENT = """to_json({'id': steps.comment_id, 'type': 'Comment', 'field_name': null,
        'value': null::json, 'previous_value': null::json,
        'public': steps.is_public, 'author_id': steps.author_id})"""

AUDITS = f"""
select
    steps.audit_id as id,
    contacts.id as ticket_id,
    steps.author_id,
    {{'channel': case when steps.author_id = {DESK} then 'rule'
        when steps.author_id = contacts.requester_id then {_CHANNEL} else 'web' end}} as via,
    list_filter([
        case when steps.has_comment then {_COMMENT} end,
        case when steps.step = 0 then {_change("Create", "status", "steps.status")} end,
        case when steps.step = 0 then {_change("Create", "priority", _PRIORITIES)} end,
        case when steps.step = 0 then {_change("Create", "requester_id", "contacts.requester_id")}
        end,
        case when steps.step = 0 and contacts.is_outbound
            then {_change("Create", "assignee_id", "contacts.agent_id")} end,
        case when steps.step > 0 and steps.status is distinct from steps.previous_status
            and steps.status is not null
            then {_change("Change", "status", "steps.status", "steps.previous_status")} end,
        case when steps.step = 2 and not contacts.is_outbound
            then {_change("Change", "assignee_id", "contacts.agent_id")} end,
        case when steps.step = 6 then {
    _change("Change", "assignee_id", "contacts.second_agent_id", "contacts.agent_id")
} end,
        case when steps.step in (0, 11, 14)
            then {_change("Change", "tags", _TAGS)} end,
        {desk_hours.ASSIGNMENT}
    ], lambda event: event is not null) as events,
    null::json as metadata,
    iso(steps.happened_at) as created_at
from desk_steps as steps
inner join desk_touched as contacts using (id)
where is_new(steps.happened_at) and steps.step <> 10
order by steps.audit_id
"""

COMMENTS = f"""
select
    steps.comment_id as id,
    contacts.id as ticket_id,
    steps.author_id,
    steps.audit_id,
    case when contacts.channel = 'phone' and steps.step = 0 then 'VoiceComment' else 'Comment' end
        as type,
    body_of(
        steps.step, contacts.dice, contacts.topic, contacts.product, contacts.is_outbound,
        contacts.language, contacts.thing
    ) as body,
    steps.is_public as public,
    {{'channel': case when steps.author_id = {DESK} then 'rule'
        when steps.author_id = contacts.requester_id then {_CHANNEL} else 'web' end}} as via,
    iso(steps.happened_at) as created_at
from desk_steps as steps
inner join desk_touched as contacts using (id)
where steps.has_comment and is_new(steps.happened_at)
order by steps.comment_id
"""

RATINGS = f"""
select
    {RATING_IDS} + id as id,
    id as ticket_id,
    requester_id,
    case when is_past(reassigned_at) then second_agent_id else agent_id end as assignee_id,
    group_id,
    case
        when not is_past(rated_at) then 'offered'
        when is_good then 'good'
        else 'bad'
    end as score,
    case
        when not is_past(rated_at) or dice % 3 > 0 then null
        when is_good then said(said_praise(language, dice // 3), dice, thing)
        else said(said_complaints(language, dice // 3), dice, thing)
    end as comment,
    case when is_past(rated_at) and not is_good then 'The issue took too long to resolve' end
        as reason,
    iso(offered_at) as created_at,
    iso(case when is_past(rated_at) then rated_at else offered_at end) as updated_at
from desk_touched
where is_past(offered_at)
    and case when is_past(rated_at) then rated_at else offered_at end > since()
order by id
"""

TABLES = {
    "tickets": TICKETS,
    "audits": AUDITS,
    "comments": COMMENTS,
    "users": desk_users.USERS,
    "organizations": desk_users.ORGANISATIONS,
    "satisfaction_ratings": RATINGS,
    "schedules": desk_hours.SCHEDULES,
    "holidays": desk_hours.HOLIDAYS,
    "calls": desk_queues.CALLS,
    "chats": desk_queues.CHATS,
}
