"""Record ids as the vendors make them: Salesforce's 18 characters with their check sum.

The same rule twice, in Python for single ids and tests and as a SQL macro for columns.
"""

from orchestration.crm_ids import CHECK_ALPHABET, check_characters

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
ORGANISATION = "Qk0aZ"
_DIGITS = 7


def salesforce_id(prefix: str, number: int) -> str:
    """The 18-character id of the record with a number, of the object with a prefix."""
    digits = "".join(ALPHABET[number // 62**place % 62] for place in reversed(range(_DIGITS)))
    short = prefix + ORGANISATION + digits
    return short + check_characters(short)


def salesforce_id_macro() -> str:
    """`sf_id(prefix, number)` for DuckDB, the same as `salesforce_id`.

    The check sum is worked out from the digits' values rather than from the text, because a macro
    repeats its argument wherever it uses it. Prefixes with capital letters are not supported.
    """
    digits = [f"number // {62**place} % 62" for place in reversed(range(_DIGITS))]
    text = " || ".join(f"substr('{ALPHABET}', cast({digit} as integer) + 1, 1)" for digit in digits)
    fixed = ["1" if "A" <= sign <= "Z" else "0" for sign in "000" + ORGANISATION]
    capitals = [*fixed, *(f"({digit} between 10 and 35)::integer" for digit in digits)]
    checks = " || ".join(
        f"substr('{CHECK_ALPHABET}', cast(1 + "
        + " + ".join(f"{1 << place} * {capitals[start + place]}" for place in range(5))
        + " as integer), 1)"
        for start in (0, 5, 10)
    )
    return (
        "create or replace temp macro sf_id(prefix, number) as"
        f" prefix || '{ORGANISATION}' || {text} || {checks}"
    )
