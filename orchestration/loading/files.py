"""The files of one table in the landing: which there are, and which bytes they hold.

Nothing is opened here but to hash it.
"""

import hashlib
import os
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from orchestration.loading.outcome import LoadRecord, RefusedFileError, name_in_lake
from quality.contract import TableContract

_PATTERN = frozenset("*?[]")
LANDING = "landing"
_UNFINISHED = (".part", ".tmp", ".crdownload", ".filepart")
# Small files read together save a pass each; large ones would be more than memory holds.
FILES_AT_ONCE, BYTES_AT_ONCE = 100, 2**26


@dataclass(frozen=True)
class LandedFile:
    """One finished file in the landing.

    Attributes:
        origin: What its sender calls it.
        edition: Which content under that name it is, counted from 1.
        was_loaded: Whether its rows are in the lake, or were before its map changed.
        is_return: Whether an older edition had the same bytes.
    """

    path: Path
    relative: str
    origin: str
    hash: str
    bytes: int
    modified_ns: int
    edition: int = 1
    was_loaded: bool = False
    is_return: bool = False

    @property
    def short(self) -> str:
        """The part of the hash that names the file's Parquet in the lake."""
        return self.hash[:12]

    @property
    def in_lake(self) -> str:
        """The name that its rows bear."""
        return name_in_lake(self.relative, self.edition)


def find_files(
    folder: Path, home: Path, known: Iterable[LoadRecord], *, by_content: bool = False
) -> tuple[LandedFile, ...]:
    """All finished files below a folder; bytes already recorded are not hashed again.

    In a folder `by_content` each file lies in one that its bytes name.
    """
    landing = home / LANDING
    if not folder.is_dir() or leads_out(folder, landing):
        return ()
    known = tuple(known)
    seen = {(r.file, r.bytes, r.modified_ns): r.hash for r in known}
    found = tuple(
        _landed(path, folder, home, seen, by_content=by_content)
        for path in sorted(folder.rglob("*"))
        if is_finished(path.relative_to(folder))
        and path.is_file()
        and not (path.is_symlink() and leads_out(path, landing))
    )
    editions: defaultdict[str, list[LoadRecord]] = defaultdict(list)
    for record in sorted(known, key=lambda record: record.edition):
        editions[record.origin].append(record)
    return tuple(_edition_of(file, editions[file.origin]) for file in found)


def _edition_of(file: LandedFile, own: Sequence[LoadRecord]) -> LandedFile:
    """Which edition under its name a file is; of bytes that come back, another."""
    newest = max((r.edition for r in own if r.status in ("loaded", "replaced")), default=0)
    loaded = [record for record in own if record.status == "loaded"]
    same = [record for record in loaded if record.hash == file.hash]
    at_its_place = [record.hash for record in loaded if record.file == file.relative]
    if not same:
        return replace(file, edition=newest + 1)
    if loaded[-1].hash != file.hash and at_its_place[-1:] != [file.hash]:
        return replace(file, edition=newest + 1, is_return=True)
    return replace(file, edition=same[-1].edition, was_loaded=True, is_return=same[-1].is_return)


def leads_out(path: Path, landing: Path) -> bool:
    """Whether links lead from a path out of the landing: who drops files reads no others."""
    return not path.resolve().is_relative_to(landing.resolve())


def is_finished(relative: Path) -> bool:
    """Whether nobody is still writing: no hidden part, no ending of a half-written file."""
    hidden = any(part.startswith(".") for part in relative.parts)
    return not hidden and not relative.name.lower().endswith(_UNFINISHED)


def plainly_named(file: LandedFile, scratch: Path) -> LandedFile:
    """The file under a name that DuckDB takes for nothing but a name.

    Vendors' names are data: a star or a bracket is a pattern there, and would read other files.
    """
    name = str(file.path)
    if name.isprintable() and not _PATTERN & set(name):
        return file
    link = scratch / f"{file.short}-plain{''.join(_plain(file.path.suffixes[-2:]))}"
    link.unlink(missing_ok=True)
    link.symlink_to(file.path)
    return replace(file, path=link)


def _plain(suffixes: list[str]) -> list[str]:
    return [suffix for suffix in suffixes if suffix[1:].isalnum() and suffix.isascii()]


def hash_of(path: Path) -> str:
    """SHA-256 of a file's bytes."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def is_unchanged(file: LandedFile) -> bool:
    """Whether a file still has the bytes it was found with: somebody may be at it yet."""
    try:
        stat = file.path.stat()
        is_same = (stat.st_size, stat.st_mtime_ns) == (file.bytes, file.modified_ns)
        return is_same and hash_of(file.path) == file.hash
    except FileNotFoundError:
        return False


def path_values(table: TableContract, file: LandedFile) -> dict[str, str]:
    """The columns that the file's own path tells."""
    values: dict[str, str] = {}
    for name, pattern in table.path_columns:
        found = re.search(pattern, file.relative)
        if found:
            values[name] = found.group(1)
        elif table.by_name[name].required:
            raise RefusedFileError(
                f"its path does not tell '{name}': the contract of {table.path} looks for"
                f" /{pattern}/; put the file into such a folder"
            )
    return values


def _landed(
    path: Path,
    folder: Path,
    home: Path,
    seen: dict[tuple[str, int, int], str],
    *,
    by_content: bool,
) -> LandedFile:
    stat = path.stat()
    relative = _told(path.relative_to(home))
    known = seen.get((relative, stat.st_size, stat.st_mtime_ns))
    digest = known or hash_of(path)
    return LandedFile(
        path=path,
        relative=relative,
        origin=_told(_named_by_sender(path.relative_to(folder), by_content=by_content)),
        hash=digest,
        bytes=stat.st_size,
        modified_ns=stat.st_mtime_ns,
    )


def _told(relative: Path) -> str:
    """A path in words; a name that is no UTF-8 has marks in its place."""
    return os.fsencode(relative.as_posix()).decode("utf-8", errors="replace")


def _named_by_sender(relative: Path, *, by_content: bool) -> Path:
    """What the sender calls the file: without the folder that a feed's content names."""
    return Path(*relative.parts[1:]) if by_content and len(relative.parts) > 1 else relative


def in_passes(
    files: Iterable[LandedFile], most: int = FILES_AT_ONCE
) -> Iterator[tuple[LandedFile, ...]]:
    """The files in the parts that are read together: so many, or so many bytes, or one."""
    part: list[LandedFile] = []
    for file in files:
        size = sum(one.bytes for one in part) + file.bytes
        if part and (len(part) == most or size > BYTES_AT_ONCE):
            yield tuple(part)
            part = []
        part.append(file)
    if part:
        yield tuple(part)
