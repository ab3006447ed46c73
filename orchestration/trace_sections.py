"""What a trace asks about contacts, answers and customer months: SQL over `$id`, step by step."""

from orchestration.trace_journeys import JOURNEY
from orchestration.trace_kinds import Kind, Question

LAKE_ROWS = {
    ("contact", "zendesk"): (
        ("zendesk/tickets", "id"),
        ("zendesk/audits", "ticket_id"),
        ("zendesk/comments", "ticket_id"),
    ),
    ("contact", "mapped"): (("mapped/contacts", "contact_id"),),
    ("answer", "qualtrics"): (("qualtrics/responses", "ResponseId"),),
    ("answer", "zendesk"): (("zendesk/satisfaction_ratings", "id"),),
    ("answer", "mapped"): (("mapped/survey_responses", "response_id"),),
    ("customer month", "salesforce"): (("salesforce/order_items", "Id"),),
    ("customer month", "mapped"): (("mapped/subscription_terms", "term_id"),),
    ("customer month end", "salesforce"): (),
    ("customer month end", "mapped"): (),
    ("journey", "segment"): (("segment/tracks", "messageId"),),
    ("journey", "mapped"): (("mapped/events", "event_id"),),
}
"""In which lake tables, by which column, the rows of a source lie."""

_CONTACT = Kind(
    "contact",
    "marts.fct_contacts",
    "contact_id",
    """
    select source_name, substr(contact_id, length(source_name) + 2)
    from marts.fct_contacts where contact_id = $id
    """,
    (
        Question(
            "Events of the desk, in the order in which they happened (UTC)",
            """
            with ticket as (
                select substr($id, length('zendesk:') + 1) as ticket_id
                where $id like 'zendesk:%'
            )

            select
                events.created_at,
                case when events.author_id = '-1' then 'desk' else events.author_id end as author,
                coalesce(events.field_name, events.event_type) as event,
                events.previous_value as before,
                events.new_value as after
            from staging.stg_zendesk__audit_events as events
            inner join ticket on events.ticket_id = ticket.ticket_id
            where events.field_name in ('status', 'assignee_id', 'group_id', 'priority',
                'schedule_id', 'ticket_form_id')

            union all

            select
                comments.created_at,
                case when comments.author_id = '-1' then 'desk' else comments.author_id end,
                case when comments.is_public then 'public comment' else 'private note' end,
                null,
                null
            from staging.stg_zendesk__comments as comments
            inner join ticket on comments.ticket_id = ticket.ticket_id
            order by 1, 3, 5
            """,
            ("staging.stg_zendesk__audit_events", "staging.stg_zendesk__comments"),
        ),
        Question(
            "Customer, and the rule that found them (D24, D130)",
            """
            select
                contacts.customer_id,
                links.identity_type,
                links.identity_id,
                links.rule_name
            from marts.fct_contacts as contacts
            inner join intermediate.int_contacts_unioned as asked
                on contacts.contact_id = asked.contact_id
            left join intermediate.int_customer_links as links
                on
                    asked.identity_source_name = links.source_name
                    and (
                        (
                            links.identity_type = 'person'
                            and links.identity_id = asked.requester_id
                        )
                        or (
                            links.identity_type = 'organization'
                            and links.identity_id = asked.organization_id
                        )
                    )
            where contacts.contact_id = $id
            order by links.identity_type desc
            """,
            ("intermediate.int_contacts_unioned", "intermediate.int_customer_links"),
        ),
        Question(
            "Which rules apply",
            """
            select
                case when is_counted then 'counted' else 'excluded: ' || exclusion_reason end
                    as "counts (D33)",
                case
                    when is_answered is null then 'its files do not tell whether anybody replied'
                    when not is_answered
                        then 'nobody has replied in public since the customer wrote'
                    when first_replied_at is null
                        then 'replied to, but its files do not tell when'
                    else 'first public reply of a person at ' || first_replied_at
                end as "first reply (D30)",
                case
                    when not is_resolved then 'open'
                    when is_reopened then 'taken up again ' || reopen_count || ' times'
                    when is_reopened is null then 'its files do not tell whether taken up again'
                    else 'never taken up again'
                end as "status (D36)",
                case when is_repeat then 'repeats an earlier contact' else 'repeats none' end
                    as "repeat (D34)",
                case
                    when not is_counted or not is_resolved then 'not in question'
                    when is_maturing then 'maturing: the window after it has not passed'
                    when is_first_contact_resolved then 'resolved at first contact'
                    when is_reopened then 'no: taken up again'
                    when is_reopened is null
                        then 'unknown: its files do not tell whether taken up again'
                    else 'no: the customer came back within the window'
                end as "first contact resolution (D35)"
            from marts.fct_contacts where contact_id = $id
            """,
            ("marts.fct_contacts",),
            is_tall=True,
        ),
        Question(
            "Neighbours in time that decide on repeats",
            "select * exclude (_loaded_on, repeat_key)"
            " from intermediate.int_contacts_with_repeats where contact_id = $id",
            ("intermediate.int_contacts_with_repeats",),
            is_tall=True,
        ),
        Question(
            "Columns that follow",
            "select * from marts.fct_contacts where contact_id = $id",
            ("marts.fct_contacts",),
            is_tall=True,
        ),
    ),
)

