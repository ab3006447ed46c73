"""Faults of what records say: another zone or notation, robots, lives that took a turn."""

import codecs
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from orchestration.demo.fault_edits import (
    Fault,
    Records,
    Rows,
    change_column,
    change_field,
    edit_records,
    edit_rows,
)

_RELATION = "qualtrics/responses/SV_3nRelationNPS01"
_BOT_ANSWERS = 40


def _in_tokyo(moment: str) -> str:
    return (datetime.fromisoformat(moment) + timedelta(hours=9)).strftime("%Y-%m-%dT%H:%M:%SZ")


def _mark(path: Path) -> None:
    path.write_bytes(codecs.BOM_UTF8 + path.read_bytes())


def _endless(path: Path) -> None:
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*lines, b'"' + b"no end " * 6_000_000 + b'"\n']))


def _every(rows: Rows, step: int, **cells: str) -> Rows:
    places = {rows[0].index(name): cell for name, cell in cells.items()}
    return [
        [places.get(nth, cell) for nth, cell in enumerate(row)] if at and at % step == 0 else row
        for at, row in enumerate(rows)
    ]


def _back_again(rows: Rows) -> Rows:
    """Every account is deleted, and a second later it is there again."""
    gone, stamp = rows[0].index("IsDeleted"), rows[0].index("SystemModstamp")
    versions = [rows[0]]
    for row in rows[1:]:
        later = datetime.fromisoformat(row[stamp]) + timedelta(seconds=1)
        back = list(row)
        back[stamp] = later.strftime("%Y-%m-%dT%H:%M:%S.000Z")
        deleted = list(row)
        deleted[gone] = "true"
        versions += [deleted, back]
    return versions


def _merged(rows: Rows) -> Rows:
    if len(rows) < 3:  # the names of the columns and one account: nobody to merge
        return rows
    survivor = rows[1][rows[0].index("Id")]
    first, second, *rest = rows
    return [
        first,
        second,
        *_every([first, *rest], 2, IsDeleted="true", MasterRecordId=survivor)[1:],
    ]


def _gone(records: Records) -> Records:
    return [
        record | {"active": False, "suspended": True} if record["role"] != "end-user" else record
        for record in records
    ]


def _by_a_bot(rows: Rows) -> Rows:
    names, *_ = rows
    pattern = list(rows[-1])
    cells = {"IPAddress": "203.0.113.66", "Q1": "10", "Q1_NPS_GROUP": "Promoter", "Q2": "great"}
    for name, cell in cells.items():
        pattern[names.index(name)] = cell
    place = names.index("ResponseId")
    forged = []
    for nth in range(_BOT_ANSWERS):
        row = list(pattern)
        row[place] = f"R_{nth:015x}"
        forged.append(row)
    return rows + forged


def _tests(records: Records) -> Records:
    def marked(record: dict[str, Any]) -> dict[str, Any]:
        return record | {"tags": [*record["tags"], "test"]}

    return [marked(record) if nth % 3 == 0 else record for nth, record in enumerate(records)]


FAULTS_OF_RECORDS = (
    Fault(
        "shifted_time_zone",
        "zendesk/comments",
        "The times are those of Tokyo and say that they are UTC.",
        "gate: the hours of the day; told, not stopped",
        edit_records(change_field("created_at", _in_tokyo)),
    ),
    Fault(
        "distribution_shift",
        "zendesk/tickets",
        "Every ticket is urgent: somebody changed the form's default.",
        "gate: codes keep their shares; told, not stopped",
        edit_records(change_field("priority", lambda _: "urgent")),
    ),
    Fault(
        "survey_bot",
        _RELATION,
        "A script answered forty times from one address, and recommends us every time.",
        "gate: answers by people",
        edit_rows(_by_a_bot),
    ),
    Fault(
        "decimal_comma",
        "salesforce/order_items",
        "Prices are written with a comma: 10,82.",
        "loader: the rows are rejected, gate: too many rejects",
        edit_rows(change_column("UnitPrice", lambda cell: cell.replace(".", ","))),
    ),
    Fault(
        "byte_order_mark",
        "salesforce/accounts",
        "The file begins with a byte-order mark.",
        "loader: read as if it were not there",
        _mark,
    ),
    Fault(
        "endless_line",
        "salesforce/accounts",
        "The last line is one quoted field of forty megabytes.",
        "loader: the row is rejected, gate: told, not stopped",
        _endless,
    ),
    Fault(
        "code_as_score",
        _RELATION,
        "Some answers are 11, the code for 'no answer'.",
        "models: a score outside its scale is missing, and counted as left out (D20)",
        edit_rows(lambda rows: [*rows[:3], *_every([rows[0], *rows[3:]], 3, Q1="11")[1:]]),
    ),
    Fault(
        "deleted_and_back",
        "salesforce/accounts",
        "Accounts are deleted and restored within a second.",
        "staging: the latest version of a key stands",
        edit_rows(_back_again),
    ),
    Fault(
        "merged_accounts",
        "salesforce/accounts",
        "Every second account was merged into one of the others.",
        "models: merges are followed to the account that survived (D24)",
        edit_rows(_merged),
    ),
    Fault(
        "agents_leaving",
        "zendesk/users",
        "Every agent of the delivery has left and is suspended.",
        "models: their contacts stay theirs",
        edit_records(_gone),
    ),
    Fault(
        "test_tickets",
        "zendesk/tickets",
        "Every third ticket is a test of the desk's own people, and tagged as one.",
        "models: excluded by its tag, and counted as excluded (D33)",
        edit_records(_tests),
    ),
)
