"""Readers that never stop: each look at what is published must find one whole night."""

import time
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread

import duckdb

from orchestration.settings import Settings

_LOOK = """
select
    (select as_of from ops.build),
    (select count(*) from marts.fct_contacts),
    (select count(*) from marts.fct_survey_responses),
    (select count(*) from marts.fct_touchpoints)
"""
State = tuple[object, ...]


def look(warehouse: Path) -> State:
    """What a reader sees of a warehouse: its night, and how much is in it."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        found = connection.execute(_LOOK).fetchone()
        assert found is not None
        return found


@dataclass
class Readers:
    """A thread that reads warehouse and site again and again."""

    settings: Settings
    seen: set[State] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)
    looks: int = 0
    _end: Event = field(default_factory=Event)
    _thread: Thread | None = None

    def __enter__(self) -> "Readers":
        self._thread = Thread(target=self._read, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        assert self._thread is not None
        self._thread.join()

    def _read(self) -> None:
        while not self._end.is_set():
            self.looks += 1
            try:
                self.seen.add(look(self.settings.published_warehouse))
                page = (self.settings.site / "index.html").read_text(encoding="utf-8")
                if not page.rstrip().endswith("</html>"):
                    self.wrong.append("half a page")
            except Exception as error:
                self.wrong.append(f"{type(error).__name__}: {error}")
            time.sleep(0.4)
