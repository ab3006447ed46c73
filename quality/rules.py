"""Rules as data: what Great Expectations is asked, and which rows break it.

A rule names an expectation and its arguments, and the query that finds the offending rows when
the answer is no. Building rules is pure and quick; asking them is the validator's work.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Rule:
    """One thing to ask of a batch.

    Args:
        name: Unique within a suite, such as `accepted_values:status`.
        expected: What the rule wants, in words.
        offenders: Query for the offending rows with one column, `example`: a key, never a
            personal value. `{batch}` stands for the relation; other braces are doubled.
        expectation: Class of Great Expectations; None: there must be no offenders.
        given: The arguments of that class.
        is_blocking: Whether the night stops when the answer is no.
    """

    name: str
    expected: str
    offenders: str
    expectation: str | None = None
    given: Mapping[str, Any] = field(default_factory=dict)
    is_blocking: bool = True

    @property
    def arguments(self) -> dict[str, Any]:
        """The arguments of the expectation."""
        if self.expectation is None:
            return {"unexpected_rows_query": self.offenders}
        return dict(self.given)


@dataclass(frozen=True)
class Outcome:
    """The answer to one rule."""

    rule: Rule
    passed: bool
    count: int = 0
    examples: tuple[str, ...] = ()


def braced(text: str) -> str:
    """Text with its braces doubled: in offenders a single one stands for the batch."""
    return text.replace("{", "{{").replace("}", "}}")
