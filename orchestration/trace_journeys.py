"""What a trace asks about a journey: its events, the stages they reached, what it caused."""

from orchestration.trace_kinds import Kind, Question

JOURNEY = Kind(
    "journey",
    "marts.fct_journeys",
    "journey_id",
    """
    select
        split_part(split_part(touchpoint_id, '/', 2), ':', 1),
        substr(touchpoint_id, instr(touchpoint_id, ':') + 1)
    from marts.fct_journey_steps where journey_id = $id
    order by 1, 2
    """,
    (
        Question(
            "Stages and the events that stand for them, as the company declares them",
            """
            select journeys.window_days, touchpoints.stage_number, touchpoints.stage_name,
                touchpoints.touchpoint_name, touchpoints.event_name
            from marts.fct_journeys as marts
            inner join seeds.journeys as journeys using (journey_code)
            inner join seeds.touchpoints as touchpoints using (journey_code)
            where marts.journey_id = $id
            order by 2, 4, 5
            """,
            ("seeds.journeys", "seeds.touchpoints"),
        ),
        Question(
            "Events that count, in the order in which they happened (UTC)",
            """
            select happened_at, stage_number, channel_name, is_goal, touchpoint_id
            from marts.fct_journey_steps where journey_id = $id
            order by happened_at, touchpoint_id
            """,
            ("marts.fct_journey_steps",),
        ),
        Question(
            "Stages reached, left, or passed without an event (D122)",
            """
            select stage_number, stage_name, is_seen, is_left, is_maturing, stage_minutes,
                reached_at
            from marts.fct_journey_stages where journey_id = $id
            order by stage_number
            """,
            ("marts.fct_journey_stages",),
        ),
        Question(
            "Contacts and answers within its time (D123)",
            """
            select happened_date, kind_name, stage_name, contact_id, survey_response_id, score
            from marts.fct_journey_feedback where journey_id = $id
            order by happened_date, journey_feedback_id
            """,
            ("marts.fct_journey_feedback",),
        ),
        Question(
            "Columns that follow",
            "select * from marts.fct_journeys where journey_id = $id",
            ("marts.fct_journeys",),
            is_tall=True,
        ),
    ),
)
