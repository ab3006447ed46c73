"""The surveys' response exports: one CSV per survey with three header rows, in the survey's zone.

Which columns a survey has, whether it was exported with labels or values, and its time zone
differ from survey to survey, as they do in life.
"""

import json
from dataclasses import dataclass

_COMMENT = """case
    when not has_comment then null
    when dice % 211 < 2 then word_hostile(dice // 211)
    when {high} then said(said_praise(language, dice // 3), dice, thing)
    when {low} then said(said_complaints(language, dice // 3), dice, thing)
    else said(said_middling(language, dice // 3), dice, thing)
end"""
_TICKET = "case when contact > 0 then contact::varchar end"


@dataclass(frozen=True)
class Question:
    """One column of a survey's file beyond those every file has."""

    name: str
    text: str
    import_id: str
    value: str


@dataclass(frozen=True)
class Survey:
    """One survey as it was set up in the tool."""

    number: int
    survey_id: str
    title: str
    time_zone: str
    has_labels: bool
    questions: tuple[Question, ...]


SURVEYS = (
    Survey(
        number=0,
        survey_id="SV_3nRelationNPS01",
        title="Relationship",
        time_zone="America/Denver",
        has_labels=True,
        questions=(
            Question(
                "Q1_NPS_GROUP",
                "How likely are you to recommend Northwind Home? - Group",
                "QID1_NPS_GROUP",
                "case when score >= 9 then 'Promoter' when score >= 7 then 'Passive'"
                " when score >= 0 then 'Detractor' end",
            ),
            Question(
                "Q1",
                "How likely are you to recommend Northwind Home to a friend or colleague?",
                "QID1",
                "case when score >= 0 then score::varchar end",
            ),
            Question(
                "Q2",
                "What is the main reason for your score?",
                "QID2_TEXT",
                _COMMENT.format(high="score >= 9", low="score between 0 and 6"),
            ),
        ),
    ),
    Survey(
        number=1,
        survey_id="SV_5cContactCSAT02",
        title="After a contact: satisfaction",
        time_zone="Europe/Amsterdam",
        has_labels=False,
        questions=(
            Question(
                "Q1",
                "How satisfied are you with how we handled your request?",
                "QID1",
                "case when score >= 0 then score::varchar end",
            ),
            Question(
                "Q2",
                "Was your issue solved at first contact?",
                "QID2",
                "case when solved > 0 then solved::varchar end",
            ),
            Question(
                "Q3",
                "What could we have done better?",
                "QID3_TEXT",
                _COMMENT.format(high="score >= 4", low="score between 0 and 2"),
            ),
            Question("TicketId", "TicketId", "TicketId", _TICKET),
        ),
    ),
    Survey(
        number=2,
        survey_id="SV_7eEffortCES0003",
        title="After a contact: effort",
        time_zone="UTC",
        has_labels=True,
        questions=(
            Question(
                "Q1",
                "How much effort did you have to put in to get your request handled?"
                " (1 very little, 5 very much)",
                "QID1",
                "case when score >= 0 and not is_easy_scale then score::varchar end",
            ),
            Question(
                "Q4",
                "The company made it easy for me to handle my issue."
                " (1 strongly disagree, 7 strongly agree)",
                "QID4",
                "case when score >= 0 and is_easy_scale then score::varchar end",
            ),
            Question(
                "Q3",
                "Anything you want to add?",
                "QID3_TEXT",
                _COMMENT.format(
                    high="is_easy_scale and score >= 6 or not is_easy_scale and score <= 2",
                    low="is_easy_scale and score <= 3 or not is_easy_scale and score >= 4",
                ),
            ),
            Question("TicketId", "TicketId", "TicketId", _TICKET),
        ),
    ),
)

# name, question text, import id
_FIXED = (
    ("StartDate", "Start Date", "startDate"),
    ("EndDate", "End Date", "endDate"),
    ("Status", "Response Type", "status"),
    ("IPAddress", "IP Address", "ipAddress"),
    ("Progress", "Progress", "progress"),
    ("Duration (in seconds)", "Duration (in seconds)", "duration"),
    ("Finished", "Finished", "finished"),
    ("RecordedDate", "Recorded Date", "recordedDate"),
    ("ResponseId", "Response ID", "_recordId"),
    ("RecipientLastName", "Recipient Last Name", "recipientLastName"),
    ("RecipientFirstName", "Recipient First Name", "recipientFirstName"),
    ("RecipientEmail", "Recipient Email", "recipientEmail"),
    ("ExternalReference", "External Data Reference", "externalDataReference"),
    ("LocationLatitude", "Location Latitude", "locationLatitude"),
    ("LocationLongitude", "Location Longitude", "locationLongitude"),
    ("DistributionChannel", "Distribution Channel", "distributionChannel"),
    ("UserLanguage", "User Language", "userLanguage"),
)

