"""Tests of what past nights lead to expect of the next."""

from datetime import date, timedelta

import pytest

from quality.volume import expected_delivery, expected_rows

TUESDAY = date(2026, 3, 31)
CHRISTMAS = date(2026, 12, 25)


def nights(*rows: int, before: date = TUESDAY) -> dict[date, int]:
    """The given rows on the nights before, the last of them yesterday."""
    return {before - timedelta(days=len(rows) - n): number for n, number in enumerate(rows)}


def weeks(working: int, weekend: int, *, before: date = TUESDAY) -> dict[date, int]:
    """Nine weeks of nights, a few rows more on one and less on the next."""
    days = [before - timedelta(days=n) for n in range(63, 0, -1)]
    usual = {day: weekend if day.weekday() >= 5 else working for day in days}
    return {day: rows + (n % 3 - 1) * rows // 20 for n, (day, rows) in enumerate(usual.items())}


def test_three_nights_of_a_kind_expect_nothing() -> None:
    # From Saturday to Monday.
    assert expected_rows(nights(60, 8, 60), TUESDAY) is None
    assert expected_rows(nights(60, 60, 60, 8, 8, 60), TUESDAY) is not None


def test_a_busy_table_expects_what_is_usual_give_or_take() -> None:
    expected = expected_rows(weeks(400, 60), TUESDAY)

    assert expected is not None
    assert expected.usual == pytest.approx(400, abs=10)
    assert expected.least == pytest.approx(200, abs=10)
    assert 280 < expected.low < 330
    assert 480 < expected.most < 560


def test_a_table_with_few_rows_may_have_an_empty_night() -> None:
    expected = expected_rows(nights(*[4, 6, 3, 5, 0, 4, 2] * 4), TUESDAY)

    assert expected is not None
    assert expected.least == 0


def test_a_table_never_empty_in_weeks_is_not_empty_tonight() -> None:
    expected = expected_rows(nights(*[12, 15, 9, 11] * 8), TUESDAY)

    assert expected is not None
    assert expected.least == 1


def test_weekdays_are_compared_with_their_own() -> None:
    past = {night: 400 if night.weekday() == 1 else 100 for night in weeks(1, 1)}

    on_tuesday = expected_rows(past, TUESDAY)
    on_wednesday = expected_rows(past, TUESDAY + timedelta(days=1))

    assert on_tuesday is not None
    assert (on_tuesday.usual, on_tuesday.basis) == (400, "the last 9 nights on a Tuesday")
    assert on_wednesday is not None
    assert on_wednesday.usual == 100


def test_a_second_weekend_is_not_held_against_working_days() -> None:
    # Two weeks from a Monday: a Saturday of 7 after a weekend of 9 and 8.
    saturday = date(2026, 4, 4)
    past = nights(60, 58, 63, 61, 57, 9, 8, 62, 55, 60, 64, 59, before=saturday)

    assert expected_rows(past, saturday) is None


def test_missed_nights_may_come_together() -> None:
    past = nights(*[100] * 30)

    usual = expected_rows(past, TUESDAY)
    late = expected_rows(past, TUESDAY + timedelta(days=2))

    assert usual is not None
    assert late is not None
    assert late.most > 2.5 * usual.most


def test_a_quiet_sunday_does_not_hide_a_loss_on_tuesday() -> None:
    # From Tuesday to Monday; the fifth and sixth night are the weekend.
    expected = expected_rows(nights(85, 119, 83, 123, 76, 21, 107), TUESDAY)

    assert expected is not None
    assert (expected.least, expected.low) == (35, 45)


def test_one_accident_moves_neither_bound() -> None:
    past = weeks(60, 60)
    hurt = {**past, TUESDAY - timedelta(days=7): 3, TUESDAY - timedelta(days=14): 900}

    before, after = expected_rows(past, TUESDAY), expected_rows(hurt, TUESDAY)

    assert before is not None
    assert after is not None
    assert after.least == pytest.approx(before.least, abs=2)
    assert after.most == pytest.approx(before.most, abs=4)


def test_what_was_seen_twice_is_no_accident() -> None:
    past = weeks(60, 60) | {date(2026, 3, 17): 12, date(2026, 3, 4): 11}

    expected = expected_rows(past, TUESDAY)

    assert expected is not None
    assert expected.least <= 12


def test_a_holiday_may_be_as_quiet_as_a_weekend_and_as_busy_as_ever() -> None:
    past = weeks(60, 8, before=CHRISTMAS)

    working = expected_rows(past, CHRISTMAS)
    holiday = expected_rows(past, CHRISTMAS, holidays={CHRISTMAS})

    assert working is not None
    assert working.least > 7
    assert holiday is not None
    assert holiday.low <= 5
    assert holiday.most >= working.most


def test_nothing_is_learned_from_holidays() -> None:
    past = weeks(60, 60)
    closed = {night: 0 for night in past if night.weekday() == 1}

    assert expected_rows({**past, **closed}, TUESDAY, holidays=set(closed)) == expected_rows(
        {night: rows for night, rows in past.items() if night not in closed}, TUESDAY
    )


def test_a_file_now_and_then_is_compared_with_files() -> None:
    months = {date(2026, month, 3): 3000 for month in range(1, 3)}

    assert expected_delivery(months) is None
    expected = expected_delivery({date(2025, month, 3): 3000 for month in range(4, 12)})
    assert expected is not None
    assert expected.least == 1500
