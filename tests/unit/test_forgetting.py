"""A forgotten customer is in no file, stays counted, and does not come back with an old file."""

import gzip
import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from orchestration.forgetting.forget import Identifiers, forget_in_files
from orchestration.forgetting.landed import scrub_landing
from orchestration.forgetting.records import scrub
from orchestration.forgetting.register import PERSONS, Register, read_register
from orchestration.forgetting.search import search
from orchestration.loading.ledger import read_records
from orchestration.loading.tables import job_of_table
from tests.unit.loading import Desk, column, contract

NIGHT, LATER = date(2024, 3, 1), date(2024, 3, 2)
ANN, BOB = "ann@example.com", "bob@example.com"
USERS = contract(
    name="users",
    columns=(
        column("id", required=True),
        column("name", personal=True),
        column("email", personal=True),
        column("created_at", "timestamp"),
    ),
)
TICKETS = contract(
    name="tickets",
    format="json_lines",
    columns=(
        column("id", "bigint", required=True),
        column("requester_id", references="users.id"),
        column("problem_id", "bigint", references="tickets.id"),
        column("body", personal=True),
        column("via", "json", personal=True, kept=("channel",)),
        column("status"),
    ),
)
USER_ROWS = f"""id,name,email,created_at
100000001,"Ann, of Example",{ANN},2024-01-01T00:00:00Z
100000002,Bob,{BOB},2024-01-02T00:00:00Z
100000003,Cy,,not a time
"""
TICKET_ROWS = (
    {
        "id": 1,
        "requester_id": "100000001",
        "body": "It is broken, yours, Ann",
        "via": {"channel": "email", "from": {"address": ANN, "name": "Ann"}},
        "status": "open",
        "nickname": "Annie",
    },
    {"id": 2, "requester_id": "100000002", "body": f"Ask {ANN} or {BOB}", "status": "open"},
    {"id": 3, "requester_id": "100000002", "problem_id": 1, "body": "Same here", "status": "new"},
)


def lines(*records: dict[str, Any]) -> bytes:
    return gzip.compress("".join(json.dumps(r) + "\n" for r in records).encode(), mtime=0)


@pytest.fixture(params=["hashes", "sieve"])
def register(tmp_path: Path, request: pytest.FixtureRequest) -> Register:
    found = Register(tmp_path / "data" / "forgotten", b"salt")
    if request.param == "sieve":
        found.sift()
    found.add(PERSONS, "desk/users", "100000001")
    found.add(PERSONS, "", ANN)
    found.save()
    return found


@pytest.fixture
def desks(tmp_path: Path) -> tuple[Desk, Desk]:
    users, tickets = Desk(tmp_path, USERS), Desk(tmp_path, TICKETS)
    users.drop("a.csv", USER_ROWS)
    tickets.drop("a.jsonl.gz", lines(*TICKET_ROWS))
    users.load(NIGHT)
    tickets.load(NIGHT)
    return users, tickets


def forget_ann(register: Register, *desks: Desk) -> None:
    settings = desks[0].settings
    every_job = [(job_of_table(desk.table, settings, NIGHT), None) for desk in desks]
    forget_in_files(settings, Identifiers(("desk:100000001",)), every_job, register)


def test_questions_that_were_compiled_and_pages_that_were_printed_are_gone(
    desks: tuple[Desk, Desk], register: Register
) -> None:
    settings = desks[0].settings
    kept = (
        settings.compiled_metrics / "ground" / "question",
        settings.drawings / "ground" / "chart",
        settings.prints / "voice.pdf",
    )
    for path in kept:
        path.parent.mkdir(parents=True)
        path.write_text("where customer_id = 'desk:100000001'", encoding="utf-8")

    forget_ann(register, *desks)

    assert [path for path in kept if path.exists()] == []


def test_a_table_that_no_night_has_met_yet_can_be_read_afterwards(
    desks: tuple[Desk, Desk], register: Register
) -> None:
    chats = Desk(desks[0].home, replace(USERS, name="chats"))

    forget_ann(register, *desks, chats)

    assert chats.rows() == []


def test_a_record_keeps_what_is_counted(register: Register) -> None:
    record = dict(TICKET_ROWS[0])

    assert scrub(record, TICKETS, register)
    assert record == {
        "id": 1,
        "requester_id": register.stand_in("100000001"),
        "body": None,
        "via": {
            "channel": "email",
            "from": {"address": register.stand_in(ANN), "name": None},
        },
        "status": "open",
        "nickname": None,
    }


def test_scrubbing_twice_changes_nothing(register: Register) -> None:
    record = dict(TICKET_ROWS[0])
    scrub(record, TICKETS, register)
    before = json.dumps(record)

    assert scrub(record, TICKETS, register)
    assert json.dumps(record) == before


def test_another_record_loses_only_the_name_of_the_forgotten(register: Register) -> None:
    scrub(dict(TICKET_ROWS[0]), TICKETS, register)
    second, third = dict(TICKET_ROWS[1]), dict(TICKET_ROWS[2])

    assert not scrub(second, TICKETS, register)
    assert second["body"] == f"Ask {register.stand_in(ANN)} or {BOB}"
    # The problem behind a ticket does not make it the other's.
    assert not scrub(third, TICKETS, register)
    assert third == TICKET_ROWS[2]


