"""A bound on the time a file may take, whatever is in it.

Queries that take too long are interrupted, and the file is refused like any other that cannot be
read. What hangs in native code hears no interrupt: it ends with its process (DECISIONS D126).
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from threading import Event, Thread

import duckdb

from orchestration.loading.files import LandedFile

SECONDS, BYTES_A_SECOND = 300.0, 50_000
GRACE_SECONDS = 60.0
_AGAIN_SECONDS = 1.0


def seconds_for(files: Sequence[LandedFile]) -> float:
    """How long files may take: tenfold what the slowest of ours did, compressed as they were."""
    return SECONDS + sum(file.bytes for file in files) / BYTES_A_SECOND


@contextmanager
def bounded(
    session: duckdb.DuckDBPyConnection, seconds: float, give_up: Callable[[], None]
) -> Iterator[None]:
    """Interrupt the session's queries after so many seconds; give up when that does not help.

    Raises:
        duckdb.InterruptException: It took too long.
    """
    ended = Event()

    def watch() -> None:
        if ended.wait(seconds):
            return
        last = time.monotonic() + GRACE_SECONDS
        while not ended.is_set():
            session.interrupt()
            if time.monotonic() > last:
                give_up()
                return
            ended.wait(_AGAIN_SECONDS)

    thread = Thread(target=watch, name="watch", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
