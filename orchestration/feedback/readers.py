"""Reading many comments: a history on every core, a night's few in this process."""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context, parent_process
from threading import Thread

from orchestration.feedback.reader import Reader, Reading

# A process takes two seconds to begin, in which one reads some thousand comments.
WORTH_PROCESSES = 20_000
_AT_ONCE = 1_000

Comment = tuple[str, str]
"""A text and the names of the people behind it, one a line."""


@contextmanager
def readers(
    reader: Reader, *, comments: int, processes: int
) -> Iterator[Callable[[Sequence[Comment]], list[Reading]]]:
    """Something that reads comments in their order, the same in however many processes.

    Args:
        reader: What reads a comment.
        comments: How many come at once, at most.
        processes: How many may read at the same time.
    """
    if comments < WORTH_PROCESSES or processes < 2:
        yield reader.read_all
        return
    with ProcessPoolExecutor(
        processes, mp_context=get_context("spawn"), initializer=_begin, initargs=(reader,)
    ) as pool:
        yield lambda batch: [
            reading for readings in pool.map(_read, _parts(batch)) for reading in readings
        ]


def cores() -> int:
    """The cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _parts(comments: Sequence[Comment]) -> Iterator[Sequence[Comment]]:
    return (comments[n : n + _AT_ONCE] for n in range(0, len(comments), _AT_ONCE))


_reader: list[Reader] = []


def _begin(reader: Reader) -> None:
    _reader[:] = [reader]
    Thread(target=_end_with_the_night, daemon=True).start()


def _end_with_the_night() -> None:
    """A night that was killed closes nothing: its readers would wait for ever."""
    night = parent_process()
    if night is not None:
        night.join()
        os._exit(1)


def _read(comments: Sequence[Comment]) -> list[Reading]:
    return _reader[0].read_all(comments)
