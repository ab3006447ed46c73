"""Writes files, and puts a finished folder in the place of another, whole or not at all."""

import ctypes
import os
import shutil
from pathlib import Path

MANIFEST = "site.json"
_AT_FDCWD, _RENAME_EXCHANGE = -100, 2


def write_file(file: Path, text: str) -> None:
    """A text as a file, its folder made if need be; line ends stay as they are."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8", newline="")


def fresh_folder(out: Path) -> Path:
    """An empty folder beside `out`; what a killed run left is removed, a lost site restored."""
    new, old = out.with_name(f".{out.name}.new"), out.with_name(f".{out.name}.old")
    if old.exists() and not out.exists():
        old.rename(out)
    for left in (new, old):
        shutil.rmtree(left, ignore_errors=True)
    new.mkdir(parents=True)
    return new


def swap_in(new: Path, out: Path) -> None:
    """`new` becomes `out`; readers see the old site or the new one, never a part."""
    old = out.with_name(f".{out.name}.old")
    if not out.exists():
        new.rename(out)
    elif _exchange(new, out):
        shutil.rmtree(new)
    else:
        out.rename(old)
        new.rename(out)
        shutil.rmtree(old)


def _exchange(one: Path, other: Path) -> bool:
    """Swap two folders in one step where the system can (Linux); False where it cannot."""
    rename = (
        getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
        if os.name == "posix"
        else None
    )
    if rename is None:
        return False
    done = rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE)
    return bool(done == 0)
