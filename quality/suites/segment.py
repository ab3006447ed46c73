"""Rules for messages of a customer data platform: device clocks are corrected, repeats are few.

What happened when is only as good as the platform's correction of the device's clock; a message
that is delivered again changes nothing, but many of them tell of a library gone wrong.
"""

from quality.contract import TableContract
from quality.rules import Rule

# Rounding of the four times, and rows that a person imported with times of their own (D124).
SECONDS_TOLERATED = 2
UNCORRECTED_TOLERATED = 0.01
UNCORRECTED_IGNORED = 2
REPEATED_EXPECTED = 0.1
REPEATED_IGNORED = 2


def message_rules(table: TableContract) -> tuple[Rule, ...]:
    """The rules of Segment's calls; none for any other table."""
    return (_clocks_corrected(), _messages_repeated()) if table.source == "segment" else ()


def _clocks_corrected() -> Rule:
    corrected = '"receivedAt" - ("sentAt" - "originalTimestamp")'
    return Rule(
        name="clocks_corrected",
        expected="timestamp to be receivedAt − (sentAt − originalTimestamp)"
        f" within {SECONDS_TOLERATED} s in {1 - UNCORRECTED_TOLERATED:.0%} of rows",
        offenders=f"""
            with wrong as (
                select "messageId" as example from {{batch}}
                where abs(epoch("timestamp") - epoch({corrected})) > {SECONDS_TOLERATED}
            )
            select example from wrong
            where (select count(*) from wrong) > greatest(
                {UNCORRECTED_IGNORED},
                {UNCORRECTED_TOLERATED} * (select count(*) from {{batch}})
            )
        """,
    )


def _messages_repeated() -> Rule:
    return Rule(
        name="messages_repeated",
        is_blocking=False,
        expected=f"fewer than {REPEATED_EXPECTED:.0%} of deliveries to repeat a message",
        offenders=f"""
            with messages as (
                select "messageId" as example, count(*) as deliveries from {{batch}}
                group by "messageId"
            )
            select example from messages
            where deliveries > 1 and (
                select sum(deliveries - 1)
                    > greatest({REPEATED_IGNORED}, {REPEATED_EXPECTED} * sum(deliveries))
                from messages
            )
        """,
    )
