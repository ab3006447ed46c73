"""Cuts a page's body into text, expressions, control flow and component tags.

Code spans and fenced code stay text. Nothing is looked up here; only the shape is judged.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from reports.errors import PageError, Problem

_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})", re.MULTILINE)
_BLANK = re.compile(r"\n[ \t]*\n")
_IDENTIFIER = re.compile(r"[A-Za-z_][\w]*")
_BARE = re.compile(r"""(?:[^\s"'`=<>{}/]|/(?!>))+""")
_HTML = re.compile(r"</?[a-z][a-z0-9-]*[\s/>]", re.IGNORECASE)


@dataclass(frozen=True)
class Attribute:
    """One attribute of a tag: text, with `{…}` in it, or one whole `{expression}`."""

    name: str
    text: str
    is_expression: bool = False
    line: int = 0


@dataclass(frozen=True)
class Token:
    """One piece of a page.

    Attributes:
        kind: text, expression, jinja_expression, jinja_statement, if, elif, else, endif, each,
            endeach, open, close or leaf (tags).
        text: The text, the expression, or the tag's name.
        line: Line in the page's file.
        attributes: Of a tag.
        alone: Whether nothing but blanks stands beside it on its lines.
    """

    kind: str
    text: str
    line: int
    attributes: tuple[Attribute, ...] = ()
    alone: bool = False


class Scanner:
    """Walks over one body; `problems` holds what was not understood."""

    def __init__(self, body: str, path: str) -> None:
        self.body = body
        self.path = path
        self.place = 0
        self.problems: list[Problem] = []

    def line(self, place: int | None = None) -> int:
        """The line of a place in the body."""
        return self.body.count("\n", 0, self.place if place is None else place) + 1

    def tokens(self) -> list[Token]:
        """All tokens, in order."""
        found: list[Token] = []
        start = 0
        while self.place < len(self.body):
            begin = self.place
            try:
                token = self._next()
            except PageError as error:
                self.problems.append(
                    Problem(self.path, error.line or self.line(begin), error.message)
                )
                token = Token("comment", "", 0)
                self.place = max(self.place, begin + 1)
            if token is None:
                continue
            found += self._text(start, begin)
            if token.kind != "comment":
                found.append(self._with_place(token, begin))
            start = self.place
        found += self._text(start, len(self.body))
        return found

    def _text(self, start: int, end: int) -> Iterator[Token]:
        if end > start:
            yield Token("text", self.body[start:end], self.line(start))

    def _with_place(self, token: Token, begin: int) -> Token:
        before = self.body[self.body.rfind("\n", 0, begin) + 1 : begin]
        stop = self.body.find("\n", self.place)
        after = self.body[self.place : stop if stop >= 0 else len(self.body)]
        alone = not _tagless(before) and not _tagless(after)
        return Token(token.kind, token.text, self.line(begin), token.attributes, alone)

    def _next(self) -> Token | None:
        """The construct at this place, or None after stepping over plain text."""
        body, place = self.body, self.place
        mark = body[place]
        if mark == "\\":
            self.place += 2
        elif mark == "`" or (mark == "~" and _FENCE.match(body, place)):
            self._skip_code()
        elif body.startswith("<!--", place):
            self._until("-->", "a comment <!-- is never closed")
            return Token("comment", "", 0)
        elif mark == "{":
            return self._brace()
        elif mark == "<":
            return self._tag()
        else:
            self.place += 1
        return None

    def _skip_code(self) -> None:
        run = re.compile(r"`+|~+").match(self.body, self.place)
        assert run is not None
        ticks = run.group()
        closing = re.compile(rf"(?<!{ticks[0]}){re.escape(ticks)}(?!{ticks[0]})")
        before = self.body[self.body.rfind("\n", 0, self.place) + 1 : self.place]
        # A code span ends within its paragraph, a fence anywhere; a lone tick is a tick.
        is_fence = len(ticks) > 2 and not before.strip()
        paragraph = None if is_fence else _BLANK.search(self.body, run.end())
        last = paragraph.start() if paragraph else len(self.body)
        end = closing.search(self.body, run.end(), last)
        self.place = end.end() if end else run.end()

    def _until(self, closing: str, message: str) -> str:
        end = self.body.find(closing, self.place)
        if end < 0:
            raise PageError(message)
        text = self.body[self.place : end]
        self.place = end + len(closing)
        return text

    def _brace(self) -> Token:
        body, place = self.body, self.place
        if body.startswith("{{", place):
            return Token("jinja_expression", self._until("}}", "{{ is never closed")[2:].strip(), 0)
        if body.startswith("{%", place):
            text = self._until("%}", "{% is never closed")[2:]
            return Token("jinja_statement", text.strip("-+ \n"), 0)
        if body.startswith("{#", place) and not re.match(
            r"\{#(if|each)\b", body[place : place + 7]
        ):
            self._until("#}", "a comment {# is never closed; control flow is {#if …} or {#each …}")
            return Token("comment", "", 0)
        return control_flow(self._braced())

    def _braced(self) -> str:
        """The text between this brace and its own closing one; strings may hold braces."""
        depth, quote, start = 0, "", self.place
        for place in range(start, len(self.body)):
            mark = self.body[place]
            if quote:
                quote = "" if mark == quote and self.body[place - 1] != "\\" else quote
            elif mark in "\"'":
                quote = mark
            elif mark in "{}":
                depth += 1 if mark == "{" else -1
                if depth == 0:
                    self.place = place + 1
                    return self.body[start + 1 : place].strip()
        raise PageError("{ is never closed; write \\{ for a brace in the text")

    def _tag(self) -> Token | None:
        body, start = self.body, self.place
        following = body[start + 1 : start + 2]
        if body.startswith("</", start) and body[start + 2 : start + 3].isupper():
            name = self._until(">", "a closing tag is never closed")[2:].strip()
            return Token("close", name, 0)
        if following.isupper():
            return self._opening_tag()
        self.place += 1
        if _HTML.match(body, start):
            tag = body[start : body.find(">", start) + 1] or body[start : start + 12]
            raise PageError(
                f"HTML such as {tag} is not part of the language; use a component, "
                "or \\< for the sign"
            )
        return None

    def _opening_tag(self) -> Token:
        name = _IDENTIFIER.match(self.body, self.place + 1)
        assert name is not None
        self.place = name.end()
        attributes: list[Attribute] = []
        while True:
            while self.body[self.place : self.place + 1].isspace():
                self.place += 1
            if self.body.startswith("/>", self.place):
                self.place += 2
                return Token("leaf", name.group(), 0, tuple(attributes))
            if self.body.startswith(">", self.place):
                self.place += 1
                return Token("open", name.group(), 0, tuple(attributes))
            attributes.append(self._attribute(name.group()))

    def _attribute(self, tag: str) -> Attribute:
        name = _IDENTIFIER.match(self.body, self.place)
        line = self.line()
        if not name:
            raise PageError(f"the tag <{tag} is never closed, or an attribute has no name", line)
        self.place = name.end()
        if not self.body.startswith("=", self.place):
            return Attribute(name.group(), "true", is_expression=True, line=line)
        self.place += 1
        mark = self.body[self.place : self.place + 1]
        if mark == "{":
            return Attribute(name.group(), self._braced(), is_expression=True, line=line)
        if mark and mark in "\"'":
            self.place += 1
            text = self._until(mark, f"the value of {name.group()} is never closed by {mark}")
            return Attribute(name.group(), text, line=line)
        bare = _BARE.match(self.body, self.place)
        if not bare:
            raise PageError(f"attribute '{name.group()}' of <{tag}> has no value", line)
        self.place = bare.end()
        return Attribute(name.group(), bare.group(), line=line)


def _tagless(text: str) -> str:
    """What of a line's rest is neither blank nor another whole tag or control mark."""
    return re.sub(r"<[^>]*>|\{[#:/%][^}]*\}", "", text).strip()


def control_flow(text: str) -> Token:
    """What stands in single braces: control flow or an expression."""
    if match := re.fullmatch(r"#if\s+(.+)", text, re.DOTALL):
        return Token("if", match[1], 0)
    if match := re.fullmatch(r":else\s*if\s+(.+)", text, re.DOTALL):
        return Token("elif", match[1], 0)
    if match := re.fullmatch(r"#each\s+(.+?)\s+as\s+(\w+)(?:\s*,\s*(\w+))?", text, re.DOTALL):
        names = f"{match[2]},{match[3]}" if match[3] else match[2]
        return Token("each", f"{names}={match[1]}", 0)
    if text in (":else", "/if", "/each"):
        return Token({":else": "else", "/if": "endif", "/each": "endeach"}[text], "", 0)
    if text[:1] in "#:/@":
        raise PageError(
            f"{{{text}}} is not understood; there are "
            "{#if c}, {:else if c}, {:else}, {/if}, {#each query as row} and {/each}"
        )
    return Token("expression", text, 0)
