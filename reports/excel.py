"""Excel's number and date codes: a small grammar of which every other sign is refused.

A code that is only half understood would print a wrong number, so nothing is guessed: digits,
grouping, scaling by commas, percent, sections for negative numbers and nought, quoted words; and
for dates years to seconds, where `m` beside hours or seconds is a minute.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

_LITERAL = r'"[^"]*"|\\.|[ $€£¥+\-()/:%×]'
_DIGITS = r"[#0](?:[#0,]*[#0])?(?:\.[#0]+)?,*"
_SECTION = re.compile(rf"((?:{_LITERAL})*)({_DIGITS})((?:{_LITERAL})*)")
_WORDS = re.compile(rf"((?:{_LITERAL})*)")
_DATE = re.compile(r'("[^"]*")|(yyyy|yy|m{1,4}|d{1,4}|hh?|ss?|am/pm)|([ ./,:\-])', re.IGNORECASE)
# How babel calls what Excel calls so; hours and minutes depend on what stands beside them.
_DATE_FIELDS = {
    "yyyy": "yyyy", "yy": "yy", "m": "M", "mm": "MM", "mmm": "MMM", "mmmm": "MMMM",
    "d": "d", "dd": "dd", "ddd": "EEE", "dddd": "EEEE", "s": "s", "ss": "ss", "am/pm": "a",
}  # fmt: skip


@dataclass(frozen=True)
class Section:
    """How numbers of one sign are written.

    Attributes:
        before: Words before the digits.
        after: Words after them.
        whole: Digits before the point at least; None for words without a number.
        decimals: Digits after the point at least, and at most.
        is_grouped: Thousands are set apart.
        scale: The number is divided by this.
    """

    before: str
    after: str = ""
    whole: int | None = None
    decimals: tuple[int, int] = (0, 0)
    is_grouped: bool = False
    scale: float = 1.0

    def digits(self, value: float) -> str:
        """A number without its sign."""
        if self.whole is None:
            return ""
        least, most = self.decimals
        text = f"{abs(value) / self.scale:,.{most}f}"
        before, _, after = text.partition(".")
        plain = before.replace(",", "")
        plain = ("" if plain == "0" else plain).rjust(self.whole, "0")
        if self.is_grouped:
            plain = f"{int(plain):,}".rjust(self.whole, "0") if plain else ""
        while len(after) > least and after.endswith("0"):
            after = after[:-1]
        return f"{plain}.{after}" if after else plain


@dataclass(frozen=True)
class ExcelNumber:
    """A number's code: one section for all, or one each for positive, negative and nought."""

    sections: tuple[Section, ...]

    def write(self, value: float, *, signed: bool) -> str:
        """A number as the code has it; a section for negative numbers brings its own sign."""
        place = 1 if value < 0 else 2 if value == 0 else 0
        section = self.sections[place] if place < len(self.sections) else self.sections[0]
        digits = section.digits(value)
        text = f"{section.before}{digits}{section.after}"
        if section.whole is None or not digits.strip("0.,") or place == 2:
            return text
        if value < 0:
            return text if len(self.sections) > 1 else f"−{text}"
        return f"+{text}" if signed else text


@lru_cache(maxsize=256)
def excel_number(code: str) -> ExcelNumber | None:
    """The code of a number, or None if it is none."""
    sections = [_section(text) for text in code.split(";")]
    known = [section for section in sections if section]
    if len(known) < len(sections) or len(known) > 3 or known[0].whole is None:
        return None
    return ExcelNumber(tuple(known))


def _section(text: str) -> Section | None:
    if match := _SECTION.fullmatch(text):
        before, digits, after = match.groups()
        scaled = len(digits) - len(digits.rstrip(","))
        whole, _, part = digits.rstrip(",").partition(".")
        percents = _bare(before).count("%") + _bare(after).count("%")
        return Section(
            _said(before), _said(after),
            whole=whole.count("0"),
            decimals=(part.rfind("0") + 1, len(part)),
            is_grouped="," in whole,
            scale=1000.0**scaled / 100.0**percents,
        )  # fmt: skip
    words = _WORDS.fullmatch(text)
    return Section(_said(text)) if words and text else None


def _bare(text: str) -> str:
    """What of a code stands outside of quotes."""
    return re.sub(r'"[^"]*"|\\.', "", text)


def _said(text: str) -> str:
    """Words of a code without their quotes, and a true minus."""
    found = re.findall(r'"([^"]*)"|\\(.)|(.)', text)
    return "".join(quoted or escaped or plain.replace("-", "−") for quoted, escaped, plain in found)


@lru_cache(maxsize=256)
def excel_date(code: str) -> str | None:
    """The code of a date as a pattern of babel's, or None if it is none."""
    parts: list[tuple[str, str, str]] = []
    at = 0
    while at < len(code):
        match = _DATE.match(code, at)
        if match is None:
            return None
        parts.append((match[1] or "", (match[2] or "").lower(), match[3] or ""))
        at = match.end()
    fields = [field for _, field, _ in parts if field]
    if not fields:
        return None
    pattern, place = "", 0
    for quoted, field, sign in parts:
        pattern += f"'{quoted[1:-1].replace(chr(39), chr(39) * 2)}'" if quoted else sign
        if field:
            pattern += _field(field, fields, place)
            place += 1
    return pattern


def _field(field: str, fields: list[str], place: int) -> str:
    before = fields[place - 1] if place else ""
    after = fields[place + 1] if place + 1 < len(fields) else ""
    if field in ("m", "mm") and (before.startswith("h") or after.startswith("s")):
        return field
    if field.startswith("h"):
        return field if "am/pm" in fields else field.upper()
    return _DATE_FIELDS[field]
