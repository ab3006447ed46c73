"""Which comments a night reads, and that no personal text is in what it writes."""

from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from pathlib import Path

import duckdb
import pytest

from orchestration.feedback import readers
from orchestration.feedback.lake import TABLE, readings_glob
from orchestration.feedback.read import read_feedback
from orchestration.feedback.reader import Reading
from orchestration.night_tables import arrow_schema, ensure_readable

LANGUAGES = ("en", "nl")
FIRST, SECOND = date(2026, 1, 1), date(2026, 1, 2)


class Loud:
    """Another model than the one that comes with the project."""

    name = "loud"
    version = "7"

    def score(self, text: str, language: str) -> float:
        return 1.0 if text.isupper() else 0.0


@pytest.fixture
def build() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute("create schema intermediate")
        connection.execute(
            "create table intermediate.int_feedback_identified (feedback_id text, customer_id text,"
            " person_key text, comment_text text, _loaded_on date)"
        )
        connection.execute(
            "create table intermediate.int_people_named"
            " (customer_id text, person_key text, person_name text)"
        )
        connection.execute(
            "insert into intermediate.int_people_named values ('c', null, 'Ann Lee')"
        )
        yield connection


@pytest.fixture
def lake(tmp_path: Path) -> Path:
    ensure_readable(tmp_path)
    return tmp_path


def say(build: duckdb.DuckDBPyConnection, key: str, text: str, night: date) -> None:
    build.execute("delete from intermediate.int_feedback_identified where feedback_id = ?", [key])
    build.execute(
        "insert into intermediate.int_feedback_identified values (?, 'c', 'zendesk/1', ?, ?)",
        [key, text, night],
    )


def readings(lake: Path) -> list[tuple[object, ...]]:
    return duckdb.execute(
        "select feedback_id, comment_text, redaction_count, _loaded_on"
        f" from read_parquet('{readings_glob(lake)}', hive_partitioning = true)"
        " order by feedback_id, _loaded_on"
    ).fetchall()


def read(build: duckdb.DuckDBPyConnection, lake: Path, night: date, model: object = None) -> int:
    return read_feedback(
        build,
        lake,
        as_of=night,
        languages=LANGUAGES,
        model=model,  # type: ignore[arg-type]
    ).comments


def test_a_reading_has_the_columns_of_its_contract() -> None:
    given = ["feedback_id", "text_hash", *(field.name for field in fields(Reading))]

    assert {*given, "_source", "_file", "_row", "_extra"} == set(arrow_schema(TABLE).names)


def test_a_comment_is_read_once_and_without_the_names_of_its_people(
    build: duckdb.DuckDBPyConnection, lake: Path
) -> None:
    say(build, "a", "Ann here, mail ann@example.com", FIRST)

    assert read(build, lake, FIRST) == 1
    assert read(build, lake, FIRST) == 0
    assert readings(lake) == [("a", "[name] here, mail [e-mail]", 2, FIRST)]


def test_only_what_is_new_or_changed_is_read(build: duckdb.DuckDBPyConnection, lake: Path) -> None:
    say(build, "a", "good", FIRST)
    say(build, "b", "good", FIRST)
    read(build, lake, FIRST)
    say(build, "b", "bad", SECOND)
    say(build, "c", "good", SECOND)

    assert read(build, lake, SECOND) == 2
    assert [(row[0], row[3]) for row in readings(lake)] == [
        ("a", FIRST),
        ("b", FIRST),
        ("b", SECOND),
        ("c", SECOND),
    ]


def test_what_comes_into_sight_late_is_read_however_old_it_is(
    build: duckdb.DuckDBPyConnection, lake: Path
) -> None:
    say(build, "a", "good", SECOND)
    read(build, lake, SECOND)
    say(build, "declared later", "good", FIRST)

    assert read(build, lake, date(2026, 1, 3)) == 1
    assert read(build, lake, date(2026, 1, 4)) == 0


def test_an_earlier_reader_and_an_earlier_text_are_read_again(
    build: duckdb.DuckDBPyConnection, lake: Path
) -> None:
    counts = []
    for day, (text, model) in enumerate(
        [("good", None), ("good", Loud()), ("good", None), ("bad", None), ("good", None)], start=1
    ):
        say(build, "a", text, date(2026, 1, day))
        counts.append(read(build, lake, date(2026, 1, day), model))

    assert counts == [1, 1, 1, 1, 1]


def test_however_many_processes_read_alike(
    build: duckdb.DuckDBPyConnection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readers, "WORTH_PROCESSES", 2)
    monkeypatch.setattr(readers, "_AT_ONCE", 2)
    for place in range(5):
        say(build, f"{place}", f"Ann Lee waited {place} days", FIRST)
    found = []
    for processes in (1, 2):
        lake = tmp_path / f"{processes}"
        ensure_readable(lake)
        read_feedback(build, lake, as_of=FIRST, languages=LANGUAGES, processes=processes)
        found.append(readings(lake))

    assert found[0] == found[1]
    assert len(found[0]) == 5


def test_another_model_reads_everything_again(build: duckdb.DuckDBPyConnection, lake: Path) -> None:
    say(build, "a", "good", FIRST)
    read(build, lake, FIRST)

    assert read(build, lake, SECOND, Loud()) == 1
    assert read(build, lake, SECOND, Loud()) == 0


def test_a_killed_reading_leaves_nothing_that_is_read(
    build: duckdb.DuckDBPyConnection, lake: Path
) -> None:
    say(build, "a", "good", FIRST)

    class Broken(Loud):
        def score(self, text: str, language: str) -> float:
            if text == "good":
                raise KeyboardInterrupt
            return 0.0

    with pytest.raises(KeyboardInterrupt):
        read(build, lake, FIRST, Broken())

    assert readings(lake) == []
