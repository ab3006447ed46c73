"""Titles and names of values in words: never `Nps`, `first_reply_minutes_median` or `sms`."""

import re

ACRONYMS = {
    name.lower(): name
    for name in [
        "NPS",
        "CSAT",
        "CES",
        "FCR",
        "MRR",
        "ARR",
        "CLV",
        "ARPA",
        "KPI",
        "SLA",
        "B2B",
        "B2C",
        "CRM",
        "GRR",
        "NRR",
        "ROI",
        "CX",
        "ID",
        "URL",
        "EU",
        "UK",
        "US",
        "VAT",
        "CSV",
        "SMS",
        "IVR",
    ]
}
WORDS = {"p90": "90th percentile", "pct": "", "num": "", "n": "n", "avg": "average", "nr": "number"}
_FORMAT_TAIL = re.compile(r"^(num|pct|usd|eur|gbp|mult|amount)[0-4]?[kmb]?$")


def words(name: str) -> str:
    """A technical name as a title: `nps_by_month` is `NPS by month`."""
    name = name.rsplit("__", 1)[-1] if "__" in name else name
    parts = [part for part in re.split(r"[_\s]+", name) if part]
    if len(parts) > 1 and _FORMAT_TAIL.match(parts[-1]):
        parts = parts[:-1]
    if len(parts) > 1 and parts[0] in ("is", "has"):
        parts = parts[1:]
    if len(parts) > 1 and parts[-1] in ("name", "code"):
        parts = parts[:-1]
    said = [ACRONYMS.get(part.lower(), WORDS.get(part.lower(), part)) for part in parts]
    text = " ".join(word for word in said if word)
    return text[:1].upper() + text[1:] if text[:1].islower() and text not in WORDS else text


def value_name(value: str | None) -> str:
    """What a reader calls a value: `sms` is `SMS`, `paid_search` is `Paid search`, null `Unknown`.

    A value with a capital in it was named by people and stays.
    """
    if value is None:
        return "Unknown"
    if value in ACRONYMS or value != value.lower():
        return ACRONYMS.get(value, value)
    return (value[:1].upper() + value[1:]).replace("_", " ")


def value_name_macro() -> str:
    """The same as a SQL statement that makes a macro for pages' queries."""
    acronyms = ", ".join(f"'{name}'" for name in ACRONYMS)
    return (
        "create or replace temp macro value_name(value) as case when value is null then 'Unknown'"
        f" when value in ({acronyms}) then upper(value) when value <> lower(value) then value"
        " else replace(upper(substr(value, 1, 1)) || substr(value, 2), '_', ' ') end"
    )


def stands_out_macro() -> str:
    """A SQL statement that makes an aggregate for pages' queries: whether one stands out.

    The interval of the one with the highest `low` lies above those of all others; NULL if it is
    alone.
    """
    return (
        "create or replace temp macro stands_out(low, high) as"
        " max(low) > list_max(list(high order by low desc)[2:])"
    )
