"""Line ends: where a line ends in a file that mixes them, and a copy of it with one kind.

The loader reads such a copy, and forgetting rewrites files by the same rule (DECISIONS D215).
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import IO

from orchestration.loading.decoding import open_bytes, open_text
from orchestration.loading.files import LandedFile
from orchestration.loading.lines import MAX_LINE
from orchestration.loading.outcome import RefusedFileError

_CHUNK = 1 << 20
_ENDS = "\r\n"


def whole_lines(handle: IO[str]) -> Iterator[str]:
    """Lines with whatever ends them, of a text opened without translating; none without bound."""
    number = 0
    while line := handle.readline(MAX_LINE + 1):
        number += 1
        if len(line) > MAX_LINE:
            raise too_long(number)
        yield line


def too_long(number: int) -> RefusedFileError:
    """The same words whoever meets such a line."""
    return RefusedFileError(
        f"line {number} is longer than {MAX_LINE // 1_000_000} MB: have it exported with one record"
        " on each line"
    )


def csv_lines(handle: IO[str]) -> Iterator[tuple[str, str]]:
    """Each line of a CSV as it is written, and as it is read.

    Where lines end with a line feed, a lone carriage return ends none: in a cell without quotes it
    is a blank. In quotes everything stays.
    """
    lines = whole_lines(handle)
    head = [line for line in (next(lines, ""), next(lines, "")) if line]
    ends_by_return = _ends_by_return(head)
    raw, is_open = "", False
    for line in chain(head, lines):
        before, raw = raw, raw + line
        is_open ^= line.count('"') % 2 == 1
        if is_open:
            yield raw, before.replace("\r", " ") + line
        elif not line.endswith("\r") or ends_by_return:
            yield raw, _read_as(raw)
        else:
            continue
        raw = ""
    if raw:
        yield raw, _read_as(raw)


def ending(line: str) -> str:
    """What ends a line."""
    return line[len(line.rstrip(_ENDS)) :]


def any_lines(handle: IO[str]) -> Iterator[tuple[str, str]]:
    """The same of formats in which no line end can be a part of a value."""
    for line in whole_lines(handle):
        yield line, _read_as(line)


def has_mixed_ends(path: Path) -> bool:
    """Whether a file's lines end in several ways, counted in its bytes."""
    feeds = returns = both = 0
    last = b""
    with open_bytes(path) as handle:
        while chunk := handle.read(_CHUNK):
            feeds += chunk.count(b"\n")
            returns += chunk.count(b"\r")
            both += chunk.count(b"\r\n") + (last == b"\r" and chunk[:1] == b"\n")
            last = chunk[-1:]
    return returns > 0 and feeds > 0 and not feeds == returns == both


def with_one_end(
    files: Iterable[LandedFile],
    scratch: Path,
    split: Callable[[IO[str]], Iterator[tuple[str, str]]],
) -> list[LandedFile]:
    """The files; of those that mix line ends, copies that do not."""
    return [_copied(file, scratch, split) if has_mixed_ends(file.path) else file for file in files]


def _copied(
    file: LandedFile, scratch: Path, split: Callable[[IO[str]], Iterator[tuple[str, str]]]
) -> LandedFile:
    target = scratch / f"{file.short}-ends.txt"
    with open_text(file.path) as lines, target.open("w", encoding="utf-8", newline="") as copy:
        copy.writelines(line for _, line in split(lines))
    return replace(file, path=target)


def _read_as(raw: str) -> str:
    told = raw.rstrip(_ENDS)
    return told.replace("\r", " ") + ("\n" if len(told) < len(raw) else "")


def _ends_by_return(head: list[str]) -> bool:
    """Whether the first line ends with a carriage return and nothing else."""
    is_lone = bool(head) and head[0].endswith("\r") and head[0].count('"') % 2 == 0
    return is_lone and head[1:] not in (["\n"], ["\r\n"])