_ANSWER = Kind(
    "answer",
    "marts.fct_survey_responses",
    "survey_response_id",
    """
    select
        source_name,
        case
            when source_name = 'zendesk' then substr(survey_response_id, length(source_name) + 2)
            -- Of the id `<source>:<response>:<question>` the middle, which may hold colons itself.
            else substr(
                survey_response_id,
                length(source_name) + 2,
                length(survey_response_id) - length(source_name) - length(question_id) - 2
            )
        end
    from marts.fct_survey_responses where survey_response_id = $id
    """,
    (
        Question(
            "The question, as the company declares it",
            """
            select questions.question_name, questions.metric_name, questions.scale_min,
                questions.scale_max, questions.is_higher_better
            from marts.fct_survey_responses as answers
            inner join seeds.survey_questions as questions
                using (source_name, survey_id, question_id)
            where answers.survey_response_id = $id
            """,
            ("seeds.survey_questions",),
        ),
        Question(
            "Which rules apply",
            """
            select
                case
                    when is_valid then 'valid'
                    else 'missing: outside of ' || scale_min || ' to ' || scale_max
                end as "counts (D20)",
                case
                    when metric_name = 'nps' and is_promoter then 'promoter'
                    when metric_name = 'nps' and is_passive then 'passive'
                    when metric_name = 'nps' and is_detractor then 'detractor'
                    when metric_name = 'csat' and is_satisfied then 'in the top boxes'
                    when metric_name = 'csat' then 'below the top boxes'
                    when is_mapped_scale then 'effort mapped to 1–5'
                    else 'effort as answered'
                end as "counts as (D20, D22, D23)",
                case
                    when customer_id = 'unknown' then 'nobody known'
                    when contact_id is not null then 'respondent, else customer of ' || contact_id
                    else 'respondent'
                end as "customer by (D24, D26)"
            from marts.fct_survey_responses where survey_response_id = $id
            """,
            ("marts.fct_survey_responses",),
            is_tall=True,
        ),
        Question(
            "Columns that follow",
            "select * from marts.fct_survey_responses where survey_response_id = $id",
            ("marts.fct_survey_responses",),
            is_tall=True,
        ),
    ),
)

_CUSTOMER_MONTH = Kind(
    "customer month",
    "marts.fct_customer_months",
    "customer_month_id",
    """
    select split_part(terms.subscription_term_id, ':', 1),
        substr(terms.subscription_term_id, instr(terms.subscription_term_id, ':') + 1)
    from marts.fct_customer_months as months
    inner join intermediate.int_subscription_terms_renewed as terms using (customer_id)
    where
        months.customer_month_id = $id
        and date_trunc('month', terms.start_date) <= months.month_date
        and terms.end_date >= months.month_date
    order by 1, 2
    """,
    (
        Question(
            "Terms that touch the month, and whether they were renewed (D40, D41)",
            """
            select terms.subscription_term_id, terms.monthly_amount, terms.is_counted,
                terms.start_date, terms.end_date, terms.renewed_date
            from marts.fct_customer_months as months
            inner join intermediate.int_subscription_terms_renewed as terms using (customer_id)
            where
                months.customer_month_id = $id
                and date_trunc('month', terms.start_date) <= months.month_date
                and terms.end_date >= months.month_date
            order by terms.start_date, terms.subscription_term_id
            """,
            ("intermediate.int_subscription_terms_renewed",),
        ),
        Question(
            "Columns that follow",
            "select * from marts.fct_customer_months where customer_month_id = $id",
            ("marts.fct_customer_months",),
            is_tall=True,
        ),
    ),
)

_MONTH_END = Kind(
    "customer month end",
    "marts.fct_customer_health",
    "customer_month_end_id",
    "select null, null where $id is null",
    (
        Question(
            "Signs at the end of the month",
            "select * from marts.fct_customer_signs where customer_month_end_id = $id",
            ("marts.fct_customer_signs",),
            is_tall=True,
        ),
        Question(
            "Weights and maps (D155)",
            "select component_name, weight, window_days, value_1, points_1, value_2, points_2,"
            " value_3, points_3, value_4, points_4 from seeds.health_components"
            " where $id is not null order by component_name",
            ("seeds.health_components",),
        ),
        Question(
            "Columns that follow",
            "select * from marts.fct_customer_health where customer_month_end_id = $id",
            ("marts.fct_customer_health",),
            is_tall=True,
        ),
    ),
)

KINDS = (_CONTACT, _ANSWER, _CUSTOMER_MONTH, _MONTH_END, JOURNEY)
