"""Record ids as the vendors make them: Salesforce's 18 characters with their check sum.

The same rule twice, in Python for single ids and tests and as a SQL macro for columns.
"""

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
CHECK_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
ORGANISATION = "Qk0aZ"
_DIGITS = 7


def check_characters(short: str) -> str:
    """The three characters that make a 15-character id safe to compare without case."""
    if len(short) != 15:
        raise ValueError(f"a Salesforce id has 15 characters before its check sum, not: {short!r}")
    blocks = (short[start : start + 5] for start in (0, 5, 10))
    return "".join(
        CHECK_ALPHABET[sum(1 << place for place, sign in enumerate(block) if "A" <= sign <= "Z")]
        for block in blocks
    )


def salesforce_id(prefix: str, number: int) -> str:
    """The 18-character id of the record with a number, of the object with a prefix."""
    digits = "".join(ALPHABET[number // 62**place % 62] for place in reversed(range(_DIGITS)))
    short = prefix + ORGANISATION + digits
    return short + check_characters(short)


def salesforce_id_macros() -> tuple[str, ...]:
    """`sf_id(prefix, number)` for DuckDB, the same as `salesforce_id`."""
    digits = " || ".join(
        f"substr('{ALPHABET}', cast(number // {62**place} % 62 as integer) + 1, 1)"
        for place in reversed(range(_DIGITS))
    )
    checks = " || ".join(
        f"substr('{CHECK_ALPHABET}', 1 + "
        + " + ".join(_is_capital(start, p) for p in range(5))
        + ", 1)"
        for start in (1, 6, 11)
    )
    return (
        f"create or replace temp macro sf_check(short) as short || {checks}",
        "create or replace temp macro sf_id(prefix, number) as"
        f" sf_check(prefix || '{ORGANISATION}' || {digits})",
    )


def _is_capital(start: int, place: int) -> str:
    sign = f"substr(short, {start + place}, 1)"
    return f"case when {sign} between 'A' and 'Z' then {1 << place} else 0 end"
