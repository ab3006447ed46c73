"""One record without the person in it: the same for a line of the landing and a row of the lake.

Pure: a record is a dict by the contract's names. What stays is what is counted: numbers, codes,
times, and identifiers of the record itself.
"""

import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from orchestration.forgetting.register import ENOUGH_CHARACTERS, RECORDS, Register
from quality.contract import ColumnContract, TableContract

_NUMBER_CHARACTERS = 6
_NUMBER_LIMIT = 10**9


def spaces_of(table: TableContract, column: ColumnContract) -> tuple[str, ...]:
    """Of what a column's values can be identifiers; the empty space is anything."""
    if column.references:
        return (f"{table.source}/{column.references.split('.')[0]}", "")
    if table.key == (column.name,):
        return (table.path, "")
    may_identify = column.personal or column.name.lower().endswith(("id", "key", "reference"))
    return (table.source, "") if may_identify and column.data_type in ("varchar", "bigint") else ()


def scrub(
    record: dict[str, Any],
    table: TableContract,
    register: Register,
    columns: Mapping[str, ColumnContract] | None = None,
    *,
    is_theirs: bool = False,
) -> bool:
    """Take forgotten persons out of a record; whether it was theirs.

    A record is theirs if it carries an identifier of theirs, or refers to a record that is.
    `columns` says what the record's names are, if they are not the contract's; `is_theirs`, that
    something else has told so.
    """
    columns = table.by_name if columns is None else columns
    for name, column in columns.items():
        value = record.get(name)
        if value in (None, "") or not isinstance(value, str | int | float | Decimal):
            continue
        spaces = spaces_of(table, column)
        if spaces and register.is_person(spaces, value):
            record[name] = register.stand_in(value)
            is_theirs |= not _is_about_another(table, column)
        elif spaces and not _is_about_another(table, column):
            is_theirs |= register.is_stand_in(value) or register.is_record(spaces[0], value)
    # First, so that what joins their records is a stand-in by the time texts are blanked.
    for name, value in record.items():
        record[name] = without_names(value, register)
    if is_theirs:
        _remember(record, table, register, columns)
        _blank(record, register, columns)
    return is_theirs


def _is_about_another(table: TableContract, column: ColumnContract) -> bool:
    """Who referred an account, or the problem behind a ticket, does not own them."""
    return column.references is not None and column.references.split(".")[0] == table.name


def _remember(
    record: dict[str, Any],
    table: TableContract,
    register: Register,
    columns: Mapping[str, ColumnContract],
) -> None:
    for name, column in columns.items():
        key = record.get(name) if table.key == (column.name,) else None
        if key is not None and not register.is_stand_in(key):
            register.add(RECORDS, table.path, key)


def _blank(
    record: dict[str, Any], register: Register, columns: Mapping[str, ColumnContract]
) -> None:
    """Nothing stays in personal columns but stand-ins, and in JSON but numbers and kept keys."""
    for name, value in record.items():
        column = columns.get(name)
        if value is None or register.is_stand_in(value):
            continue
        if column is None:
            record[name] = (
                value if name.startswith("_") and name != "_extra" else _reduced(value, register)
            )
        elif column.personal and column.data_type == "json":
            record[name] = _reduced(value, register, column.kept)
        elif column.personal:
            record[name] = "gone" if column.required else ("" if value == "" else None)


def _reduced(value: Any, register: Register, kept: Iterable[str] = ()) -> Any:
    """A JSON value without its texts; given as text it stays text."""
    if not isinstance(value, str):
        return _numbers(value, "", frozenset(kept), register)
    try:
        told = json.loads(value)
    except ValueError:
        return value if _is_number(value) else None
    reduced = _numbers(told, "", frozenset(kept), register)
    return None if reduced is None else json.dumps(reduced, ensure_ascii=False)


def _numbers(value: Any, path: str, kept: frozenset[str], register: Register) -> Any:
    if isinstance(value, dict):
        below = f"{path}." if path else ""
        return {
            name: _numbers(part, f"{below}{name}", kept, register) for name, part in value.items()
        }
    if isinstance(value, list):
        return [_numbers(part, path, kept, register) for part in value]
    if isinstance(value, str):
        return value if path in kept or _is_number(value) or register.is_stand_in(value) else None
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value if abs(value) < _NUMBER_LIMIT or register.is_stand_in(value) else None
    return value


def _is_number(text: str) -> bool:
    if len(text) > _NUMBER_CHARACTERS:
        return False
    try:
        float(text)
    except ValueError:
        return text == ""
    return True


def without_names(value: Any, register: Register) -> Any:
    """A value in which every forgotten identifier is replaced, at any depth."""
    if isinstance(value, str):
        return _without_names_in_json(register.without_names(value), register)
    if isinstance(value, dict):
        return {name: without_names(part, register) for name, part in value.items()}
    if isinstance(value, list):
        return [without_names(part, register) for part in value]
    if isinstance(value, int) and not isinstance(value, bool):
        is_long = abs(value) >= 10 ** (ENOUGH_CHARACTERS - 1)
        return register.stand_in(value) if is_long and register.is_person(("",), value) else value
    return value


def _without_names_in_json(text: str, register: Register) -> str:
    """JSON as text: what stands behind an escape is told from it only when that is read."""
    if "\\" not in text or text[:1] not in ("{", "["):
        return text
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        return text
    named = without_names(told, register)
    return text if named == told else json.dumps(named, ensure_ascii=False)
