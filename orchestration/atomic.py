"""Files that are there whole or not at all, also after a power cut; folders of one owner."""

import os
from collections.abc import Callable
from pathlib import Path


def write_atomically(
    path: Path, write: Callable[[Path], None], *, mode: int | None = 0o644
) -> None:
    """Let `write` fill a temporary file, then give it its name: there is never half a file.

    Without a mode, who may read it is for the umask to say.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.tmp")
    temporary.unlink(missing_ok=True)
    write(temporary)
    if mode is not None:
        temporary.chmod(mode)
    sync(temporary)
    temporary.replace(path)
    sync(path.parent)


def sync(path: Path) -> None:
    """Wait until a file's bytes, or a folder's names, are on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_text(path: Path, text: str, *, mode: int = 0o600) -> None:
    """Write a text file whole or not at all; only its owner reads it unless told otherwise."""

    def fill(target: Path) -> None:
        target.write_text(text, encoding="utf-8")

    write_atomically(path, fill, mode=mode)


def private_folder(folder: Path, *, levels: int) -> None:
    """Make a folder that only its owner can enter, and so many above it; mend what is open."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in (folder, *folder.parents)[:levels]:
        if path.stat().st_mode & 0o077:
            path.chmod(0o700)
