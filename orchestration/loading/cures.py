"""What a rejected value looks like, and what to write into a map for it.

Shapes are asked of rejected rows only; what has none keeps its plain reason.
"""

from quality.sql import literal

# In this order: 1.234,56 has a decimal comma too. A map writes its cure over every row of the
# column, so none may change a value of another shape.
_NUMBERS = (
    (r"[+-]?\d{1,3}(,\d{3})+\.\d+", "commas between thousands", "replace({0}, ',', '')"),
    (
        r"[+-]?\d{1,3}(,\d{3})+",
        "commas between thousands, unless they are decimal",
        "replace({0}, ',', '')",
    ),
    (
        r"[+-]?[\d.]*,\d+",
        "a decimal comma",
        "replace(replace({0}, '.', ''), ',', '.')",
    ),
    (
        r"\([\d.,]+\)",
        "parentheses for a negative",
        "case when {0} like '(%' then '-' || trim({0}, '()') else {0} end",
    ),
    (
        r"\p{Sc}\s*[+-]?[\d.]*,\d{1,2}|[+-]?[\d.]*,\d{1,2}\s*(\p{Sc}|[A-Z]{3})",
        "a currency beside a decimal comma",
        "replace(regexp_replace({0}, '[^0-9,-]', '', 'g'), ',', '.')",
    ),
    (
        r"\p{Sc}.*\d.*|[+-]?\d[\d.,]*\s*(\p{Sc}|[A-Z]{3})",
        "a currency beside the number",
        "regexp_replace({0}, '[^0-9.-]', '', 'g')",
    ),
)
_TIMES = (
    (
        r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\b.*",
        "day and month in an order of its own: say which",
        'timestamp_format = "%d/%m/%Y"',
    ),
    (r"\d{5}(\.\d+)?", "a spreadsheet's number of days", "date '1899-12-30' + {0}::double::int"),
    (r"\d{19}", "nanoseconds since 1970", "make_timestamp_ns({0}::bigint)"),
)
_SHAPES = {
    "bigint": _NUMBERS,
    "double": _NUMBERS,
    "decimal(38,6)": _NUMBERS,
    "version": (*_NUMBERS, *_TIMES),
    "date": _TIMES,
    "timestamp": _TIMES,
}


def reason_with_cure(reason: str, value: str, data_type: str, column: str) -> str:
    """SQL of a reason; `column` is what the company's file calls it, if a map does not say."""
    cases = []
    for shape, words, cure in _SHAPES.get(data_type, ()):
        told = cure.format(f'"{column}"')
        written = told if "=" in told else f"{{ sql = {_toml(told)} }}"
        cases.append(
            f"when regexp_full_match(trim({value}), {literal(shape)})"
            f" then {literal(f'{reason}: {words}; in a map {written}')}"
        )
    return f"case {' '.join(cases)} else {literal(reason)} end" if cases else literal(reason)


def _toml(sql: str) -> str:
    return f"'''{sql}'''"
