"""One page per row: `segments/[segment].md` and the query that its front matter names as `each`.

The row's column `segment` is the last part of the address, `{name}` in the front matter's texts is
the row's column `name`, and every column reaches the page's queries as a bound `$parameter`.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from reports.errors import PageError, Problem, RowsError, nearest
from reports.language.source import FrontMatter, Page
from reports.tables import Row, Table
from reports.warehouse import Value

_PLACE = re.compile(r"\[(\w+)\]")
_COLUMN = re.compile(r"\{(\w+)\}")
_ADDRESS = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True)
class RowPage:
    """One page of a template.

    Attributes:
        page: The page with its own address and texts.
        table: The one row it is made for, under the name of the query.
        values: The row's columns, for the page's queries.
    """

    page: Page
    table: Table
    values: Mapping[str, Value]


def pages_for_rows(
    page: Page, table: Table | None
) -> tuple[list[RowPage], list[Problem], list[Problem]]:
    """The pages of a template, what is wrong with it, and the rows that have no page."""
    if table is None:
        hint = nearest(page.front.each, [query.name for query in page.queries])
        message = f"each: there is no query '{page.front.each}' on this page{hint}"
        return [], [Problem(page.path, page.line_of("each"), message)], []
    pages: list[RowPage] = []
    without: list[str] = []
    try:
        place = _column_of(page, table)
        for row in table:
            try:
                pages.append(_page_for(page, table, row, place))
            except RowsError as error:
                without.append(error.message)
    except PageError as error:
        return [], [Problem(page.path, page.line_of("each"), f"each: {error.message}")], []
    counts = Counter(one.page.address for one in pages)
    without += [
        f"{count} rows are the page /{address}" for address, count in counts.items() if count > 1
    ]
    warnings = [Problem(page.path, page.line_of("each"), f"each: {message}") for message in without]
    return [one for one in pages if counts[one.page.address] == 1], [], warnings


def _column_of(page: Page, table: Table) -> str:
    """The column that makes the addresses.

    Raises:
        PageError: There is none.
    """
    place = _PLACE.search(page.address)
    if place is None:
        raise PageError("the file's name holds no [column], such as segments/[segment].md")
    return table.column(place[1]).name


def _page_for(page: Page, table: Table, row: Row, column: str) -> RowPage:
    slug = str(row[column])
    if not _ADDRESS.fullmatch(slug):
        raise RowsError(
            f"'{slug}' of column '{column}' is no address; "
            "make one of lower-case letters, digits and hyphens in the query"
        )
    values = {column.name: value for column, value in zip(table.columns, row, strict=True)}
    own = replace(page, address=_PLACE.sub(slug, page.address), front=_filled(page.front, row))
    return RowPage(own, replace(table, records=(tuple(row),)), values)


def _filled(front: FrontMatter, row: Row) -> FrontMatter:
    """The texts of the front matter with the row's values in them."""

    def filled(text: str) -> str:
        return _COLUMN.sub(lambda match: str(row[match[1]]), text)

    return replace(
        front,
        title=filled(front.title),
        question=filled(front.question),
        description=filled(front.description),
    )
