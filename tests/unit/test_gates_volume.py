"""Tests of what past nights lead to expect of the next."""

from datetime import date, timedelta

from quality.volume import expected_rows

TUESDAY = date(2026, 3, 31)


def nights(*rows: int) -> dict[date, int]:
    """The given rows on the nights before, the last of them yesterday."""
    return {TUESDAY - timedelta(days=len(rows) - n): number for n, number in enumerate(rows)}


def test_the_first_nights_expect_nothing() -> None:
    assert expected_rows(nights(5, 900, 0, 4, 5, 3), TUESDAY) is None


def test_a_busy_table_expects_its_median_give_or_take() -> None:
    expected = expected_rows(nights(*[400] * 10), TUESDAY)

    assert expected is not None
    assert (expected.least, expected.most) == (120, 640)


def test_a_table_with_few_rows_may_have_an_empty_night() -> None:
    expected = expected_rows(nights(*[4, 6, 3, 5, 0, 4, 2]), TUESDAY)

    assert expected is not None
    assert expected.least == 0


def test_a_table_never_empty_in_weeks_is_not_empty_tonight() -> None:
    expected = expected_rows(nights(*[12, 15, 9, 11] * 6), TUESDAY)

    assert expected is not None
    assert expected.least == 1


def test_weekdays_are_compared_with_their_own() -> None:
    weeks = {
        TUESDAY - timedelta(days=n): 400 if (TUESDAY - timedelta(days=n)).weekday() == 1 else 100
        for n in range(1, 57)
    }

    on_tuesday = expected_rows(weeks, TUESDAY)
    on_wednesday = expected_rows(weeks, TUESDAY + timedelta(days=1))

    assert on_tuesday is not None
    assert "median 400" in on_tuesday.basis
    assert on_wednesday is not None
    assert "median 100" in on_wednesday.basis


def test_missed_nights_may_come_together() -> None:
    past = nights(*[100] * 10)

    usual = expected_rows(past, TUESDAY)
    late = expected_rows(past, TUESDAY + timedelta(days=2))

    assert usual is not None
    assert late is not None
    assert late.most == 3 * usual.most


def test_a_quiet_sunday_does_not_hide_a_loss_on_tuesday() -> None:
    # From Tuesday to Monday; the fifth and sixth night are the weekend.
    expected = expected_rows(nights(85, 119, 83, 123, 76, 21, 107), TUESDAY)

    assert expected is not None
    assert expected.least == 32
