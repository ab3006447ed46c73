"""Tests of the rules about a night as a whole: files, rejects, age, columns."""

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import duckdb

from quality.arrivals import Arrivals, read_arrivals
from quality.contract import ColumnContract, TableContract
from quality.deliveries import Calendar, LoadedFile, Stream
from quality.suites.arrivals import judge_arrivals
from quality.verdicts import Verdict, failures, warnings

NIGHT = date(2026, 3, 31)
TABLE = TableContract(
    source="desk",
    name="tickets",
    description="Tickets.",
    format="json_lines",
    key=("id",),
    columns=(
        ColumnContract("id", "Number.", "varchar", required=True),
        ColumnContract("topic", "Topic.", "varchar"),
    ),
    cursor=None,
    warn_after=timedelta(days=2),
    error_after=timedelta(days=4),
)
FILE = LoadedFile("landing/a", "h", "loaded", "", 100, 0, (), NIGHT)
PAST = {NIGHT - timedelta(days=n): 100 for n in range(1, 30)}
CAME = Stream("desk/tickets", 1, 100, PAST, frozenset(PAST))
GOOD = Arrivals(
    files=(FILE,),
    resent=(),
    standing=(),
    rows=100,
    filled={"id": 100, "topic": 60},
    streams=(CAME,),
    first_days={},
    past_filled={"id": 1.0, "topic": 0.6},
    past_total=3000,
    nights_filled={night: (100, {"id": 100, "topic": 60}) for night in PAST},
    newest=NIGHT,
    parquet=(),
)
NOTHING = replace(
    GOOD,
    files=(),
    rows=0,
    filled={},
    newest=NIGHT - timedelta(days=1),
    streams=(replace(CAME, files=0, rows=0, past_rows={}, past_files=frozenset()),),
)
SPORADIC = replace(TABLE, volume="sporadic")


def judged(arrivals: Arrivals, table: TableContract = TABLE) -> tuple[Verdict, ...]:
    return tuple(judge_arrivals(arrivals, table, NIGHT))


def failed(arrivals: Arrivals, table: TableContract = TABLE) -> list[str]:
    return [verdict.rule for verdict in failures(judged(arrivals, table))]


def warned(arrivals: Arrivals, table: TableContract = TABLE) -> list[str]:
    return [verdict.rule for verdict in warnings(judged(arrivals, table))]


def test_a_good_night_passes_without_a_word() -> None:
    assert all(verdict.passed for verdict in judged(GOOD))


def test_a_daily_table_without_a_file_stops_the_night() -> None:
    assert failed(NOTHING) == ["extract_arrived"]


def test_a_sporadic_table_without_a_file_is_no_news() -> None:
    assert failed(NOTHING, SPORADIC) == []


def test_a_table_that_never_came_stops_the_night_unless_it_is_optional() -> None:
    never = replace(NOTHING, newest=None)

    assert failed(never, SPORADIC) == ["extract_arrived"]
    assert failed(never, replace(SPORADIC, optional=True)) == []
    assert failed(never, replace(TABLE, optional=True)) == []


def test_a_feed_nobody_declared_owes_nothing() -> None:
    feed = replace(TABLE, source="mapped", format="feed")

    assert failed(replace(NOTHING, newest=None), feed) == []
    assert failed(NOTHING, feed) == ["extract_arrived"]


def test_bytes_sent_before_are_no_new_extract() -> None:
    resent = replace(FILE, status="resent", rows_in=0)

    came = replace(CAME, files=0, rows=0)
    again = replace(NOTHING, files=(resent,), resent=(resent,), streams=(came,))
    assert failed(again) == ["extract_arrived", "volume"]


def test_a_refused_file_stops_this_night_and_those_after_it() -> None:
    refused = replace(FILE, status="refused", reason="no column AccountId; export it again")

    verdicts = judged(replace(GOOD, files=(FILE, refused)))

    assert [v.rule for v in failures(verdicts)] == ["files_accepted"]
    assert "no column AccountId" in failures(verdicts)[0].message
    assert failed(replace(GOOD, standing=(refused,))) == ["files_accepted"]


