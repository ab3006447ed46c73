"""From text to types: the SQL expression for each column and the tests a row must pass.

Pure: builds SQL, runs nothing. A session's TimeZone is the zone of timestamps that carry none.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from orchestration.loading.batch import texts
from orchestration.loading.cures import reason_with_cure
from quality.contract import DataType
from quality.sql import literal, quoted

# An expression of the company that failed gives SQL null; one that gave null gives this.
NOTHING = "chr(1)"
# A double cannot tell neighbours among numbers of 17 digits.
VERSION_TYPE = "decimal(38,6)"


@dataclass(frozen=True)
class Origin:
    """One column of the lake: where its text comes from and what it must become."""

    name: str
    data_type: DataType | Literal["version"]
    raw: str
    required: bool = False
    formats: tuple[str, ...] = ()
    may_fail: bool = False
    is_json: bool = False
    is_id: bool = False
    file_column: str = ""
    earliest_year: int = 2000
    not_before: tuple[str, ...] = ()
    failure: str = "the expression fails"

    @property
    def evaluated(self) -> str:
        """SQL of the text; of an expression that fails null."""
        return f"try(coalesce({self.raw}, {NOTHING}))" if self.may_fail else self.raw

    @property
    def storage_type(self) -> str:
        """Type of the column in the lake's Parquet."""
        return {"json": "varchar", "version": VERSION_TYPE}.get(self.data_type, self.data_type)


@dataclass(frozen=True)
class Typing:
    """All columns of a table, and the expression of its `_extra`."""

    columns: tuple[Origin, ...]
    extra: str

    def query(self, relation: str, first: int) -> str:
        """Raw columns `r…` and typed ones `t…`, one row per record.

        One expression per level of sub-query, so that none is computed twice.
        """
        failed = "".join(f", e{i}" for i, c in enumerate(self.columns) if c.may_fail)
        raw = self._each(lambda c, i: f"{_cleaned(c, f'e{i}')} as r{i}")
        parsed = self._each(lambda c, i: f"{parsed_sql(c, f'r{i}')} as p{i}")
        checked = self._each(lambda c, i: f"{checked_sql(c, f'p{i}')} as t{i}")
        evaluated = self._each(lambda c, i: f"{c.evaluated} as e{i}")
        return (
            f"select *, {checked} from (select *, {parsed} from"
            f" (select _row, _extra, {raw}{failed} from"
            f" (select _ordinal - {first} + 1 as _row, {self.extra} as _extra, {evaluated}"
            f" from ({relation}))))"
        )

    def _each(self, expression: Callable[[Origin, int], str]) -> str:
        return ", ".join(expression(column, i) for i, column in enumerate(self.columns))

    def faults(self) -> tuple[tuple[str, str, str, str], ...]:
        """What can be wrong with a row: condition, column, its raw text, SQL of the reason."""
        found: list[tuple[str, str, str, str]] = []
        place = {column.name: i for i, column in enumerate(self.columns)}
        for i, column in enumerate(self.columns):
            if column.may_fail:
                found.append((f"e{i} is null", column.name, "null", literal(column.failure)))
            if column.required:
                nothing = f"r{i} is null" + (f" and e{i} is not null" if column.may_fail else "")
                found.append((nothing, column.name, "null", literal("required value is missing")))
            if column.data_type not in ("varchar", "json"):
                name = column.file_column or column.name
                reason = reason_with_cure(_reason(column), f"r{i}", column.data_type, name)
                found.append((f"r{i} is not null and t{i} is null", column.name, f"r{i}", reason))
            for earlier in column.not_before:
                broken = f"t{i} < t{place[earlier]}"
                found.append((broken, column.name, f"r{i}", literal(f"before {earlier}")))
        return tuple(found)

    def loaded(self, relation: str, first: int, *, source: str, file: str) -> str:
        """The rows that pass, as they lie in the lake."""
        names = ", ".join(f"t{i} as {quoted(c.name)}" for i, c in enumerate(self.columns))
        bad = " or ".join(f"({condition})" for condition, *_ in self.faults()) or "false"
        return (
            f"select {names}, {literal(source)} as _source, {literal(file)} as _file,"
            f" _row, _extra::varchar as _extra from ({self.query(relation, first)})"
            f" where not coalesce({bad}, false)"
        )

    def rejected(self, relation: str, first: int) -> str:
        """One row per fault: `_row, column_name, value, reason`."""
        cases = ", ".join(
            f"case when {condition} then {{'column_name': {literal(name)},"
            f" 'value': {value}::varchar, 'reason': {reason}}} end"
            for condition, name, value, reason in self.faults()
        )
        if not cases:
            return (
                "select null::bigint as _row, null as column_name, null as value,"
                " null as reason where false"
            )
        return (
            "select _row, fault.column_name, fault.value, fault.reason from (select _row,"
            f" unnest([{cases}]) as fault from ({self.query(relation, first)}))"
            " where fault is not null"
        )

    def empty(self) -> str:
        """No rows, but every column with its type."""
        names = ", ".join(f"null::{c.storage_type} as {quoted(c.name)}" for c in self.columns)
        return (
            f"select {names}, null::varchar as _source, null::varchar as _file,"
            " null::bigint as _row, null::varchar as _extra where false"
        )


