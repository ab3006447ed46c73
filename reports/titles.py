"""Column and metric titles in words: never `Nps`, never `first_reply_minutes_median`."""

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
