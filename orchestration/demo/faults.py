"""Bad days to plant into the last delivery, each with what ought to notice it.

A fault edits files that were written well, the way a broken export would have left them.
"""

import csv
import gzip
import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

from orchestration.demo.fault_edits import (
    Fault,
    Records,
    Rows,
    change_column,
    change_field,
    edit_records,
    edit_rows,
    milliseconds,
    write_gzip,
)
from orchestration.demo.faults_of_comments import FAULTS_OF_COMMENTS
from orchestration.demo.faults_of_events import FAULTS_OF_EVENTS
from orchestration.demo.faults_of_records import FAULTS_OF_RECORDS
from orchestration.demo.world import DemoError


def _without(name: str) -> Callable[[Rows], Rows]:
    def edit(rows: Rows) -> Rows:
        place = rows[0].index(name)
        return [row[:place] + row[place + 1 :] for row in rows]

    return edit


def _stale(path: Path) -> None:
    before = sorted(p for p in path.parent.glob("*" + "".join(path.suffixes)) if p < path)
    if not before:
        raise DemoError(f"a stale extract needs an earlier delivery beside {path.name}")
    path.write_bytes(before[-1].read_bytes())


def _half_line(path: Path) -> None:
    content = gzip.decompress(path.read_bytes())
    lines = content.splitlines()
    if lines:
        write_gzip(path, content[: len(content) - len(lines[-1]) // 2])


def _latin(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    names, texts, rest = text.split("\n", 2)
    latin = "\n".join((names, texts.replace("e", "é"), rest))
    path.write_bytes(latin.encode("iso-8859-1", errors="replace"))


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _cut(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: max(15, len(content) * 6 // 10)])


def _login_page(path: Path) -> None:
    page = "<!DOCTYPE html>\n<html><body><h1>Your session has expired</h1></body></html>\n"
    path.write_text(page, encoding="utf-8")


def _semicolons(path: Path) -> None:
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";", lineterminator="\n").writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8", newline="")


def _twice(records: Records) -> Records:
    return records + [record | {"id": record["id"] + 10**12} for record in records]


_LOADER = "loader: the file is refused"
_REJECTS = "loader: the rows are rejected, gate: too many rejects"
_RELATION = "qualtrics/responses/SV_3nRelationNPS01"
_SATISFACTION = "qualtrics/responses/SV_5cContactCSAT02"

_ALL = (
    Fault(
        "duplicate_keys",
        "salesforce/orders",
        "Every order of the delivery is in the file twice.",
        "gate: keys are unique within a file",
        edit_rows(lambda rows: rows + rows[1:]),
    ),
    Fault(
        "dropped_rows",
        "zendesk/comments",
        "Four of five comments are missing.",
        "gate: volume against its own history",
        edit_records(lambda records: records[::5]),
    ),
    Fault(
        "doubled_volume",
        "zendesk/tickets",
        "Every ticket is sent a second time under another id.",
        "gate: volume against its own history; told, not stopped",
        edit_records(_twice),
    ),
    Fault(
        "stale_extract",
        "zendesk/tickets",
        "The export delivers the bytes of the night before.",
        "gate: freshness, no new rows",
        _stale,
    ),
    Fault(
        "missing_table",
        "salesforce/order_items",
        "The file of a daily table was not delivered.",
        "gate: freshness, no file for the night",
        lambda path: path.unlink(),
    ),
    Fault(
        "renamed_column",
        "salesforce/orders",
        "AccountId is called Account_Id.",
        _LOADER,
        edit_rows(
            lambda rows: [[c.replace("AccountId", "Account_Id") for c in rows[0]], *rows[1:]]
        ),
    ),
    Fault(
        "removed_column",
        "salesforce/order_items",
        "UnitPrice is not exported any more.",
        _LOADER,
        edit_rows(_without("UnitPrice")),
    ),
    Fault(
        "added_column",
        "salesforce/accounts",
        "A column nobody knows, Loyalty_Points__c.",
        "gate: told, not stopped; the values are kept in _extra",
        edit_rows(
            lambda rows: [[*rows[0], "Loyalty_Points__c"], *([*row, "120"] for row in rows[1:])]
        ),
    ),
    Fault(
        "type_drift",
        "salesforce/order_items",
        "Quantity carries a unit: '1 pcs'.",
        _REJECTS,
        edit_rows(change_column("Quantity", lambda cell: f"{cell} pcs")),
    ),
    Fault("wrong_encoding", _RELATION, "The file is ISO-8859-1, not UTF-8.", _LOADER, _latin),
    Fault(
        "semicolon_delimiter",
        "salesforce/orders",
        "Columns are separated by semicolons.",
        _LOADER,
        _semicolons,
    ),
    Fault(
        "login_page",
        "salesforce/accounts",
        "The session had expired and the page that says so was saved as the extract.",
        _LOADER,
        _login_page,
    ),
    Fault("truncated_gzip", "zendesk/comments", "The download broke off.", _LOADER, _cut),
    Fault(
        "half_json_line",
        "zendesk/tickets",
        "The last line ends in the middle of an object.",
        "loader: the row is rejected, gate: told, not stopped",
        _half_line,
    ),
    Fault("empty_file", "zendesk/users", "The file has no bytes at all.", _LOADER, _empty),
    Fault(
        "orphaned_references",
        "zendesk/comments",
        "Every second comment belongs to a ticket that does not exist.",
        "gate: references are found",
        edit_records(change_field("ticket_id", lambda value: value + 10**12, every=2)),
    ),
    Fault(
        "future_dates",
        "zendesk/tickets",
        "Every third ticket was created years from now.",
        "gate: no times after the night",
        edit_records(
            change_field("created_at", lambda moment: f"{int(moment[:4]) + 9}{moment[4:]}", every=3)
        ),
    ),
    Fault(
        "negative_amounts",
        "salesforce/order_items",
        "Prices are below zero.",
        "gate: minimum of UnitPrice",
        edit_rows(change_column("UnitPrice", lambda cell: f"-{cell}")),
    ),
    Fault(
        "currency_switched",
        "salesforce/orders",
        "All orders say USD, their amounts are as before.",
        "gate: customers keep paying in their currency",
        edit_rows(change_column("CurrencyIsoCode", lambda _: "USD")),
    ),
    Fault(
        "score_out_of_scale",
        _RELATION,
        "The recommendation is answered with 11, a code for 'no answer'.",
        "gate: share of answers on the scale; models: outside it is missing",
        edit_rows(change_column("Q1", lambda _: "11", headers=3)),
    ),
    Fault(
        "reversed_scale",
        _SATISFACTION,
        "Satisfaction is recoded: 1 is very satisfied.",
        "gate: the mean moved further than chance; told, not stopped",
        edit_rows(
            change_column("Q1", lambda cell: str(6 - int(cell)) if cell else cell, headers=3)
        ),
    ),
    Fault(
        "invitations_without_surveys",
        "qualtrics/distribution_contacts",
        "The history was fetched without the surveys that were sent.",
        _REJECTS,
        edit_records(change_field("surveyId", lambda _: None)),
    ),
    Fault(
        "abandoned_and_answered",
        "zendesk/calls",
        "Every call is said to have been given up, with the time it took to answer it.",
        "gate: one outcome per call",
        edit_records(change_field("completion_status", lambda _: "abandoned_in_queue")),
    ),
    Fault(
        "epoch_milliseconds",
        "zendesk/tickets",
        "created_at is a number of milliseconds.",
        "loader: read as the same moment",
        edit_records(change_field("created_at", milliseconds)),
    ),
)

FAULTS: dict[str, Fault] = {
    fault.name: fault
    for fault in (*_ALL, *FAULTS_OF_COMMENTS, *FAULTS_OF_EVENTS, *FAULTS_OF_RECORDS)
}


def plant(name: str, landing: Path, day: date) -> Path:
    """Plant one fault into the delivery of a day; returns the file it was planted in."""
    fault = FAULTS[name]
    files = sorted((landing / fault.table).glob(f"{day}*"))
    if not files:
        raise DemoError(f"no file of {fault.table} for {day} to plant '{name}' in")
    before = files[-1].read_bytes()
    fault.edit(files[-1])
    if files[-1].exists() and files[-1].read_bytes() == before:
        raise DemoError(
            f"nothing in {files[-1].name} of {fault.table} to plant '{name}' in:"
            " ask for more customers or another day"
        )
    return files[-1]