RESPONDENTS = """
create or replace temp table respondents as
select
    responses.*,
    'R_' || substr(md5('response ' || responses.number), 1, 15) as response_id,
    people.customer as known_customer,
    case
        when responses.reference > 0 or responses.status in (1, 2) then null
        when people.duplicate_id is not null and responses.dice % 3 = 0 then people.duplicate_id
        when people.is_business or responses.dice % 2 = 0 then people.contact_id
        else people.account_id
    end as external_reference,
    people.first_name,
    people.last_name,
    case
        when people.inbox is not null and responses.dice % 2 = 0 then people.inbox
        when not people.is_business and people.link between 93 and 96 then people.other_email
        else people.email
    end as email,
    people.country,
    language_of(people.country) as language,
    thing_of(responses.dice, people.first_name, people.last_name, people.email, people.phone)
        as thing
from sim_responses as responses
left join people
    on people.person = responses.customer * 4 + responses.person and responses.status not in (1, 2)
"""


def _values(survey: Survey) -> dict[str, str]:
    def local(moment: str) -> str:
        return (
            f"strftime(timezone('{survey.time_zone}', timezone('UTC', instant({moment}))),"
            " '%Y-%m-%d %H:%M:%S')"
        )

    status, finished = "status::varchar", "(progress = 100)::integer::varchar"
    if survey.has_labels:
        status = (
            "case status when 0 then 'IP Address' when 1 then 'Survey Preview'"
            " when 2 then 'Survey Test' else 'Spam' end"
        )
        finished = "case when progress = 100 then 'True' else 'False' end"
    known = "reference < 2"
    return {
        "StartDate": local("started_at"),
        "EndDate": local("started_at + seconds"),
        "Status": status,
        "IPAddress": "'198.51.100.' || dice % 250",
        "Progress": "progress::varchar",
        "Duration (in seconds)": "seconds::varchar",
        "Finished": finished,
        "RecordedDate": local("recorded_at"),
        "ResponseId": "response_id",
        "RecipientLastName": f"case when {known} then last_name end",
        "RecipientFirstName": f"case when {known} then first_name end",
        "RecipientEmail": f"case when {known} then email end",
        "ExternalReference": "external_reference",
        "LocationLatitude": "(50 + dice % 40000 / 10000.0)::decimal(8, 4)::varchar",
        "LocationLongitude": "(4 + dice % 30000 / 10000.0)::decimal(8, 4)::varchar",
        "DistributionChannel": "case when status in (1, 2) then 'preview' when not ("
        + known
        + ") then 'anonymous' else ['email', 'smsinvite', 'email'][channel + 1] end",
        "UserLanguage": "['NL', 'NL', 'DE', 'FR', 'EN', 'DA'][coalesce(country, 4) + 1]",
    }


def columns(survey: Survey) -> tuple[tuple[str, str, str], ...]:
    """Name, question text and import id of every column, in the file's order."""
    asked = ((question.name, question.text, question.import_id) for question in survey.questions)
    return (*_FIXED, *asked)


def header_rows(survey: Survey) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """The three rows above the answers: names, texts, and import ids with the time zone."""
    dated = ("startDate", "endDate", "recordedDate")
    import_ids = []
    for _, _, import_id in columns(survey):
        row = {"ImportId": import_id}
        if import_id in dated:
            row["timeZone"] = survey.time_zone
        import_ids.append(json.dumps(row, separators=(",", ":")))
    names, texts, _ = zip(*columns(survey), strict=True)
    return names, texts, tuple(import_ids)


def responses(survey: Survey) -> str:
    """The rows recorded in the window."""
    values = _values(survey) | {question.name: question.value for question in survey.questions}
    listed = ",\n    ".join(f'{values[name]} as "{name}"' for name, _, _ in columns(survey))
    return f"""
select
    {listed}
from respondents
where survey = {survey.number} and is_new(recorded_at)
order by recorded_at, response_id
"""
