"""The proof: every file of the data folder is opened and searched for identifiers.

Compressed files are read as what they hold; whatever has no known form is searched as bytes.
"""

import gzip
import re
import zlib
from collections.abc import Iterable
from pathlib import Path

import duckdb

from quality.sql import quoted

_ENOUGH_CHARACTERS = 6


def pattern_of(texts: Iterable[str]) -> str | None:
    """A regular expression that finds any of the texts as a word; None if there is none to find."""
    words = sorted({_word(text) for text in texts if len(text) >= _ENOUGH_CHARACTERS})
    return f"(^|[^A-Za-z0-9])({'|'.join(words)})($|[^A-Za-z0-9])" if words else None


def _word(text: str) -> str:
    if "@" in text:
        return f"(?i:{re.escape(text)})"
    if re.fullmatch(r"[A-Za-z0-9]{15}|[A-Za-z0-9]{18}", text):
        return f"{text[:15]}([A-Za-z0-9]{{3}})?"
    return re.escape(text)


def search(home: Path, texts: Iterable[str]) -> tuple[int, tuple[Path, ...]]:
    """How many files were searched, and those in which one of the texts stands."""
    files = [path for path in sorted(home.rglob("*")) if path.is_file()]
    pattern = pattern_of(texts)
    if pattern is None:
        return len(files), ()
    return len(files), tuple(path for path in files if is_in(path, pattern))


def is_in(path: Path, pattern: str) -> bool:
    """Whether the pattern is found in what a file holds, or in its bytes if it is damaged."""
    try:
        if path.suffix == ".parquet":
            return _is_in_parquet(path, pattern)
        if path.suffix == ".duckdb":
            return _is_in_warehouse(path, pattern)
    except (duckdb.InvalidInputException, duckdb.IOException, duckdb.SerializationException):
        pass
    return _is_in_bytes(_content(path), pattern)


def _content(path: Path) -> bytes:
    content = path.read_bytes()
    if path.suffix.lower() != ".gz":
        return content
    try:
        return gzip.decompress(content)
    except (OSError, EOFError, zlib.error):
        pass
    try:
        # What there is of one that was cut off.
        return zlib.decompressobj(wbits=31).decompress(content)
    except zlib.error:
        return content


def _is_in_bytes(content: bytes, pattern: str) -> bool:
    """In UTF-8 and in Latin-1; also in UTF-16, which is Latin-1 with a zero beside each letter."""
    plain = content.replace(b"\0", b"")
    written = {pattern.encode(), pattern.encode("latin-1", errors="replace")}
    return any(re.search(each, plain) for each in written)


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
