"""What a planted fault is, and how the files it edits are opened and written back.

The catalogue of faults is `faults.py`; those of event messages, of comments and of what records
say stand in `faults_of_events.py`, `faults_of_comments.py` and `faults_of_records.py`.
"""

import csv
import gzip
import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

Rows = list[list[str]]
Records = list[dict[str, Any]]


@dataclass(frozen=True)
class Fault:
    """One planted fault: where, what it does, and which guard should stop or report it."""

    name: str
    table: str
    description: str
    caught_by: str
    edit: Callable[[Path], None]


def edit_records(change: Callable[[Records], Records]) -> Callable[[Path], None]:
    """Change the objects of JSON lines."""

    def edit(path: Path) -> None:
        text = gzip.decompress(path.read_bytes()).decode("utf-8")
        records = change([json.loads(line) for line in text.splitlines()])
        lines = "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records)
        write_gzip(path, lines.encode("utf-8"))

    return edit


def edit_rows(change: Callable[[Rows], Rows]) -> Callable[[Path], None]:
    """Change the rows of a CSV, its header among them."""

    def edit(path: Path) -> None:
        rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))
        text = io.StringIO(newline="")
        csv.writer(text, lineterminator="\n").writerows(change(rows))
        path.write_text(text.getvalue(), encoding="utf-8", newline="")

    return edit


def write_gzip(path: Path, content: bytes) -> None:
    """The same content gives the same bytes."""
    path.write_bytes(gzip.compress(content, mtime=0))


def change_field(
    name: str, change: Callable[[Any], Any], every: int = 1
) -> Callable[[Records], Records]:
    """Change one field of every so many objects."""
    return lambda records: [
        record | {name: change(record[name])} if nth % every == 0 else record
        for nth, record in enumerate(records)
    ]


def change_column(
    name: str, change: Callable[[str], str], *, headers: int = 1
) -> Callable[[Rows], Rows]:
    """Change the cells of one column below the header."""

    def edit(rows: Rows) -> Rows:
        place = rows[0].index(name)
        return rows[:headers] + [
            [change(cell) if nth == place else cell for nth, cell in enumerate(row)]
            for row in rows[headers:]
        ]

    return edit


def milliseconds(moment: str) -> int:
    """The moment as a number of milliseconds since 1970."""
    return int(datetime.fromisoformat(moment).timestamp() * 1000)
