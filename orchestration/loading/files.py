"""The files of one table in the landing: which there are, and which bytes they hold.

Nothing is opened here but to hash it.
"""

import hashlib
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from orchestration.loading.outcome import LoadRecord, RefusedFileError, name_in_lake
from quality.contract import TableContract

_PATTERN = frozenset("*?[]")
_UNFINISHED = (".part", ".tmp", ".crdownload", ".filepart")


@dataclass(frozen=True)
class LandedFile:
    """One finished file in the landing.

    Attributes:
        origin: What its sender calls it.
        edition: Which content under that name it is, counted from 1.
        was_loaded: Whether its rows are in the lake, or were before its map changed.
    """

    path: Path
    relative: str
    origin: str
    hash: str
    bytes: int
    modified_ns: int
    edition: int = 1
    was_loaded: bool = False

    @property
    def short(self) -> str:
        """The part of the hash that names the file's Parquet in the lake."""
        return self.hash[:12]

    @property
    def in_lake(self) -> str:
        """The name that its rows bear."""
        return name_in_lake(self.relative, self.edition)


def find_files(folder: Path, home: Path, known: Iterable[LoadRecord]) -> tuple[LandedFile, ...]:
    """All finished files below a folder; bytes already recorded are not hashed again."""
    if not folder.is_dir():
        return ()
    known = tuple(known)
    seen = {(r.file, r.bytes, r.modified_ns): r.hash for r in known}
    found = tuple(
        _landed(path, folder, home, seen)
        for path in sorted(folder.rglob("*"))
        if is_finished(path.relative_to(folder)) and path.is_file()
    )
    loaded = {(r.origin, r.hash): r.edition for r in known if r.status == "loaded"}
    newest: dict[str, int] = {}
    for record in known:
        if record.status in ("loaded", "replaced"):
            newest[record.origin] = max(newest.get(record.origin, 0), record.edition)
    return tuple(
        replace(
            file,
            edition=loaded.get((file.origin, file.hash), newest.get(file.origin, 0) + 1),
            was_loaded=(file.origin, file.hash) in loaded,
        )
        for file in found
    )


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
    path: Path, folder: Path, home: Path, seen: dict[tuple[str, int, int], str]
) -> LandedFile:
    stat = path.stat()
    relative = _told(path.relative_to(home))
    known = seen.get((relative, stat.st_size, stat.st_mtime_ns))
    digest = known or hash_of(path)
    return LandedFile(
        path=path,
        relative=relative,
        origin=_origin(Path(_told(path.relative_to(folder))), digest),
        hash=digest,
        bytes=stat.st_size,
        modified_ns=stat.st_mtime_ns,
    )


def _told(relative: Path) -> str:
    """A path in words; a name that is no UTF-8 has marks in its place."""
    return os.fsencode(relative.as_posix()).decode("utf-8", errors="replace")


def _origin(relative: Path, digest: str) -> str:
    """What the sender calls the file: without the folder that a feed's content names."""
    parts = relative.parts
    return "/".join(parts[1:] if digest.startswith(parts[0]) and len(parts) > 1 else parts)
