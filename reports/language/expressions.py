"""Expressions of the page language as Jinja's: `a === b && !c ? x : y`, `q[0].column`."""

import re

from reports.errors import PageError

_TOKEN = re.compile(
    r"""(?P<space>\s+)
    |(?P<string>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')
    |(?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)
    |(?P<name>[A-Za-z_]\w*)
    |(?P<operator>===|!==|==|!=|<=|>=|&&|\|\||\?\?|\?\.|\*\*|//|[-+*/%<>!?:.,()\[\]{}~|])
    """,
    re.VERBOSE,
)
_SAME = {"===": "==", "!==": "!=", "&&": "and", "||": "or", "?.": "."}
_NAMES = {"null": "none", "undefined": "none"}
_FIELD = re.compile(r"^(?P<base>[A-Za-z_]\w*(?:\[\s*-?\d+\s*\])?)\.(?P<column>[A-Za-z_]\w*)$")
_OPEN = {"(": ")", "[": "]", "{": "}"}


def translate(text: str) -> str:
    """The Jinja expression that means the same.

    Raises:
        PageError: A character that no expression has, or brackets that do not match.
    """
    if not text.strip():
        raise PageError("an empty expression {}; write \\{ for a brace in the text")
    return " ".join(_ternary(_tokens(text))).replace(" . ", ".").replace(" [", "[")


def shown(text: str) -> str:
    """The Jinja expression whose value is written on the page, in its column's own format."""
    field = _FIELD.match(text.strip())
    if field and field["column"] != "length" and field["base"] != "loop":
        return f"show({field['base']}, '{field['column']}')"
    return translate(text)


def _tokens(text: str) -> list[str]:
    tokens: list[str] = []
    place = 0
    while place < len(text):
        match = _TOKEN.match(text, place)
        if not match:
            raise PageError(f"'{text[place]}' has no meaning in the expression {{{text.strip()}}}")
        place = match.end()
        word = match.group()
        if match.lastgroup == "space":
            continue
        if match.lastgroup == "name":
            word = _NAMES.get(word, word)
        elif word == "!":
            word = "not"
        elif word == "??":
            raise PageError("?? is not part of the language; write {#if x} … {:else} … {/if}")
        tokens.append(_SAME.get(word, word))
    _balanced(tokens, text)
    return tokens


def _balanced(tokens: list[str], text: str) -> None:
    wanted: list[str] = []
    for word in tokens:
        if word in _OPEN:
            wanted.append(_OPEN[word])
        elif word in _OPEN.values() and (not wanted or wanted.pop() != word):
            raise PageError(f"brackets do not match in {{{text.strip()}}}")
    if wanted:
        raise PageError(f"'{wanted[-1]}' is missing in {{{text.strip()}}}")


def _ternary(tokens: list[str]) -> list[str]:
    """`a ? b : c` as `(b if a else c)`, innermost brackets included."""
    tokens = _inside_brackets(tokens)
    question = _at_depth(tokens, "?")
    if question is None:
        return tokens
    colon = _matching_colon(tokens, question)
    yes, no = tokens[question + 1 : colon], tokens[colon + 1 :]
    return ["(", *_ternary(yes), "if", *tokens[:question], "else", *_ternary(no), ")"]


def _inside_brackets(tokens: list[str]) -> list[str]:
    done: list[str] = []
    place = 0
    while place < len(tokens):
        word = tokens[place]
        if word not in _OPEN or word == "{":
            done.append(word)
            place += 1
            continue
        end = _closing(tokens, place)
        inner = tokens[place + 1 : end]
        parts = _split(inner)
        done.append(word)
        for number, part in enumerate(parts):
            done += [","] * (number > 0) + _ternary(part)
        done.append(tokens[end])
        place = end + 1
    return done


def _closing(tokens: list[str], start: int) -> int:
    depth = 0
    for place in range(start, len(tokens)):
        depth += (tokens[place] in _OPEN) - (tokens[place] in _OPEN.values())
        if depth == 0:
            return place
    return len(tokens) - 1


def _split(tokens: list[str]) -> list[list[str]]:
    parts: list[list[str]] = [[]]
    depth = 0
    for word in tokens:
        depth += (word in _OPEN) - (word in _OPEN.values())
        if word == "," and depth == 0:
            parts.append([])
        else:
            parts[-1].append(word)
    return parts if parts != [[]] else []


def _at_depth(tokens: list[str], wanted: str) -> int | None:
    depth = 0
    for place, word in enumerate(tokens):
        depth += (word in _OPEN) - (word in _OPEN.values())
        if word == wanted and depth == 0:
            return place
    return None


def _matching_colon(tokens: list[str], question: int) -> int:
    nested = depth = 0
    for place in range(question + 1, len(tokens)):
        word = tokens[place]
        depth += (word in _OPEN) - (word in _OPEN.values())
        if depth:
            continue
        if word == "?":
            nested += 1
        elif word == ":" and nested == 0:
            return place
        elif word == ":":
            nested -= 1
    raise PageError("a ? without its : in an expression")
