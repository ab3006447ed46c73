"""The proof: every file of the data folder is opened and searched for identifiers.

Compressed files are read as what they hold; whatever has no known form is searched as bytes.
"""

import re
import zlib
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

import duckdb

from orchestration.forgetting.sieve import Sieve
from quality.sql import quoted

_ENOUGH_CHARACTERS = 6
# Behind an escape of JSON, such as that of a line's end, a word begins too.
_BEFORE = r"^|[^A-Za-z0-9]|\\[bfnrt]|\\u[0-9a-fA-F]{4}"
# Pieces overlap by more than the longest identifier.
_PIECE, _OVERLAP = 1 << 20, 1 << 12


def pattern_of(texts: Iterable[str]) -> str | None:
    """A regular expression that finds any of the texts as a word; None if there is none to find."""
    words = sorted({_word(text) for text in texts if len(text) >= _ENOUGH_CHARACTERS})
    return f"({_BEFORE})({'|'.join(words)})($|[^A-Za-z0-9])" if words else None


def _word(text: str) -> str:
    if "@" in text:
        return f"(?i:{re.escape(text)})"
    if re.fullmatch(r"[A-Za-z0-9]{15}|[A-Za-z0-9]{18}", text):
        return f"{text[:15]}([A-Za-z0-9]{{3}})?"
    return re.escape(text)


def search(home: Path, texts: Collection[str]) -> tuple[int, tuple[Path, ...]]:
    """How many files were searched, and those in which one of the texts stands."""
    files = [path for path in sorted(home.rglob("*")) if path.is_file()]
    pattern = pattern_of(texts)
    if pattern is None:
        return len(files), ()
    sieve = Sieve()
    for text in texts:
        sieve.add(text, is_person=False)
    return len(files), tuple(path for path in files if is_in(path, pattern, sieve))


def is_in(path: Path, pattern: str, sieve: Sieve) -> bool:
    """Whether the pattern is found in what a file holds, or in its bytes if it is damaged."""
    try:
        if path.suffix == ".parquet":
            return _is_in_parquet(path, pattern)
        if path.suffix == ".duckdb":
            return _is_in_warehouse(path, pattern)
    except (duckdb.InvalidInputException, duckdb.IOException, duckdb.SerializationException):
        pass
    return _is_in_bytes(_content(path), pattern, sieve)


def _content(path: Path) -> Iterator[bytes]:
    """What a file holds, piece by piece; of damaged gzip what there is, and its bytes."""
    if path.suffix.lower() != ".gz":
        yield from _bytes_of(path)
        return
    try:
        yield from _unpacked(path)
    except zlib.error:
        yield from _bytes_of(path)


def _bytes_of(path: Path) -> Iterator[bytes]:
    with path.open("rb") as handle:
        while piece := handle.read(_PIECE):
            yield piece


def _unpacked(path: Path) -> Iterator[bytes]:
    """Packed parts one behind the other, each bounded: a small file may hold a large one."""
    part = zlib.decompressobj(wbits=31)
    for piece in _bytes_of(path):
        left = piece
        while left:
            yield part.decompress(left, _PIECE)
            left = part.unused_data if part.eof else part.unconsumed_tail
            if part.eof:
                part = zlib.decompressobj(wbits=31)
    yield part.flush()


def _is_in_bytes(pieces: Iterator[bytes], pattern: str, sieve: Sieve) -> bool:
    """In UTF-8 and in Latin-1; also in UTF-16, which is Latin-1 with a zero beside each letter."""
    written = {pattern.encode(), pattern.encode("latin-1", errors="replace")}
    looked_for = [re.compile(each) for each in written]

    def is_found(text: bytes) -> bool:
        return sieve.lets_through(text) and any(each.search(text) for each in looked_for)

    # A letter at a cut, so that neither half of a word is taken for one.
    before = held = b""
    for piece in pieces:
        held += piece.replace(b"\0", b"")
        if len(held) < _PIECE:
            continue
        if is_found(before + held + b"x"):
            return True
        before, held = b"x", held[-_OVERLAP:]
    return is_found(before + held)


def _is_in_parquet(path: Path, pattern: str) -> bool:
    with duckdb.connect() as connection:
        relation = "read_parquet($file, hive_partitioning = false)"
        columns = connection.execute(f"describe select * from {relation}", {"file": str(path)})
        return _holds(connection, relation, columns.fetchall(), pattern, {"file": str(path)})


def _is_in_warehouse(path: Path, pattern: str) -> bool:
    with duckdb.connect(str(path), read_only=True) as connection:
        tables = connection.execute(
            "select table_schema, table_name from information_schema.tables"
            " where table_type = 'BASE TABLE'"
        ).fetchall()
        names = [f"{quoted(schema)}.{quoted(table)}" for schema, table in tables]
        return any(
            _holds(connection, name, connection.execute(f"describe {name}").fetchall(), pattern, {})
            for name in names
        )


def _holds(
    connection: duckdb.DuckDBPyConnection,
    relation: str,
    columns: list[tuple[str, ...]],
    pattern: str,
    values: dict[str, str],
) -> bool:
    # Numbers too: an id may be one.
    kinds = ("VARCHAR", "BIGINT", "JSON")
    searched = [
        f"regexp_matches(cast({quoted(name)} as varchar), $pattern)"
        for name, kind, *_ in columns
        if kind.startswith(kinds)
    ]
    if not searched:
        return False
    found = connection.execute(
        f"select 1 from {relation} where {' or '.join(searched)} limit 1",
        {**values, "pattern": pattern},
    )
    return bool(found.fetchall())