def parsed_sql(column: Origin, raw: str) -> str:
    """The expression that reads a text as the column's type, null where it cannot."""
    match column.data_type:
        case "varchar":
            return raw
        case "json":
            guarded = f"case when json_valid({raw}) then {raw} else to_json({raw})::varchar end"
            return raw if column.is_json else guarded
        case "boolean":
            return f"try_cast(trim({raw}) as boolean)"
        case "bigint":
            return _whole(raw)
        case "double" | "decimal(38,6)":
            return _number(raw, column.data_type)
        case "date":
            return _date(column, raw)
        case "timestamp":
            return _timestamp(column, raw)
        case "version":
            number = _number(raw, VERSION_TYPE)
            return f"coalesce({number}, epoch_us({_timestamp(column, raw)})::{VERSION_TYPE})"


def checked_sql(column: Origin, parsed: str) -> str:
    """The expression that drops what could be read but cannot be meant."""
    match column.data_type:
        case "double":
            return f"case when isfinite({parsed}) then {parsed} end"
        case "date":
            return _within(parsed, "date", 1900, 9999)
        case "timestamp":
            return _within(parsed, "timestamp", column.earliest_year, 2100)
        case _:
            return parsed


def _cleaned(column: Origin, evaluated: str) -> str:
    return f"nullif(nullif({evaluated}, {NOTHING}), '')" if column.may_fail else evaluated


def _number(raw: str, data_type: str) -> str:
    """DuckDB reads 0x1F and 1_000 too; who writes them into a file means something else."""
    plain = r"\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*"
    return f"case when regexp_full_match({raw}, '{plain}') then try_cast({raw} as {data_type}) end"


def _whole(raw: str) -> str:
    """A cast would round: 15e-1 is no 2, nor is 12345678901234567.6 whole."""
    power = f"{_number(raw, 'double')}"
    return (
        f"case when regexp_full_match({raw}, '\\s*[+-]?\\d+(\\.0*)?\\s*') then"
        f" try_cast({raw} as bigint) when contains(lower({raw}), 'e')"
        f" and abs({power}) < 9007199254740992 and trunc({power}) = {power}"
        f" then try_cast({power} as bigint) end"
    )


def _date(column: Origin, raw: str) -> str:
    # Of an instant the day is the company's own, as of every other (D4).
    instant = f"length({raw}) > 10 and regexp_matches({raw}, ':.*(Z|[+-]\\d\\d(:?\\d\\d)?)\\s*$')"
    plain = (
        f"case when {instant} then try_cast({raw} as timestamptz)::date"
        f" else try_cast({raw} as date) end"
    )
    if not column.formats:
        return plain
    return f"coalesce(try_strptime({raw}, {texts(column.formats)})::date, {plain})"


def _timestamp(column: Origin, raw: str) -> str:
    """A plain cast drops an offset, so only the letter Z is cast plainly: it is also quick."""
    zoned = f"timezone('UTC', try_cast({raw} as timestamptz))"
    plain = f"case when suffix({raw}, 'Z') then try_cast({raw} as timestamp) else {zoned} end"
    ways = [plain, _epoch(raw)]
    if column.formats:
        told = f"try_strptime({raw}, {texts(column.formats)})"
        ways.insert(0, f"timezone('UTC', {told}::timestamptz)")
    return f"coalesce({', '.join(ways)})"


def _epoch(raw: str) -> str:
    """Numbers of 10, 13 or 16 digits are seconds, milli- or microseconds since 1970."""
    number = f"try_cast({raw} as double)"
    return (
        f"case when not regexp_full_match({raw}, '\\d{{10}}(\\.\\d+)?|\\d{{13}}|\\d{{16}}')"
        f" then null when length({raw}) = 16 and not contains({raw}, '.')"
        f" then make_timestamp(try_cast({raw} as bigint))"
        f" when length({raw}) = 13 and not contains({raw}, '.')"
        f" then make_timestamp(1000 * try_cast({raw} as bigint))"
        f" else make_timestamp((1000000 * {number})::bigint) end"
    )


def _within(value: str, kind: str, first: int, last: int) -> str:
    return (
        f"case when {value} between {kind} '{first}-01-01' and {kind} '{last}-12-31'"
        f" then {value} end"
    )


def _reason(column: Origin) -> str:
    if column.data_type == "timestamp":
        return f"not a timestamp between {column.earliest_year} and 2100"
    if column.data_type == "version":
        return "neither a number nor a timestamp"
    return f"not a {column.data_type}"