def test_a_stray_rejected_row_is_told_and_many_stop() -> None:
    stray = replace(GOOD, files=(replace(FILE, rows_rejected=1),))
    many = replace(GOOD, files=(replace(FILE, rows_rejected=3),))
    whole = replace(GOOD, files=(replace(FILE, rows_in=1, rows_rejected=1),))

    assert (failed(stray), warned(stray)) == ([], ["no_row_rejected"])
    assert failed(many) == ["rows_accepted"]
    assert failed(whole) == ["rows_accepted"]


def test_a_large_file_hides_no_small_one() -> None:
    large = replace(FILE, rows_in=20_000)
    lost = replace(FILE, rows_in=100, rows_rejected=100)
    bad = replace(FILE, rows_in=100, rows_rejected=3, stream="mail/tickets")

    assert failed(replace(GOOD, files=(large, lost))) == ["rows_accepted"]
    assert failed(replace(GOOD, files=(large, bad))) == ["rows_accepted"]
    assert failed(replace(GOOD, files=(large, replace(bad, stream=FILE.stream)))) == []


def test_an_unknown_column_is_told() -> None:
    grown = replace(GOOD, files=(replace(FILE, extra_columns=("points",)),))

    assert (failed(grown), warned(grown)) == ([], ["columns_known"])


def test_an_unknown_column_that_the_contract_misspells_is_told_with_the_name_it_has() -> None:
    columns = (*TABLE.columns, ColumnContract("respnder_id", "Agent.", "varchar"))
    files = (replace(FILE, extra_columns=("agent", "responder_id")),)

    (verdict,) = warnings(judged(replace(GOOD, files=files), replace(TABLE, columns=columns)))

    meant = "responder_id (the contract's respnder_id is empty)"
    assert verdict.examples == (meant, "agent")


def test_an_old_table_warns_and_then_stops() -> None:
    def aged(days: int) -> Arrivals:
        return replace(NOTHING, newest=NIGHT - timedelta(days=days))

    assert (failed(aged(2), SPORADIC), warned(aged(2), SPORADIC)) == ([], [])
    assert (failed(aged(3), SPORADIC), warned(aged(3), SPORADIC)) == ([], ["freshness_warning"])
    assert failed(aged(5), SPORADIC) == ["freshness"]


def test_a_column_that_falls_silent_stops() -> None:
    silent = replace(GOOD, filled={"id": 100, "topic": 0})

    assert failed(silent) == ["columns_filled"]
    assert failed(replace(silent, rows=20, streams=())) == []
    assert failed(replace(silent, past_filled={"id": 1.0, "topic": 0.3})) == []


def test_a_column_that_loses_half_of_its_values_is_told() -> None:
    rare = replace(GOOD, rows=2000, filled={"id": 2000, "topic": 1})
    fewer = replace(GOOD, filled={"id": 100, "topic": 28})
    chance = replace(GOOD, filled={"id": 100, "topic": 42})

    assert (failed(rare), warned(rare)) == ([], ["filled_kept"])
    assert (failed(fewer), warned(fewer)) == ([], ["filled_kept"])
    assert warned(chance) == []
    assert warned(replace(fewer, nights_filled={})) == []


def test_a_column_is_held_against_its_own_nights() -> None:
    # By turns 90 % and 30 %: such a column tells nothing by 30 %.
    restless = {n: (100, {"id": 100, "topic": 90 if n.day % 2 else 30}) for n in PAST}
    # Nobody asks for the topic at weekends; the night is a Tuesday.
    weekly = {n: (100, {"id": 100, "topic": 60 if n.weekday() < 5 else 0}) for n in PAST}
    few = replace(GOOD, filled={"id": 100, "topic": 25})

    assert warned(replace(few, nights_filled=restless)) == []
    assert warned(replace(few, nights_filled=weekly)) == ["filled_kept"]


