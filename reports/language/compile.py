"""Turns a page's body into one Jinja template.

Markdown is rendered first, with every tag and expression held out of it by a placeholder, and
data is inserted afterwards by an escaping template: no value can ever become markup.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from markdown_it import MarkdownIt

from reports.components.declare import Declaration, Kind
from reports.components.links import safe_address
from reports.errors import PageError, Problem, nearest
from reports.language.expressions import shown, translate
from reports.language.tokens import Attribute, Scanner, Token

# Characters of the private use area; a page that contains them loses them.
_OPENED, _CLOSED, _STANDS_ALONE = "\ue000", "\ue001", "\ue002"
_BLOCK = re.compile(rf"<p>((?:{_STANDS_ALONE}\d+{_CLOSED}\s*)+)</p>\n?")
_HELD = re.compile(rf"[{_OPENED}{_STANDS_ALONE}](\d+){_CLOSED}|%EE%80%80(\d+)%EE%80%81")
_ROW = re.compile(r"^[ \t]*\|", re.MULTILINE)
_HEAD = re.compile(r"^[ \t]*\|?[ \t]*:?-{2,}", re.MULTILINE)
# The first line with a word on it, or the rest of a line before a tag or an expression.
_FIRST = re.compile(r"\n([ \t]*)(?=[^\s]|\Z)")
# Sentences about the data, which say nothing where a value in them is not known.
_FINDINGS = ("title", "description")
_INSERT = re.compile(r"\{([^{}]*)\}")


def markdown() -> MarkdownIt:
    """The Markdown dialect: CommonMark with tables, no HTML, no code by indentation."""
    reader = MarkdownIt("commonmark", {"html": False, "xhtmlOut": True})
    return reader.enable(["table", "strikethrough"]).disable(["code", "html_block", "html_inline"])


@dataclass
class _Open:
    """A construct that waits for its end."""

    kind: str
    name: str
    line: int
    indent: int | None = None


@dataclass
class Compiler:
    """Compiles one page; `problems` collects what is wrong, the template what is right."""

    path: str
    components: Mapping[str, Declaration]
    problems: list[Problem] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    held: list[str] = field(default_factory=list)
    stack: list[_Open] = field(default_factory=list)

    def compile(self, body: str) -> str:
        """The template of a body."""
        scanner = Scanner(re.sub("[\ue000-\ue002]", "", body), self.path)
        for token in scanner.tokens():
            try:
                self._token(token)
            except PageError as error:
                self._problem(error.line or token.line, error.message)
        self.problems += scanner.problems
        for left in self.stack:
            name = f"<{left.name}>" if left.kind == "tag" else f"{{#{left.kind}}}"
            self._problem(left.line, f"{name} is never closed")
        html = _BLOCK.sub(lambda match: match[1], markdown().render("".join(self.pieces)))
        html = html.replace("{", '{{ "{" }}')
        return _lists_repeat(_HELD.sub(self._release, html))

    def _problem(self, line: int, message: str) -> None:
        self.problems.append(Problem(self.path, line, message))

    def _release(self, match: re.Match[str]) -> str:
        if match[1]:
            return self.held[int(match[1])]
        return re.sub(r"\}\}$", "| urlencode }}", self.held[int(match[2])])

    def _hold(self, code: str, *, line: int, block: bool, mark: bool = True) -> None:
        self.held.append(f"{{{{ at({line}) }}}}{code}" if mark else code)
        held = f"{len(self.held) - 1}{_CLOSED}"
        self.pieces.append(f"\n\n{_STANDS_ALONE}{held}\n\n" if block else f"{_OPENED}{held}")

    def _token(self, token: Token) -> None:
        if token.kind == "text":
            self._check_text(token)
            self.pieces.append(_dedent(token.text, self.stack[-1]) if self.stack else token.text)
        elif token.kind in ("expression", "jinja_expression"):
            code = token.text if token.kind == "jinja_expression" else shown(token.text)
            self._hold(f"{{{{ {code} }}}}", line=token.line, block=False)
        elif token.kind == "jinja_statement":
            first = token.text.split(None, 1)[0] if token.text else ""
            mark = first not in ("else", "elif")
            self._hold(f"{{% {token.text} %}}", line=token.line, block=token.alone, mark=mark)
        elif token.kind in ("open", "leaf"):
            self._tag(token)
        elif token.kind == "close":
            self._close(token)
        else:
            self._control(token)

    def _check_text(self, token: Token) -> None:
        """Words where no words may stand would be lost, and rows without a head no table."""
        if not token.text.strip():
            return
        around = [left.name for left in self.stack if left.kind == "tag"]
        holder = self.components.get(around[-1]) if around else None
        if holder and holder.children == "parts":
            words = " ".join(token.text.split())[:40]
            raise PageError(f"<{holder.name}> holds its parts and no text such as '{words}'")
        is_repeated = any(left.kind == "each" for left in self.stack)
        if is_repeated and _ROW.search(token.text) and not _HEAD.search(token.text):
            raise PageError("rows of a table cannot be repeated by {#each}; use <DataTable>")

    def _control(self, token: Token) -> None:
        kind, line, alone = token.kind, token.line, token.alone
        # Within a line, what is chosen or repeated stands where the line stands.
        indent = self.stack[-1].indent if self.stack and not alone else None
        if kind == "if":
            self.stack.append(_Open("if", "", line, indent))
            self._hold(f"{{% if {translate(token.text)} %}}", line=line, block=alone)
        elif kind == "each":
            self.stack.append(_Open("each", "", line, indent))
            self._hold(_for(token.text), line=line, block=alone)
        elif kind == "elif":
            self._expect("if", "{:else if}", pop=False)
            self._hold(f"{{% elif {translate(token.text)} %}}", line=line, block=alone, mark=False)
        elif kind == "else":
            if not self.stack or self.stack[-1].kind == "tag":
                raise PageError("{:else} stands outside {#if} and {#each}")
            self._hold("{% else %}", line=line, block=alone, mark=False)
        else:
            wanted = "if" if kind == "endif" else "each"
            self._expect(wanted, f"{{/{wanted}}}", pop=True)
            self._hold(
                "{% endif %}" if wanted == "if" else "{% endfor %}",
                line=line,
                block=alone,
                mark=False,
            )

    def _expect(self, kind: str, said: str, *, pop: bool) -> None:
        if not self.stack or self.stack[-1].kind != kind:
            place = (
                f"; <{self.stack[-1].name}> is still open"
                if self.stack and self.stack[-1].name
                else ""
            )
            raise PageError(f"{said} without its {{#{kind}}}{place}")
        if pop:
            self.stack.pop()

    def _tag(self, token: Token) -> None:
        declaration = self.components.get(token.text)
        if not declaration:
            if token.kind == "open":
                self.stack.append(_Open("tag", token.text, token.line))
            raise PageError(
                f"there is no component <{token.text}>{nearest(token.text, self.components)}"
            )
        if token.kind == "open":
            self.stack.append(_Open("tag", token.text, token.line))
            if declaration.children == "none":
                self._problem(token.line, f"<{token.text}> holds nothing; write <{token.text} … />")
        self._placed(declaration, token.kind)
        code = self._call(declaration, token)
        block = token.alone and not declaration.is_inline
        if token.kind == "open":
            self._hold(f"{{% call {code} %}}", line=token.line, block=block)
        else:
            self._hold(f"{{{{ {code} }}}}", line=token.line, block=block)

    def _placed(self, declaration: Declaration, kind: str) -> None:
        around = [left.name for left in self.stack if left.kind == "tag"]
        if kind == "open":
            around = around[:-1]
        if declaration.inside and (not around or around[-1] not in declaration.inside):
            homes = " or ".join(f"<{home}>" for home in declaration.inside)
            raise PageError(f"<{declaration.name}> belongs inside {homes}")
        parent = self.components.get(around[-1]) if around else None
        if parent and parent.children == "parts" and parent.name not in declaration.inside:
            raise PageError(f"<{declaration.name}> cannot stand inside <{parent.name}>")

    def _call(self, declaration: Declaration, token: Token) -> str:
        given: dict[str, str] = {}
        has_data = any(one.kind is Kind.DATA for one in declaration.attributes)
        for attribute in token.attributes:
            try:
                declared = declaration.attribute(attribute.name)
                if attribute.name in given:
                    raise PageError(f"attribute '{attribute.name}' is given twice")
                given[attribute.name] = _argument(
                    attribute,
                    is_query=declared.kind is Kind.DATA,
                    gives_way=attribute.name in _FINDINGS and not declared.required and has_data,
                )
                _check_address(attribute)
            except PageError as error:
                self._problem(attribute.line, error.message)
        names = {attribute.name for attribute in token.attributes}
        for missing in declaration.missing(dict.fromkeys(names)):
            self._problem(token.line, f"<{declaration.name}> needs the attribute '{missing}'")
        arguments = "".join(f", {name}={code}" for name, code in given.items())
        return f'component("{declaration.name}"{arguments})'

    def _close(self, token: Token) -> None:
        if not self.stack or self.stack[-1].kind != "tag" or self.stack[-1].name != token.text:
            inner = self.stack[-1] if self.stack else None
            said = (
                f"; {inner.name or inner.kind} of line {inner.line} is still open" if inner else ""
            )
            raise PageError(f"</{token.text}> closes nothing{said}")
        self.stack.pop()
        declaration = self.components.get(token.text)
        if declaration:
            block = token.alone and not declaration.is_inline
            self._hold("{% endcall %}", line=token.line, block=block, mark=False)


def _check_address(attribute: Attribute) -> None:
    """An address that an author wrote; one from data that leads nowhere is shown as words."""
    is_written = not attribute.is_expression and "{" not in attribute.text
    if attribute.name in ("url", "link") and is_written and not safe_address(attribute.text):
        raise PageError(
            f"{attribute.name}={attribute.text} leads nowhere;"
            " a page is written such as /loyalty/, another site https://…"
        )


def _for(text: str) -> str:
    names, query = text.split("=", 1)
    row, _, index = names.partition(",")
    counted = f"{{% set {index} = loop.index0 %}}" if index else ""
    return f"{{% for {row} in {translate(query)} %}}{counted}"


def _argument(attribute: Attribute, *, is_query: bool, gives_way: bool) -> str:
    """What an attribute is, as an expression; a sentence gives way if a value in it is unknown."""
    if attribute.is_expression or is_query:
        return translate(attribute.text)
    parts: list[str] = []
    values: list[str] = []
    place = 0
    for match in _INSERT.finditer(attribute.text):
        value = shown(match[1])
        parts += [_quoted(attribute.text[place : match.start()])]
        parts += [f'({value} if ({value}) is not none else "–")']
        values += [f'({value}) not in (none, "–")']
        place = match.end()
    parts.append(_quoted(attribute.text[place:]))
    text = " ~ ".join(part for part in parts if part != '""') or '""'
    return f'({text} if {" and ".join(values)} else "")' if values and gives_way else text


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
    return f'"{escaped}"'


def _dedent(text: str, inside: _Open) -> str:
    """Text inside a tag, without the indentation that only shows that it is inside.

    Its first line tells how much that is; what stands further in is a list or a code of its own.
    """
    if inside.indent is None and (first := _FIRST.search(text)):
        inside.indent = len(first[1])
    return re.sub(r"\n([ \t]+)", lambda blank: "\n" + blank[1][inside.indent or 0 :], text)


def _lists_repeat(html: str) -> str:
    """A list item repeated by {#each} belongs to one list, not to one list per row."""
    for tag in ("ul", "ol"):
        html = re.sub(
            rf"(\{{% for [^%]*%\}})\s*<{tag}>(.*?)</{tag}>\s*(\{{% endfor %\}})",
            rf"<{tag}>\1\2\3</{tag}>",
            html,
            flags=re.DOTALL,
        )
    return html
