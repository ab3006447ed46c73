"""Which nights continue the published warehouse, and how a build takes its place."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from orchestration.loading.ledger import REPLACED
from orchestration.night_records import NightRecord
from orchestration.publishing import (
    copy_file,
    create_warehouse,
    ensure_build,
    prepare_build,
    publish,
    published_state,
)
from orchestration.settings import Settings, load_settings

NIGHT = date(2026, 5, 31)
RECORD = NightRecord(NIGHT, "published", datetime(2026, 6, 1, 1, 0, tzinfo=UTC))


@pytest.fixture
def home(tmp_path: Path) -> Settings:
    return replace(load_settings(None, {"CX_HOME": str(tmp_path)}), goals=())


@pytest.fixture
def published(home: Settings, tmp_path: Path) -> Settings:
    """A company that has published a table of one row."""
    prepare_build(home, NIGHT)
    with duckdb.connect(str(home.build_warehouse)) as connection:
        connection.execute("create table one as select 1 as x")
    manifest = tmp_path / "semantic_manifest.json"
    manifest.write_text("{}", encoding="utf-8")
    publish(home, RECORD, semantic_manifest=manifest)
    return home


def test_the_first_build_is_empty(home: Settings) -> None:
    assert prepare_build(home, NIGHT) is False


def test_the_next_night_continues_what_is_published(published: Settings) -> None:
    assert prepare_build(published, NIGHT + timedelta(days=1)) is True

    assert _rows(published.build_warehouse) == [(1,)]


def test_the_same_night_continues_what_is_published(published: Settings) -> None:
    assert prepare_build(published, NIGHT) is True


def test_a_draft_is_no_build_and_ends_with_the_next_publication(
    published: Settings, tmp_path: Path
) -> None:
    draft = replace(published, is_draft=True)
    ensure_build(draft)
    with duckdb.connect(str(draft.build_warehouse)) as connection:
        connection.execute("create table tried as select 1 as x")

    prepare_build(published, NIGHT)
    assert draft.build_warehouse.exists()
    publish(published, RECORD, semantic_manifest=tmp_path / "semantic_manifest.json")

    assert not draft.draft.exists()
    with duckdb.connect(str(published.published_warehouse), read_only=True) as connection:
        tried = "select 1 from duckdb_tables() where table_name = 'tried'"
        assert connection.execute(tried).fetchall() == []


def test_an_older_night_begins_anew(published: Settings) -> None:
    assert prepare_build(published, NIGHT - timedelta(days=1)) is False


def test_a_full_refresh_begins_anew(published: Settings) -> None:
    assert prepare_build(published, NIGHT, full_refresh=True) is False


def test_changed_logic_begins_anew(published: Settings) -> None:
    assert prepare_build(replace(published, gross_margin=0.5), NIGHT) is False


@pytest.mark.parametrize(
    ("night", "continues"), [(NIGHT, False), (NIGHT + timedelta(days=1), True)]
)
def test_a_file_taken_back_since_begins_anew(
    published: Settings, night: date, continues: bool
) -> None:
    ledger = published.lake / "_loads" / "desk" / "tickets"
    ledger.mkdir(parents=True)
    (ledger / f"abc{REPLACED}{night}-0.json").touch()

    assert prepare_build(published, NIGHT + timedelta(days=1)) is continues


def test_leftovers_of_a_killed_build_are_cleared(published: Settings) -> None:
    leftover = published.build / "warehouse.duckdb.wal"
    leftover.parent.mkdir(exist_ok=True)
    leftover.write_bytes(b"half")

    prepare_build(published, NIGHT)

    assert not leftover.exists()


def test_publishing_takes_the_build_away_and_says_which_night_it_is(published: Settings) -> None:
    state = published_state(published.published_warehouse)

    assert not published.build_warehouse.exists()
    assert state is not None
    assert state.as_of == NIGHT


def test_a_reader_keeps_the_file_it_opened(published: Settings, tmp_path: Path) -> None:
    with duckdb.connect(str(published.published_warehouse), read_only=True) as reader:
        copy_file(published.published_warehouse, tmp_path / "new.duckdb")
        (tmp_path / "new.duckdb").replace(published.published_warehouse)

        assert reader.execute("select x from one").fetchall() == [(1,)]


def test_a_warehouse_is_created_in_the_format_of_old_clients(tmp_path: Path) -> None:
    create_warehouse(tmp_path / "warehouse.duckdb")

    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as connection:
        (tags,) = connection.execute(
            "select tags from duckdb_databases() where database_name = 'warehouse'"
        ).fetchone()
    assert tags["storage_version"].startswith("v1.4")


def _rows(warehouse: Path) -> list[tuple[object, ...]]:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return connection.execute("from one").fetchall()
