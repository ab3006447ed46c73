"""How a metric is worked by hand: one aggregate over a mart, written without the YAML."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ByHand:
    """A metric as one aggregate over the rows of a mart that fall into a period.

    Rows carry is_first and is_last: whether they lie on the first or last date of their period.
    """

    mart: str
    day: str
    value: str
    where: str = "true"
    has_customer: bool = True

    @property
    def relation(self) -> str:
        """The mart, or several united in brackets."""
        return self.mart if self.mart.startswith("(") else f"marts.{self.mart}"