def test_nothing_of_the_forgotten_is_found_in_any_file(
    desks: tuple[Desk, Desk], register: Register
) -> None:
    home = desks[0].settings.home
    assert len(search(home, {ANN, "100000001", "Ann, of Example"})[1]) == 4

    forget_ann(register, *desks)

    assert search(home, {ANN, "100000001", "Ann, of Example", "yours, Ann", "Annie"})[1] == ()
    assert search(home, {BOB})[1] != ()


def test_what_they_did_stays_counted_and_hangs_together(
    desks: tuple[Desk, Desk], register: Register
) -> None:
    users, tickets = desks

    forget_ann(register, *desks)

    ids = [user for (user,) in users.rows("id")]
    kept = read_register(users.settings.home)
    assert [kept.is_stand_in(user) for user in ids] == [True, False]
    assert [requester for (requester,) in tickets.rows("requester_id")] == [ids[0], ids[1], ids[1]]
    assert tickets.rows("via")[0] == (
        json.dumps({"channel": "email", "from": {"address": register.stand_in(ANN), "name": None}}),
    )


def test_rewritten_files_are_known_and_not_loaded_again(
    desks: tuple[Desk, Desk], register: Register
) -> None:
    forget_ann(register, *desks)
    before = desks[0].rows(), desks[1].rows()

    assert [desk.load(LATER).files for desk in desks] == [0, 0]

    assert (desks[0].rows(), desks[1].rows()) == before
    assert [r.status for r in read_records(desks[0].settings.lake / "_loads/desk/users")] == [
        "loaded"
    ]


def test_lines_of_others_keep_their_bytes(desks: tuple[Desk, Desk], register: Register) -> None:
    forget_ann(register, *desks)

    (path,) = (desks[0].settings.landing / "desk/users").glob("*")
    now, before = path.read_text(encoding="utf-8").splitlines(), USER_ROWS.splitlines()
    assert [now[0], *now[2:]] == [before[0], *before[2:]]
    assert now[1].startswith(f"{register.stand_in('100000001')},,gone")


def test_an_old_file_that_is_sent_again_brings_nobody_back(
    desks: tuple[Desk, Desk], register: Register
) -> None:
    users, tickets = desks
    forget_ann(register, *desks)
    before = users.rows()
    users.drop("again.csv", USER_ROWS)
    tickets.drop("new.jsonl.gz", lines({**TICKET_ROWS[0], "id": 9, "body": "Ann again"}))

    for desk in desks:
        scrub_landing(job_of_table(desk.table, desk.settings, LATER))
    resent, new = users.load(LATER), tickets.load(LATER)

    assert (resent.files, len(resent.notes), new.rows_loaded) == (0, 1, 1)
    assert users.rows() == before
    assert search(users.settings.home, {ANN, "100000001", "Ann again"})[1] == ()


@pytest.mark.parametrize("told", [f"Hi\n{ANN}", f"Hi\t{ANN}, bye", f"\\{ANN}"])
def test_a_name_behind_a_line_end_within_json_is_gone_from_the_lake_too(
    tmp_path: Path, register: Register, told: str
) -> None:
    desk = Desk(tmp_path, TICKETS)
    via = {"channel": "email", "events": [{"body": told, "id": 10}]}
    desk.drop("a.jsonl.gz", lines({"id": 2, "requester_id": "100000002", "via": via}))
    desk.load(NIGHT)

    forget_ann(register, desk)

    ((kept,),) = desk.rows("via")
    gone = str(register.stand_in(ANN))
    assert json.loads(kept) == json.loads(json.dumps(via).replace(ANN, gone))
    assert search(desk.settings.home, {ANN})[1] == ()


def test_a_refused_value_that_may_be_theirs_is_blanked(
    desks: tuple[Desk, Desk], register: Register
) -> None:
    strict = replace(
        USERS, name="strict", columns=(*USERS.columns[:2], column("email", "bigint", personal=True))
    )
    desk = Desk(desks[0].home, strict)
    desk.drop("a.csv", f"id,name,email\n100000001,Ann,{ANN}\n5,Eve,eve\n")
    desk.load(NIGHT)

    forget_ann(register, desk)

    assert [value for _, _, value, _ in desk.rejects()] == [None, None]
    (path,) = (desk.settings.rejects / "desk/strict").glob("*.parquet")
    assert path.stat().st_mode & 0o777 == 0o600


def test_the_register_tells_nobody_who(register: Register) -> None:
    (path,) = register.folder.glob("*")
    text = path.read_text(encoding="utf-8")

    assert ANN not in text
    assert "100000001" not in text
    assert path.stat().st_mode & 0o777 == 0o600
    assert read_register(register.folder.parent).is_person(("",), ANN.upper())


def test_an_identifier_in_two_lengths_is_one() -> None:
    register = Register(Path(), b"salt")
    register.add(PERSONS, "", "001Qk0aZ000003MIEQ")

    assert register.is_person(("",), "001Qk0aZ000003M")
    assert register.stand_in("001Qk0aZ000003M") == register.stand_in("001Qk0aZ000003MIEQ")
    assert not register.is_person(("",), "001qk0az000003m")
