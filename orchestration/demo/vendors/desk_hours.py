"""The desk's schedules of business hours, their holidays, and who follows which, in SQL."""

CARE, SPECIALISTS = 360000000001, 360000000002

SCHEDULES = f"""
with hours(id, name, days, opens, closes) as (
    values
        ({CARE}, 'Customer care', [1, 2, 3, 4, 5, 6], 480, 1260),
        ({SPECIALISTS}, 'Specialists', [1, 2, 3, 4, 5], 540, 1050)
)
select
    id,
    name,
    'Amsterdam' as time_zone,
    list_transform(
        days,
        lambda day: {{'start_time': day * 1440 + opens, 'end_time': day * 1440 + closes}}
    ) as intervals,
    '2019-01-07T09:00:00Z' as created_at,
    '2019-01-07T09:00:00Z' as updated_at
from hours
where since() < 0
order by id
"""

# Somebody enters the holidays of a year in the November before; the first ones with the desk.
HOLIDAYS = f"""
with days(number, name, day) as (
    values
        (1, 'New Year', '01-01'), (2, 'King''s Day', '04-27'),
        (3, 'Christmas', '12-25'), (4, 'Boxing Day', '12-26')
),

entered as (
    select
        {CARE} + schedules.nth as schedule_id,
        years.year,
        days.*,
        epoch(make_timestamp(years.year::bigint - 1, 11, 2, 9, 0, 0)) as entered_at
    from generate_series(2019, year(instant(until())) + 1) as years(year)
    cross join (values (0), (1)) as schedules(nth)
    cross join days
)

select
    schedule_id * 100000 + year * 10 + number as id,
    schedule_id,
    name || ' ' || year as name,
    year || '-' || day as start_date,
    year || '-' || day as end_date
from entered
where is_new(entered_at)
order by id
"""


def _assigned(schedule: str) -> str:
    return (
        "to_json({'id': 0, 'type': 'ScheduleAssignment', 'previous_schedule_id': null::bigint,"
        f" 'new_schedule_id': {schedule}}})"
    )


_FIRST = f"case when contacts.is_premier then {SPECIALISTS} else {CARE} end"
_OTHER = f"case when contacts.is_premier then {CARE} else {SPECIALISTS} end"

# A trigger chooses when the ticket begins (a few slip through and keep the desk's first schedule);
# some tickets change with their first agent, some when another team takes them.
ASSIGNMENT = f"""case
        when steps.step = 0 and contacts.dice % 50 <> 7 then {_assigned(_FIRST)}
        when steps.step = 2 and contacts.dice // 53 % 8 = 0 then {_assigned(_OTHER)}
        when steps.step = 6 and contacts.dice // 53 % 3 = 1 then {_assigned(_OTHER)}
    end"""
