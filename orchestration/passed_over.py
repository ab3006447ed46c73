"""Files that lie where a night looks and are not loaded, so that it can say so.

What is hidden or half-written waits for its sender. A link is followed only within the landing:
who may drop files there may not read others. Nothing is opened here.
"""

import os
from collections.abc import Iterator
from pathlib import Path

from orchestration.company import MappedFeed
from orchestration.connectors import mapped
from orchestration.loading.files import is_finished, leads_out
from orchestration.loading.outcome import FilesTold
from orchestration.settings import Settings

HIDDEN = "passed over, hidden or half-written"
LINKED = "passed over, a linked folder or a link that leads out of the landing"


def passed_over(settings: Settings, table: str, feed: MappedFeed | None) -> tuple[FilesTold, ...]:
    """What is passed over of one table or feed: one item per kind, of those that there are."""
    folder = settings.landing / table
    found = [*_in_landing(folder, settings), *(_of_feed(feed, settings) if feed else ())]
    by_kind = {
        kind: tuple(_name(path, settings) for of, path in found if of == kind)
        for kind in (HIDDEN, LINKED)
    }
    return tuple(FilesTold(kind, files) for kind, files in by_kind.items() if files)


def all_passed_over(settings: Settings) -> tuple[FilesTold, ...]:
    """The same of everything that lies in the landing, and of every feed."""
    feeds = {f"{feed.name}/{feed.entity}": feed for feed in settings.mapped}
    folders = (path.relative_to(settings.landing) for path in settings.landing.glob("*/*"))
    tables = sorted({*map(Path.as_posix, folders), *feeds})
    notes = [each for name in tables for each in passed_over(settings, name, feeds.get(name))]
    by_kind = {
        kind: tuple(file for each in notes if each.kind == kind for file in each.files)
        for kind in (HIDDEN, LINKED)
    }
    return tuple(FilesTold(kind, files) for kind, files in by_kind.items() if files)


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
