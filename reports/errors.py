"""What can be wrong with a site, told so that its author can mend it: page, line, cure."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True, order=True)
class Problem:
    """One mistake and where it is.

    Attributes:
        page: Path of the page (or query file) relative to the reports folder.
        line: Line in that file, counted from 1; 0 when it belongs to the whole file.
        message: What is wrong and how to mend it.
    """

    page: str
    line: int
    message: str

    def __str__(self) -> str:
        place = f"{self.page}:{self.line}" if self.line else self.page
        return f"{place}: {self.message}"


class SiteError(Exception):
    """No site was written; carries every problem that was found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        count = len(self.problems)
        head = f"no site was written: {count} problem{'s' if count != 1 else ''}"
        super().__init__("\n".join([head, *(f"  {problem}" for problem in self.problems)]))


class PageError(Exception):
    """A mistake met while one page is read or rendered; the page's line may be unknown yet."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


class RowsError(PageError):
    """What last night's rows hold cannot be shown as the page wants it; no mistake of its author.

    Only what would have shown them is left out: a sentence stands in its place, and it is counted.
    """

    def __init__(self, message: str, cure: str = "") -> None:
        super().__init__(message)
        self.cure = cure


class NoRowError(RowsError):
    """A row is asked of a query that found none: the page has no data."""


def nearest(name: str, known: Iterable[str]) -> str:
    """A hint such as ` (did you mean 'nps'?)`, the known names if they are few, or nothing."""
    names = sorted(set(known))
    near = get_close_matches(name, names, n=1, cutoff=0.6)
    if not near:
        lower = {other.lower(): other for other in names}
        near = [lower[name.lower()]] if name.lower() in lower else []
    if near:
        return f" (did you mean '{near[0]}'?)"
    return f" (there are: {', '.join(names)})" if 0 < len(names) <= 12 else ""
