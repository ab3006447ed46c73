"""What nights write into the lake themselves counts once they are published."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from orchestration.company import MappedFeed
from orchestration.forecasts.lake import TABLE
from orchestration.loading.ledger import REPLACED
from orchestration.night_records import NightRecord
from orchestration.night_tables import ensure_readable, missing_days
from orchestration.publishing import prepare_build, publish
from orchestration.settings import Settings, load_settings
from orchestration.unpublished import claim, own_name, until_published

NIGHT = date(2026, 5, 31)
NEXT = NIGHT + timedelta(days=1)
RECORD = NightRecord(NIGHT, "published", datetime(2026, 6, 1, 1, 0, tzinfo=UTC))


@pytest.fixture
def home(tmp_path: Path) -> Settings:
    return replace(load_settings(None, {"CX_HOME": str(tmp_path)}), goals=())


def value(home: Settings, night: date = NIGHT) -> Path:
    """A valuation of May, as a night's forecast leaves it."""
    table = home.lake / "forecasts" / "customer_lifetime_values"
    file = until_published(table / f"_loaded_on={night}" / "2026-05-31.parquet")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch()
    return file


def due(home: Settings, night: date) -> list[date]:
    return missing_days(home.lake / TABLE, [NIGHT], as_of=night)


def run_to_publication(home: Settings, record: NightRecord = RECORD) -> None:
    prepare_build(home, record.night)
    value(home, record.night)
    publish_build(home, record)


def publish_build(home: Settings, record: NightRecord = RECORD) -> None:
    manifest = home.home / "semantic_manifest.json"
    manifest.write_text("{}", encoding="utf-8")
    publish(home, record, semantic_manifest=manifest)


def test_a_night_knows_what_it_has_written_itself(home: Settings) -> None:
    value(home)

    assert due(home, NIGHT) == []


@pytest.mark.parametrize("night", [NIGHT, NEXT, NIGHT - timedelta(days=1)])
def test_what_a_stopped_night_wrote_is_due_again(home: Settings, night: date) -> None:
    value(home)

    prepare_build(home, night)

    assert due(home, NEXT) == [NIGHT]


def test_what_a_published_night_wrote_stays(home: Settings) -> None:
    run_to_publication(home)

    prepare_build(home, NEXT)

    assert due(home, NEXT) == []
    assert [own_name(file) for file in home.lake.rglob("*.parquet")] == ["2026-05-31"]
    assert list(home.lake.rglob("*.unpublished.*")) == []


@pytest.mark.parametrize(
    ("run", "expected"),
    [(RECORD.started_at, []), (RECORD.started_at - timedelta(hours=1), [NIGHT])],
)
def test_a_night_killed_when_it_published_has_written_what_it_claimed(
    home: Settings, run: datetime, expected: list[date]
) -> None:
    # Claimed, and the warehouse in place: `publish` ended before it could keep the file.
    prepare_build(home, NIGHT)
    publish_build(home)
    value(home)
    claim(home.lake, run)

    prepare_build(home, NEXT)

    assert due(home, NEXT) == expected


def test_a_claim_of_a_night_killed_before_it_published_is_none(home: Settings) -> None:
    value(home)
    claim(home.lake, RECORD.started_at)

    prepare_build(home, NEXT)

    assert due(home, NEXT) == [NIGHT]


def test_what_was_written_on_rows_that_were_taken_back_is_due_again(home: Settings) -> None:
    run_to_publication(home)
    ledger = home.lake / "_loads" / "desk" / "tickets"
    ledger.mkdir(parents=True)
    (ledger / f"abc{REPLACED}{NIGHT}-0.json").touch()

    prepare_build(home, NEXT)

    assert due(home, NEXT) == [NIGHT]
    run_to_publication(home, replace(RECORD, night=NEXT))
    prepare_build(home, NEXT)
    assert due(home, NEXT) == []


@pytest.mark.parametrize(
    ("entity", "expected"), [("subscription_terms", [NIGHT]), ("survey_responses", [])]
)
def test_valuations_of_customers_that_another_map_names_are_due_again(
    home: Settings, entity: str, expected: list[date]
) -> None:
    feed = MappedFeed(name="own", entity=entity, files="own.csv", fields={"customer_id": "who"})
    run_to_publication(replace(home, mapped=(feed,)))
    changed = feed.model_copy(update={"delimiter": ";"})
    remapped = replace(home, mapped=(changed,))
    ensure_readable(home.lake)

    assert prepare_build(remapped, NEXT) is False

    assert due(home, NEXT) == expected
    assert (home.lake / TABLE / "_loaded_on=1970-01-01" / "schema.parquet").exists()
    publish_build(remapped, replace(RECORD, night=NEXT))
    assert prepare_build(remapped, NEXT + timedelta(days=1)) is True


def test_a_feed_that_is_new_continues_what_is_published(home: Settings) -> None:
    feed = MappedFeed(name="own", entity="orders", files="own.csv", fields={"customer_id": "who"})
    more = feed.model_copy(update={"name": "more"})
    run_to_publication(replace(home, mapped=(feed,)))

    assert prepare_build(replace(home, mapped=(feed, more)), NEXT) is True

    assert due(home, NEXT) == []


def test_an_older_night_that_is_computed_again_keeps_what_later_ones_wrote(home: Settings) -> None:
    run_to_publication(home, replace(RECORD, night=NEXT))

    run_to_publication(home)

    prepare_build(home, NEXT)
    assert due(home, NIGHT) == due(home, NEXT) == []
    assert len(list(home.lake.rglob("2026-05-31.parquet"))) == 2


def test_a_published_file_tells_which_run_made_it(home: Settings) -> None:
    run_to_publication(home)

    with duckdb.connect(str(home.published_warehouse), read_only=True) as connection:
        told = connection.execute("select started_at from ops.build").fetchall()

    assert told == [(RECORD.started_at.isoformat(),)]
