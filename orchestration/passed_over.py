"""Files that lie where a night looks and are not loaded, so that it can say so.

What is hidden or half-written waits for its sender. A link is followed only within the landing:
who may drop files there may not read others. Nothing is opened here.
"""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from orchestration.company import MappedFeed
from orchestration.connectors import mapped
from orchestration.loading.files import is_finished, leads_out
from orchestration.loading.outcome import Note
from orchestration.settings import Settings

HIDDEN = "passed over, hidden or half-written"
LINKED = "passed over, a linked folder or a link that leads out of the landing"


def passed_over(settings: Settings, table: str, feed: MappedFeed | None) -> tuple[Note, ...]:
    """What is passed over of one table or feed: one item per kind, of those that there are."""
    return _by_kind(_found(settings, table, feed), settings)


def all_passed_over(settings: Settings) -> tuple[Note, ...]:
    """The same of everything that lies in the landing, and of every feed."""
    feeds = {f"{feed.name}/{feed.entity}": feed for feed in settings.mapped}
    folders = (path.relative_to(settings.landing) for path in settings.landing.glob("*/*"))
    tables = sorted({*map(Path.as_posix, folders), *feeds})
    found = (each for name in tables for each in _found(settings, name, feeds.get(name)))
    return _by_kind(found, settings)


def _found(settings: Settings, table: str, feed: MappedFeed | None) -> Iterator[tuple[str, Path]]:
    yield from _in_landing(settings.landing / table, settings)
    if feed:
        yield from _of_feed(feed, settings)


def _by_kind(found: Iterable[tuple[str, Path]], settings: Settings) -> tuple[Note, ...]:
    files: dict[str, list[str]] = {HIDDEN: [], LINKED: []}
    for kind, path in found:
        files[kind].append(_name(path, settings))
    return Note.of_each(files)


def _in_landing(folder: Path, settings: Settings) -> Iterator[tuple[str, Path]]:
    if not folder.is_dir():
        return
    if leads_out(folder, settings.landing):
        yield LINKED, folder
        return
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() and (path.is_dir() or leads_out(path, settings.landing)):
            yield LINKED, path
        elif _is_waiting(path, path.relative_to(folder)):
            yield HIDDEN, path


def _of_feed(feed: MappedFeed, settings: Settings) -> Iterator[tuple[str, Path]]:
    for path in mapped.matching(feed, settings.company, settings.home):
        if _is_waiting(path, Path(path.name)):
            yield HIDDEN, path
    for path in mapped.links_passed_over(feed, settings.company, settings.home):
        yield LINKED, path


def _is_waiting(path: Path, named: Path) -> bool:
    """A hidden name without an ending, such as .gitkeep, is no data of anybody's."""
    return bool(path.suffix) and not is_finished(named) and path.is_file()


def _name(path: Path, settings: Settings) -> str:
    below = settings.home if path.is_relative_to(settings.home) else settings.company
    return os.fsencode(os.path.relpath(path, below)).decode("utf-8", errors="replace")
