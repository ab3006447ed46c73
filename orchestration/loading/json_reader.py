"""Reads JSON lines, plain or gzip, into raw records: one line, one object.

The line stays whole in the raw table; the writer's query takes it apart, so that each is read
once and a malformed one can be shown as it came.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration.loading.batch import Batch, Slice, check_width, spans
from orchestration.loading.decoding import first_wrong_byte
from orchestration.loading.files import LandedFile
from orchestration.loading.line_ends import any_lines, too_long, with_one_end
from orchestration.loading.lines import lines_of
from orchestration.loading.outcome import RefusedFileError
from quality.sql import literal, quoted


@dataclass(frozen=True)
class JsonBatch:
    """Raw lines of JSON lines files; `ok` are those that hold one object."""

    slices: tuple[Slice, ...]
    json_columns: frozenset[str]

    def relation(self, part: Slice, wanted: Sequence[str], others: Sequence[str]) -> str:
        """Each wanted key as text; values of JSON columns keep their JSON quotes."""
        shape = {name: "JSON" if name in self.json_columns else "VARCHAR" for name in wanted}
        pairs = ", ".join(
            f"{literal(name)}, json_extract(line, {literal(_pointer(name))})" for name in others
        )
        rest = f"json_merge_patch('{{}}', json_object({pairs}))::varchar" if pairs else "'{}'"
        columns = ", ".join(self._value(name) for name in wanted)
        return (
            f"select _ordinal, {columns}, _others from (select rowid as _ordinal,"
            f" json_transform(line, {literal(json.dumps(shape))}) as keys, {rest} as _others"
            f" from raw_json where ok and rowid >= {part.first} and rowid < {part.last})"
        )

    def _value(self, name: str) -> str:
        key = f"keys.{quoted(name)}"
        value = f"{key}::varchar" if name in self.json_columns else f"nullif({key}, '')"
        return f"{value} as {quoted(name)}"

    def malformed(self, part: Slice) -> str:
        """Lines that are not one JSON object."""
        return (
            f"select rowid - {part.first} + 1 as _row, null as column_name, line as value,"
            " 'malformed line: not a JSON object' as reason from raw_json"
            f" where not ok and rowid >= {part.first} and rowid < {part.last}"
        )


def _pointer(name: str) -> str:
    """A JSON pointer to a key, whatever letters it has (RFC 6901); a path knows fewer."""
    return "/" + name.replace("~", "~0").replace("/", "~1")


def read_json(
    session: duckdb.DuckDBPyConnection,
    files: Sequence[LandedFile],
    json_columns: Sequence[str],
    scratch: Path,
) -> Iterator[Batch]:
    """All files in one batch: JSON lines need no common header."""
    _read_lines(session, files)
    if session.execute("from raw_json where ok is not true limit 1").fetchall():
        # A line end that is not the file's usual one may have cost a letter, or a line.
        copies = with_one_end(files, scratch, any_lines)
        if copies != files:
            files = copies
            _read_lines(session, files)
    places = spans(session, "raw_json", files)
    slices = tuple(_slice(session, file, places) for file in files)
    yield JsonBatch(slices, frozenset(json_columns))


def _read_lines(session: duckdb.DuckDBPyConnection, files: Sequence[LandedFile]) -> None:
    name = ", filename" if len(files) > 1 else ""
    session.execute("drop table if exists raw_json")
    try:
        session.execute(
            "create temp table raw_json as select line, hash(keys) as shape,"
            f" case when trim(line) <> '' then keys is not null and ltrim(line)[1] = '{{' end"
            f" as ok{name}"
            f" from (select line, try(json_keys(line)) as keys{name} from {lines_of(files)})"
        )
    except duckdb.InvalidInputException as error:
        for file in files:
            if told := first_wrong_byte(file.path, declare=""):
                raise RefusedFileError(told) from error
        if "Maximum line size" in str(error):
            (number,) = re.findall(r"Line: (\d+)", str(error))[:1] or ["1"]
            raise too_long(int(number)) from error
        raise


def _slice(
    session: duckdb.DuckDBPyConnection, file: LandedFile, places: dict[str, tuple[int, int]]
) -> Slice:
    first, last = places.get(str(file.path), (0, 0))
    where = f"where rowid >= {first} and rowid < {last}"
    ((rows,),) = session.execute(f"select count(ok) from raw_json {where}").fetchall()
    keys = session.execute(
        "select distinct unnest(json_keys(line)) from (select any_value(line) as line"
        f" from raw_json {where} and ok group by shape) order by all"
    ).fetchall()
    names = tuple(key for (key,) in keys)
    check_width(names)
    return Slice(file, names, first, last, rows)
