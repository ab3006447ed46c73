"""How many deliveries may repeat a message before somebody is told."""

import duckdb
import pytest

from quality.contract import TableContract
from quality.suites.segment import message_rules

TRACKS = TableContract("segment", "tracks", "Events.", "json_lines", key=("messageId",), columns=())


@pytest.mark.parametrize(
    ("messages", "repeated", "is_told"),
    [(7, 1, False), (7, 2, False), (7, 3, True), (90, 9, False), (80, 10, True)],
)
def test_a_few_repeats_of_a_small_delivery_are_nothing(
    messages: int, repeated: int, is_told: bool
) -> None:
    (rule,) = (rule for rule in message_rules(TRACKS) if rule.name == "messages_repeated")
    deliveries = f'select n as "messageId" from range({messages}) as sent (n)'
    again = f'select n as "messageId" from range({repeated}) as sent (n)'

    found = duckdb.sql(rule.offenders.format(batch=f"({deliveries} union all {again})")).fetchall()

    assert bool(found) == is_told
