"""Ids that a tool wrote as decimal numbers: 4711.0 is 4711, or nothing would join.

A table of numbers with gaps becomes one of decimals in many tools. Only a column of which every
value of a file is whole is read so; `register.py` takes both spellings for one.
"""

from dataclasses import replace

import duckdb

from orchestration.loading.casting import Origin, Typing

_LOOKED_AT = 10_000
_DECIMAL, _WHOLE = r"\d+\.0+", r"\d+(\.0+)?"


def with_whole_ids(session: duckdb.DuckDBPyConnection, typing: Typing, relation: str) -> Typing:
    """The typing of one file, its ids without a fraction that says nothing."""
    ids = [column for column in typing.columns if column.is_id and column.data_type == "varchar"]
    found = _of(session, ids, f"({relation}) limit {_LOOKED_AT}", "bool_or", _DECIMAL)
    whole = {column.name for column in _of(session, found, f"({relation})", "bool_and", _WHOLE)}
    columns = (
        replace(column, raw=f"regexp_replace({column.raw}, '\\.0+$', '')")
        if column.name in whole
        else column
        for column in typing.columns
    )
    return replace(typing, columns=tuple(columns)) if whole else typing


def _of(
    session: duckdb.DuckDBPyConnection, ids: list[Origin], rows: str, among: str, pattern: str
) -> list[Origin]:
    """The columns of which any value, or every one, is of a pattern."""
    if not ids:
        return []
    given = ", ".join(f"{column.raw} as i{n}" for n, column in enumerate(ids))
    asked = ", ".join(
        f"{among}(regexp_full_match(trim(i{n}), '{pattern}'))" for n in range(len(ids))
    )
    (told,) = session.execute(f"select {asked} from (select {given} from {rows})").fetchall()
    return [column for column, is_so in zip(ids, told, strict=True) if is_so]
