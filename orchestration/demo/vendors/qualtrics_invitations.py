"""The surveys' distribution history: one JSON object per invitation that something happened to.

The API tells it by distribution, without who a contact is and which survey was sent; whoever
fetches it adds both from the distribution and the directory.
"""

from orchestration.demo.vendors.qualtrics import SURVEYS

_SURVEY_IDS = ", ".join(f"'{survey.survey_id}'" for survey in SURVEYS)


def _moment(column: str) -> str:
    return f"case when is_past(invitations.{column}) then iso(invitations.{column}) end"


DISTRIBUTION_CONTACTS = f"""
select
    'CGC_' || substr(md5('contact ' || people.person), 1, 15) as "contactId",
    'CID_' || substr(md5('invitation ' || invitations.number), 1, 15) as "contactLookupId",
    'EMD_' || substr(
        md5('distribution ' || invitations.survey || ' ' || invitations.sent_at // 86400), 1, 15
    ) as "distributionId",
    [{_SURVEY_IDS}][cast(invitations.survey + 1 as integer)] as "surveyId",
    case
        when invitations.is_bounced then 'HardBounce'
        when is_past(invitations.completed_at) then 'SurveyFinished'
        when is_past(invitations.started_at) then 'SurveyStarted'
        when is_past(invitations.opened_at) then 'Opened'
        else 'Success'
    end as status,
    case when is_past(invitations.started_at) then respondents.response_id end as "responseId",
    case
        when respondents.number is not null then respondents.external_reference
        when people.is_business or invitations.dice % 2 = 0 then people.contact_id
        else people.account_id
    end as "externalDataReference",
    people.email,
    iso(invitations.sent_at) as "sentAt",
    {_moment("opened_at")} as "openedAt",
    {_moment("started_at")} as "responseStartedAt",
    {_moment("completed_at")} as "responseCompletedAt"
from sim_invitations as invitations
inner join people on people.person = invitations.customer * 4 + invitations.person
left join respondents on respondents.number = invitations.response and invitations.response > 0
where
    is_new(invitations.sent_at)
    or is_new(invitations.opened_at)
    or is_new(invitations.started_at)
    or is_new(invitations.completed_at)
order by invitations.sent_at, invitations.number
"""
