"""Tests of record ids: the check sum, and the SQL that makes the same ids."""

import duckdb
import pytest

from orchestration.crm_ids import check_characters, spellings, without_check
from orchestration.demo.ids import salesforce_id, salesforce_id_macro


@pytest.mark.parametrize(
    ("short", "check"),
    [("001A0000006Vm9u", "IAC"), ("00530000003xqAb", "AAI"), ("0013000000abcde", "AAA")],
)
def test_an_id_ends_in_its_check_sum(short: str, check: str) -> None:
    assert check_characters(short) == check


def test_a_short_id_of_another_length_has_no_check_sum() -> None:
    with pytest.raises(ValueError, match="15 characters"):
        check_characters("001A000")


def test_ids_differ_even_when_case_is_ignored() -> None:
    ids = {salesforce_id("001", number).casefold() for number in range(5_000)}

    assert len(ids) == 5_000


def test_sql_makes_the_same_ids() -> None:
    numbers = [0, 9, 10, 35, 36, 61, 62, 123_456_789, 62**7 - 1]

    with duckdb.connect() as connection:
        connection.execute(salesforce_id_macro())
        made = connection.execute(
            "select list(sf_id('801', number + 0) order by number) from unnest(?) as t(number)",
            [numbers],
        ).fetchall()[0][0]

    assert made == [salesforce_id("801", number) for number in numbers]


def test_an_id_is_the_same_with_and_without_its_check_sum() -> None:
    short, long = "001A0000006Vm9u", "001A0000006Vm9uIAC"

    assert spellings(short) == spellings(long) == (short, long)
    assert (without_check(long), without_check("001A0000006Vm9uABC")) == (
        short,
        "001A0000006Vm9uABC",
    )
    assert spellings("ann@example.com") == ("ann@example.com",)
