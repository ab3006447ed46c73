"""Violations that stay, each with its reason.

The list may only shrink: a stale entry is itself a violation.
"""

_NARROW = "windows run over narrow rows and are joined back to the wide ones: half the memory"
_DECLARATION = "one specification or one random walk, read from top to bottom"
_EVERY_MONTH = "a month without revenue has no row in the parent, and may be on contract"
_MOVED = "the links tell whose older rows to write again, beside what the parent tells"
_OWN_GRAIN = "each is a fact that people read at its own grain, not a step towards the other"

ACCEPTED: dict[tuple[str, str], str] = {
    ("function length", "_go"): _DECLARATION,
    ("function length", "lying_spec"): _DECLARATION,
    ("function length", "standing_spec"): _DECLARATION,
    ("rejoining of upstream concepts", "int_contacts_measured"): _NARROW,
    ("rejoining of upstream concepts", "int_contacts_with_repeats"): _NARROW,
    ("rejoining of upstream concepts", "fct_journey_stages"): _OWN_GRAIN,
    ("rejoining of upstream concepts", "fct_journeys"): _OWN_GRAIN,
    ("rejoining of upstream concepts", "fct_purchase_months"): _EVERY_MONTH,
    ("rejoining of upstream concepts", "fct_touchpoints"): _MOVED,
    ("root models", "dim_dates"): "a calendar is made, not read",
}
