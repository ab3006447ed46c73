"""The night nobody watches, when nothing is wrong; the same night twice is in `make torture`."""

import json
from pathlib import Path

import duckdb

from orchestration.night_records import read_record
from orchestration.settings import Settings
from tests.conftest import THROUGH
from tests.pipeline.nights import cx, relations

STAGES = {"land", "gate", "build", "forecast", "read", "audit", "publish", "site"}


def test_a_good_night_publishes_every_mart_with_rows(warehouse: Path) -> None:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        empty = [
            name
            for name in relations(warehouse, "marts")
            if connection.execute(f"select count(*) from {name}").fetchone() == (0,)
        ]

    assert empty == []


def test_rows_of_a_mart_lie_in_the_order_of_its_key(warehouse: Path) -> None:
    """In another order, sums over doubles would end in other digits."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        astray = {}
        for name in relations(warehouse, "marts"):
            key = connection.execute(f"describe {name}").fetchall()[0][0]
            before = f"lag({key}) over (order by rowid)"
            query = f"select count(*) from (from {name} qualify {before} > {key})"
            astray[name] = connection.execute(query).fetchall()[0][0]

    assert {name: count for name, count in astray.items() if count} == {}


def test_a_good_night_leaves_a_record_with_the_time_of_every_stage(company: Settings) -> None:
    record = read_record(company.nights, THROUGH)

    assert record is not None
    assert record.status == "published"
    assert set(record.timings) == STAGES
    assert record.rows_loaded > 0
    assert record.site_warnings == 0


def test_a_good_night_renders_a_site(site: Path) -> None:
    assert (site / "index.html").stat().st_size > 0


def test_the_published_file_opens_in_clients_of_duckdb_one(warehouse: Path) -> None:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        (tags,) = connection.execute(
            "select tags from duckdb_databases() where database_name = 'warehouse'"
        ).fetchone() or ({},)

    assert tags["storage_version"].startswith("v1.4")


def test_the_published_file_says_which_night_it_is_and_carries_its_semantics(
    warehouse: Path,
) -> None:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        night = connection.execute("select as_of from ops.build").fetchone()
        (manifest,) = connection.execute("select manifest from ops.semantic_manifest").fetchone()

    assert night == (THROUGH,)
    assert json.loads(manifest)["metrics"]


def test_every_row_that_came_in_is_loaded_or_rejected(warehouse: Path) -> None:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        lost = connection.execute(
            "select file from ops.file_loads "
            "where status_name = 'loaded' and rows_in <> rows_loaded + rows_rejected"
        ).fetchall()

    assert lost == []


def test_status_tells_a_machine_what_is_published(company: Settings) -> None:
    told = json.loads(cx(company, "status", "--json").stdout)

    assert told["published_as_of"] == THROUGH.isoformat()
    assert told["nights"][-1]["status"] == "published"
    assert {table["table"] for table in told["tables"]} >= {"zendesk/tickets"}
