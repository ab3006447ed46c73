"""Why an expression of a map fails: DuckDB's own words without what they quote.

Asked of a few rejected rows only. Reasons leave the machine and values may be a person's, so of a
message only words stay that DuckDB says of any value (DECISIONS D223).
"""

import re
from collections.abc import Iterator
from dataclasses import replace

import duckdb

from orchestration.loading.casting import Origin, Typing

_LOOKED_AT, _TOLD = 20, 3
_HIDDEN = "…"
_QUOTED = re.compile(r"""(?<!\w)(?P<mark>["']).*(?P=mark)(?!\w)|(?<!\w)["'].*""", re.DOTALL)
_TYPE = re.compile(
    r"U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?(8|16|32|64|128)?|DECIMAL\(\d+,\d+\)|VARCHAR|DOUBLE|FLOAT"
    r"|BOOL(EAN)?|UUID|JSON|BLOB|UTF8"
)
_SAID = """
    a according addition array as at base64 be because bit by byte can't cannot cast casting
    character characters column contained conversion convert could create date decode destination
    digit division empty encountered end error expected extract failure field for format from hex
    implemented in index input interval invalid is key keys length list literal logarithm malformed
    map maximum missing multiple multiplication must negative no not null number object of offset
    or out outside overflow parse range recognized root size source specifier square string struct
    substring subtraction supported syntax take the time timestamp timezone to too type unexpected
    unique unknown value when with zero
"""
_WORDS = frozenset(_SAID.split())


def with_reasons(
    session: duckdb.DuckDBPyConnection, typing: Typing, relation: str, first: int
) -> Typing:
    """The typing of a file whose rejected rows are told why their expressions fail."""
    numbered = f"select *, _ordinal - {first} + 1 as _row from ({relation})"
    columns = (
        replace(column, failure=_failure(session, column, numbered)) if column.may_fail else column
        for column in typing.columns
    )
    return replace(typing, columns=tuple(columns))


def _failure(session: duckdb.DuckDBPyConnection, column: Origin, relation: str) -> str:
    session.execute(
        f"create or replace temp table failing as select * from ({relation})"
        f" where {column.evaluated} is null limit {_LOOKED_AT}"
    )
    reasons = list(dict.fromkeys(_reasons(session, column)))
    if not reasons:
        return column.failure
    more = f" or {_HIDDEN}" if len(reasons) > _TOLD else ""
    return f"{column.failure}: {' or '.join(reasons[:_TOLD])}{more}"


def _reasons(session: duckdb.DuckDBPyConnection, column: Origin) -> Iterator[str]:
    """What each of the rows says when it is asked alone."""
    for (row,) in session.execute("select _row from failing order by _row").fetchall():
        try:
            session.execute(f"select {column.raw} from failing where _row = {row}").fetchall()
        except duckdb.InterruptException:
            raise
        except duckdb.Error as error:
            yield without_values(str(error))


def without_values(message: str) -> str:
    """A message of DuckDB in which nothing stands that it may have from a row."""
    unquoted = _QUOTED.sub(_HIDDEN, message.partition("\n\nLINE")[0])
    words = [_word(word) for word in unquoted.split("\n", maxsplit=1)[0].split()]
    told = re.sub(rf"{_HIDDEN}[ {_HIDDEN}]*{_HIDDEN}", _HIDDEN, " ".join(words))
    return told.partition(" when casting")[0]


def _word(word: str) -> str:
    bare = word.strip(".,:;!()")
    is_plain = bare.casefold() in _WORDS or _TYPE.fullmatch(word.rstrip(".,:;!"))
    return word if is_plain else _HIDDEN
