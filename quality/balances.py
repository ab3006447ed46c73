"""What a reconciliation is, and how it is computed: amounts that must agree, exclusions named.

Which ones there are is in `reconciliations.py` and beside it.
"""

from dataclasses import dataclass

from quality.sql import Query

# Sums of doubles in another order differ in their last digits.
RELATIVE = 1e-9
CENT = 0.01


@dataclass(frozen=True)
class Reconciliation:
    """Two amounts that must agree once the named exclusions are taken off.

    Args:
        table: The relation that is judged.
        rule: Name of the rule.
        unit: What is counted, in words.
        upstream: Query for one number: all there is.
        kept: Query for one number: what the judged relation holds.
        excluded: Query for rows of (reason, number): what was left out, and why.
        tolerance: Difference that rounding explains.
    """

    table: str
    rule: str
    unit: str
    upstream: str
    kept: str
    excluded: str | None = None
    tolerance: float = 0.0


@dataclass(frozen=True)
class Balance:
    """A reconciliation that was computed."""

    reconciliation: Reconciliation
    upstream: float
    kept: float
    excluded: tuple[tuple[str, float], ...]

    @property
    def difference(self) -> float:
        """What is neither kept nor excluded."""
        return self.upstream - self.kept - sum(number for _, number in self.excluded)

    @property
    def passed(self) -> bool:
        """Whether everything is accounted for."""
        allowed = self.reconciliation.tolerance + RELATIVE * abs(self.upstream)
        return abs(self.difference) <= allowed

    @property
    def found(self) -> str:
        """All parts in one line."""
        left_out = "".join(f" + {number:,.10g} {reason}" for reason, number in self.excluded)
        line = f"{self.upstream:,.10g} = {self.kept:,.10g}{left_out}"
        return line if self.passed else f"{line}, {self.difference:,.10g} unaccounted for"


def balance(reconciliation: Reconciliation, query: Query) -> Balance:
    """Compute the parts of a reconciliation."""
    [(upstream,)] = query(reconciliation.upstream)
    [(kept,)] = query(reconciliation.kept)
    excluded = query(reconciliation.excluded) if reconciliation.excluded else []
    return Balance(
        reconciliation,
        float(upstream or 0),
        float(kept or 0),
        tuple((str(reason), float(number or 0)) for reason, number in excluded),
    )