def record(lake: Path, name: str, table: TableContract = TABLE, **told: object) -> None:
    folder = lake / "_loads" / table.source / table.name
    folder.mkdir(parents=True, exist_ok=True)
    base = {
        "file": f"landing/{name}",
        "hash": name,
        "status": "loaded",
        "reason": None,
        "rows_in": 10,
        "rows_rejected": 0,
        "extra_columns": [],
        "loaded_on": NIGHT.isoformat(),
    }
    (folder / f"{name}.json").write_text(json.dumps({**base, **told}), encoding="utf-8")


def read(lake: Path, table: TableContract = TABLE) -> Arrivals:
    return read_arrivals(lake, table, as_of=NIGHT, query=lambda _: [], calendar=Calendar())


def test_a_refused_file_stands_until_it_is_replaced_or_taken_away(tmp_path: Path) -> None:
    lake = tmp_path / "lake"
    landed = tmp_path / "landing" / "bad"
    landed.parent.mkdir()
    landed.touch()
    record(lake, "bad", status="refused", loaded_on="2026-03-28")

    assert [file.file for file in read(lake).standing] == ["landing/bad"]

    record(lake, "better", file="landing/bad", loaded_on="2026-03-29")
    assert read(lake).standing == ()

    (lake / "_loads/desk/tickets/better.json").unlink()
    landed.unlink()
    assert read(lake).standing == ()


def test_every_resend_but_an_empty_file_is_one(tmp_path: Path) -> None:
    record(tmp_path, "a", loaded_on="2026-03-30")
    record(tmp_path, "b", rows_in=0, loaded_on="2026-03-30")
    record(tmp_path, "a.resent", hash="a", status="resent", rows_in=0)
    record(tmp_path, "b.resent", hash="b", status="resent", rows_in=0)

    record(tmp_path, "c", status="refused", rows_in=0, loaded_on="2026-03-30")
    record(tmp_path, "c.resent", hash="c", status="resent", rows_in=0)

    # A copy of a refused file is no delivery either.
    assert [file.hash for file in read(tmp_path).resent] == ["a", "c"]


def test_bytes_sent_before_make_a_table_no_newer(tmp_path: Path) -> None:
    record(tmp_path, "a", loaded_on="2026-01-05")
    record(tmp_path, "a.resent", hash="a", status="resent")
    record(tmp_path, "b", status="replaced")

    assert read(tmp_path).newest == date(2026, 1, 5)


def test_an_empty_file_again_says_that_nothing_changed(tmp_path: Path) -> None:
    record(tmp_path, "empty", loaded_on="2026-01-05", rows_in=0)
    record(tmp_path, "empty.resent", hash="empty", status="resent", rows_in=0)

    assert read(tmp_path).newest == NIGHT


def test_what_was_loaded_later_is_not_seen(tmp_path: Path) -> None:
    record(tmp_path, "later", loaded_on="2026-04-01")

    assert read(tmp_path).files == ()


def test_a_feed_is_held_against_its_own_past(tmp_path: Path) -> None:
    feeds = replace(TABLE, source="mapped", format="feed")
    for name, row in (
        ("2026-03-30/calls", "1 as id, 1 as topic"),
        ("2026-03-30/mail", "1 as id, null::int as topic"),
        ("2026-03-31/mail", "1 as id, null::int as topic"),
    ):
        path = tmp_path / f"mapped/tickets/_loaded_on={name}-0123456789ab.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        duckdb.sql(f"copy (select {row} from range(50)) to '{path}'")

    with duckdb.connect() as session:
        arrivals = read_arrivals(
            tmp_path,
            feeds,
            as_of=NIGHT,
            query=lambda sql: session.execute(sql).fetchall(),
            calendar=Calendar(),
        )

    assert (arrivals.rows, arrivals.past_total, arrivals.past_filled["topic"]) == (50, 50, 0)


def test_the_records_of_feeds_lie_under_the_feeds_names(tmp_path: Path) -> None:
    feed = replace(TABLE, source="mapped", format="feed")
    record(tmp_path, "mine", replace(TABLE, source="crm_extract"))
    record(tmp_path, "vendor", TABLE)
    (tmp_path / "desk").mkdir()

    assert [file.hash for file in read(tmp_path, feed).files] == ["mine"]
