"""The company's own files, by the column map its cx.toml declares.

Three parts: what a map may say (checked before anything is read), which files it names, and how
a file's columns become the columns of a canonical entity. Loading itself is `loading/`.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import duckdb

from orchestration.company import FieldMap, MappedFeed, SettingsError
from orchestration.loading.batch import RESERVED, Batch, Slice, texts
from orchestration.loading.casting import Origin, Typing
from orchestration.loading.files import is_finished
from orchestration.loading.missing import looks_like_data, missing_column
from orchestration.loading.outcome import RefusedFileError
from quality.contract import ColumnContract, TableContract
from quality.near import did_you_mean
from quality.sql import literal, quoted

VERSION = "version_number"
_EARLIEST_YEAR = 1900
# A survey's question is its metric, and its raw score the score, unless the map says otherwise.
_STAND_INS = {"question_id": "metric_name", "score_raw": "score"}


def check_feed(feed: MappedFeed, table: TableContract, path: Path) -> None:
    """Refuse a map that names what the entity has not, lacks what it needs, or is not SQL."""
    place = f"{path}: [[mapped]] '{feed.name}'"
    known = [column.name for column in table.columns if column.name != VERSION]
    for name in feed.fields:
        if name not in known:
            hint = did_you_mean(name, known, otherwise=f"; it has {', '.join(known)}")
            raise SettingsError(f"{place}: {table.name} has no field '{name}'{hint}")
    for column in table.required:
        if column.name not in feed.fields and column.name not in _STAND_INS:
            raise SettingsError(
                f"{place}: {table.name} needs the field '{column.name}': map it to a column, to"
                ' {sql = "…"} or to {value = …}'
            )
    for name, told in _told(feed):
        if told.sql is not None:
            _check_syntax(f"{place}: field '{name}'", told.sql)


def find_files(feed: MappedFeed, company: Path, home: Path) -> Iterator[Path]:
    """The finished files that the feed's patterns name, each once, in order of name."""
    for path in matching(feed, company, home):
        if path.is_file() and is_finished(Path(path.name)):
            yield path


def matching(feed: MappedFeed, company: Path, home: Path) -> Iterator[Path]:
    """Whatever the feed's patterns name outside of the data folder, each once, by name."""
    found = {path for pattern in feed.files for path in company.glob(pattern)}
    yield from (path for path in sorted(found) if home not in path.parents)


def links_passed_over(feed: MappedFeed, company: Path, home: Path) -> Iterator[Path]:
    """Linked folders that `**` does not enter, although what they hold would match."""
    found = set()
    for pattern in feed.files:
        above, is_deep, below = pattern.partition("**/")
        for folder in company.glob(above) if above else [company] if is_deep else []:
            links = (path for path in folder.rglob("*") if path.is_symlink() and path.is_dir())
            found |= {path for path in links if is_deep and any(path.rglob(below))}
    yield from (path for path in sorted(found) if home not in path.parents)


def wanted(feed: MappedFeed, part: Slice) -> tuple[str, ...]:
    """The file's columns, for SQL sees no case: of two that differ only by it, the mapped one."""
    named = {told.column for _, told in _told(feed)}
    kept = dict.fromkeys(RESERVED, "")
    for name in sorted(part.columns, key=lambda name: name not in named):
        kept.setdefault(name.casefold(), name)
    return tuple(name for name in kept.values() if name)


def typing_of(
    feed: MappedFeed,
    table: TableContract,
    session: duckdb.DuckDBPyConnection,
    batch: Batch,
    part: Slice,
) -> Typing:
    """How this file's columns become the entity's; refuses it if the map does not fit."""
    if part.columns:
        relation = batch.relation(part, wanted(feed, part), ())
        for name, told in _told(feed):
            place = f"cx.toml: [[mapped]] '{feed.name}': field '{name}'"
            if told.column is not None and told.column not in part.columns:
                raise _missing(feed, place, told.column, part.columns)
            if told.sql is not None:
                _check_fit(session, place, told.sql, relation, part.columns)
    return Typing(tuple(_origin(feed, column) for column in table.columns), "null")


