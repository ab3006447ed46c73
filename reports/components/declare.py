"""How a component is declared: attributes with kinds, defaults and a sentence each.

The declaration is the only place: tags are validated and the manual is written from it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Literal

from markupsafe import Markup

from reports.errors import PageError, nearest
from reports.formats import parse_format
from reports.tables import Column, Table

if TYPE_CHECKING:
    from reports.context import PageContext


class Kind(StrEnum):
    """What an attribute takes."""

    DATA = "query"
    COLUMN = "column"
    COLUMNS = "columns"
    TEXT = "text"
    NUMBER = "number"
    INTEGER = "whole number"
    FLAG = "true or false"
    FORMAT = "format"
    CHOICE = "one of"


@dataclass(frozen=True)
class Attr:
    """One attribute of a component."""

    name: str
    kind: Kind
    description: str
    required: bool = False
    default: Any = None
    choices: tuple[str, ...] = ()
    least: int | None = None
    most: int | None = None


@dataclass(frozen=True)
class Declaration:
    """One component.

    Attributes:
        name: The tag.
        description: What it shows, in a sentence or two.
        attributes: What it takes.
        draw: Draws it; None for a part, which its parent draws.
        children: none; text (Markdown and tags); or parts (only the tags that belong inside).
        inside: Tags it may stand in; empty for anywhere.
        is_inline: Whether it stands within a sentence.
        example: A tag as a page would write it.
    """

    name: str
    description: str
    attributes: tuple[Attr, ...]
    draw: "Callable[[Call], Markup] | None" = None
    children: Literal["none", "text", "parts"] = "none"
    inside: tuple[str, ...] = ()
    is_inline: bool = False
    example: str = ""

    def attribute(self, name: str) -> Attr:
        """An attribute by name.

        Raises:
            PageError: It has no such attribute.
        """
        for attribute in self.attributes:
            if attribute.name == name:
                return attribute
        known = [attribute.name for attribute in self.attributes]
        raise PageError(f"<{self.name}> has no attribute '{name}'{nearest(name, known)}")

    def missing(self, given: Mapping[str, object]) -> list[str]:
        """Names of required attributes that are not given."""
        return [a.name for a in self.attributes if a.required and a.name not in given]


@dataclass(frozen=True)
class Call:
    """One use of a component on a page, its attributes already of their kinds."""

    declaration: Declaration
    given: Mapping[str, Any]
    context: "PageContext"
    body: Markup = field(default_factory=Markup)
    parts: "tuple[Call, ...]" = field(default=())

    def value(self, name: str) -> Any:
        """The attribute as given, or its default."""
        return self.given.get(name, self.declaration.attribute(name).default)

    def text(self, name: str) -> str:
        """A text, empty when not given."""
        return str(self.value(name) or "")

    def flag(self, name: str) -> bool:
        """A switch."""
        return bool(self.value(name))

    def number(self, name: str) -> float | None:
        """A number or nothing."""
        value = self.value(name)
        return None if value is None else float(value)

    def table(self) -> Table:
        """The rows given as `data`."""
        table = self.given["data"]
        assert isinstance(table, Table)
        return table

    def column(self, name: str, table: Table | None = None) -> Column | None:
        """The column that an attribute names, or None when it is not given."""
        chosen = self.value(name)
        return (table or self.table()).column(str(chosen)) if chosen else None

    def columns(self, name: str) -> list[Column]:
        """The columns that an attribute names."""
        return [self.table().column(column) for column in self.value(name) or ()]

    def named_columns(self) -> list[str]:
        """The names in all attributes that name columns."""
        named: list[str] = []
        for attribute in self.declaration.attributes:
            given = self.given.get(attribute.name)
            if given and attribute.kind is Kind.COLUMN:
                named.append(str(given))
            elif given and attribute.kind is Kind.COLUMNS:
                named += given
        return named

    def numbers(self, column: Column) -> list[float | None]:
        """The numbers of a column that is drawn.

        Raises:
            PageError: It holds something else.
        """
        numbers, values = self.table().numbers(column.name), self.table().values(column.name)
        if any(n is None and value is not None for n, value in zip(numbers, values, strict=True)):
            raise PageError(
                f"column '{column.name}' of <{self.declaration.name}> holds no numbers, "
                "so that nothing can be drawn of it"
            )
        return numbers

    def has_attribute(self, name: str) -> bool:
        """Whether its component takes an attribute."""
        return any(attribute.name == name for attribute in self.declaration.attributes)

    def has_rows(self) -> bool:
        """Whether the query found anything."""
        return len(self.table()) > 0


def convert(attribute: Attr, value: Any, component: str) -> Any:
    """A given value as the attribute's kind.

    Raises:
        PageError: The value is not of that kind; says what would be.
    """
    place = f"attribute '{attribute.name}' of <{component}>"
    kind = attribute.kind
    if kind is Kind.DATA:
        if isinstance(value, Table):
            return value
        raise PageError(f"{place} must be a query, such as {{my_query}}")
    if kind in (Kind.NUMBER, Kind.INTEGER):
        number = _number(value, place, whole=kind is Kind.INTEGER)
        _within(attribute, number, place)
        return number
    if kind is Kind.FLAG:
        if isinstance(value, bool):
            return value
        if value in ("true", "false"):
            return value == "true"
        raise PageError(f"{place} must be true or false, not {value!r}")
    if kind is Kind.COLUMNS:
        names = value.split(",") if isinstance(value, str) else value
        if not isinstance(names, list | tuple) or not all(isinstance(n, str) for n in names):
            raise PageError(f"{place} must name columns, such as a,b")
        return tuple(name.strip() for name in names)
    return _text(attribute, value, place)


def _number(value: Any, place: str, *, whole: bool) -> float | int | None:
    if value is None:
        return None
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise PageError(f"{place} must be a number, not {value!r}") from None
    if whole and not number.is_integer():
        raise PageError(f"{place} must be a whole number, not {value!r}")
    return int(number) if whole else number


def _within(attribute: Attr, number: float | None, place: str) -> None:
    least, most = attribute.least, attribute.most
    if number is not None and least is not None and number < least:
        raise PageError(f"{place} must be {least} or more, not {number:g}")
    if number is not None and most is not None and number > most:
        raise PageError(f"{place} must be {most} or less, not {number:g}")


def _text(attribute: Attr, value: Any, place: str) -> str:
    text = "" if value is None else str(value)
    if attribute.kind is Kind.FORMAT and text:
        parse_format(text)
    if attribute.kind is Kind.CHOICE and text not in attribute.choices:
        wanted = ", ".join(attribute.choices)
        raise PageError(
            f"{place} must be one of {wanted}, not '{text}'{nearest(text, attribute.choices)}"
        )
    return text
