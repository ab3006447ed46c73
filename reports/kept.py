"""Answers kept in a folder: what is slow to work out and the same until its ground changes.

Nothing depends on it: the folder may be emptied at any time, and where it cannot be written
nothing is kept.
"""

import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from shutil import rmtree

# What people once asked stays until a definition changes: beyond so many, all are asked anew.
ANSWERS_AT_MOST = 2_000
# What is published stands on one ground, what is being built may stand on another.
GROUNDS_AT_MOST = 2


@dataclass(frozen=True)
class Kept:
    """The answers on one ground, a file each.

    Args:
        folder: Where the folders of all grounds lie.
        ground: What every answer depends on, as a hash.
    """

    folder: Path
    ground: str

    def once(self, question: str, answer: Callable[[], str]) -> str:
        """What was answered before, or what is answered now."""
        text = self.find(question)
        if text is None:
            text = answer()
            self.keep(question, text)
        return text

    def find(self, question: str) -> str | None:
        """What was answered before; None if nothing was."""
        with suppress(OSError, UnicodeDecodeError):
            return self._path(question).read_text(encoding="utf-8")
        return None

    def keep(self, question: str, text: str) -> None:
        """Keep an answer, where that can be."""
        path = self._path(question)
        with suppress(OSError):
            self._make_room(path.parent)
            _write(path, text)

    @property
    def has_answers(self) -> bool:
        """Whether anything was kept on this ground."""
        return (self.folder / self.ground).is_dir()

    def _path(self, question: str) -> Path:
        return self.folder / self.ground / sha256(question.encode()).hexdigest()

    def _make_room(self, ground: Path) -> None:
        if ground.exists() and sum(1 for _ in ground.iterdir()) >= ANSWERS_AT_MOST:
            rmtree(ground, ignore_errors=True)
        if ground.exists():
            return
        ground.mkdir(parents=True, exist_ok=True)
        newest_first = sorted(
            self.folder.iterdir(), key=lambda one: one.stat().st_mtime, reverse=True
        )
        for old in newest_first[GROUNDS_AT_MOST:]:
            rmtree(old, ignore_errors=True)


def _write(path: Path, text: str) -> None:
    """Whole or not at all: others may be reading."""
    handle, written = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    Path(written).replace(path)