def _missing(feed: MappedFeed, place: str, name: str, present: Sequence[str]) -> RefusedFileError:
    """A column that is not there; what looks like one may be a part of JSON, or a constant."""
    known = [told.column for _, told in _told(feed) if told.column]
    error = missing_column(place, name, present, known)
    column, _, key = name.partition(".")
    if key and column in present:
        return RefusedFileError(f"{error}. A part of JSON is {{ sql = \"{column}->>'{key}'\" }}")
    if "nearest" not in str(error) and not looks_like_data(present):
        return RefusedFileError(f'{error}. A constant is {{ value = "{name}" }}')
    return error


def _told(feed: MappedFeed) -> Iterator[tuple[str, FieldMap]]:
    yield from feed.fields.items()
    if feed.latest_by:
        yield "latest_by", feed.latest_by


def _origin(feed: MappedFeed, column: ColumnContract) -> Origin:
    told = _map_of(feed, column.name)
    is_version = column.name == VERSION
    formats = (*told.format, *feed.timestamp_format) if told else ()
    return Origin(
        name=column.name,
        data_type="version" if is_version else column.data_type,
        raw=_expression(feed, told, keep_missing=column.name == "score_raw"),
        required=column.required,
        formats=formats if is_version or column.data_type in ("timestamp", "date") else (),
        may_fail=told is not None and told.sql is not None,
        is_id=told is not None and told.column is not None and column.name.endswith("_id"),
        earliest_year=_EARLIEST_YEAR,
        file_column=(told.column or "") if told else "",
        not_before=column.not_before,
    )


def _map_of(feed: MappedFeed, name: str) -> FieldMap | None:
    if name == VERSION:
        return feed.latest_by or feed.fields.get("updated_at")
    return feed.fields.get(name) or feed.fields.get(_STAND_INS.get(name, ""))


def _expression(feed: MappedFeed, told: FieldMap | None, *, keep_missing: bool) -> str:
    """The text of one field: null if not mapped, if coded as missing, if the file has none."""
    if told is None:
        return "null::varchar"
    if told.value is not None:
        constant = told.value
        return literal(str(constant).lower() if isinstance(constant, bool) else str(constant))
    if told.sql is not None:
        given = f"cast(({told.sql}\n) as varchar)"
    else:
        given = f"nullif(trim({quoted(told.column or '')}), '')"
        if feed.null_values:
            given = f"case when {given} not in {_list(feed.null_values)} then {given} end"
    if told.missing and not keep_missing:
        given = f"case when not {_is_missing(given, told)} then {given} end"
    return given


def _is_missing(given: str, told: FieldMap) -> str:
    """Compared as text and as number: 11 is also 11.0."""
    as_text = f"coalesce({given} in {_list(tuple(map(str, told.missing)))}, false)"
    numbers = [str(code) for code in told.missing if _is_number(str(code))]
    if not numbers:
        return as_text
    as_number = f"coalesce(try_cast({given} as double) in ({', '.join(numbers)}), false)"
    return f"({as_text} or {as_number})"


def _is_number(code: str) -> bool:
    try:
        float(code)
    except ValueError:
        return False
    return True


def _list(values: tuple[str, ...]) -> str:
    return f"({texts(values)[1:-1]})"


def _check_syntax(place: str, sql: str) -> None:
    try:
        statements = duckdb.extract_statements(f"select ({sql}\n)")
    except duckdb.Error as error:
        raise SettingsError(f"{place}: {_first_line(error)} in sql = {sql!r}") from error
    if len(statements) != 1:
        raise SettingsError(f"{place}: sql = {sql!r} is more than one expression")


def _check_fit(
    session: duckdb.DuckDBPyConnection,
    place: str,
    sql: str,
    relation: str,
    present: Sequence[str],
) -> None:
    try:
        session.execute(f"select _ordinal as _row, ({sql}\n) from ({relation}) limit 0")
    except duckdb.InterruptException:
        raise
    except duckdb.Error as error:
        told = _first_line(error)
        if looks_like_data(present):
            # DuckDB lists the names it has: here they may be a record.
            told = f"{told.partition('Candidate')[0].strip()} (its first line looks like data)"
        raise RefusedFileError(f"{place}: {told} in sql = {sql!r}") from error


def _first_line(error: duckdb.Error) -> str:
    lines = str(error).split("\n\nLINE", maxsplit=1)[0].splitlines()
    return " ".join(line.strip() for line in lines if line.strip())
