"""SQL expressions as trees that a page's script evaluates: one arithmetic in both places.

A tree is a number, null, or a list: `["asked", name]` and `["against", name]` read a value,
`["text", value]` is a text, everything else is an operator and its arguments. DuckDB's own parser
reads the SQL; what the script could not evaluate is refused here.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from reports.metric_queries import SemanticError
from reports.statements import parsed

Tree = Any
Node = Mapping[str, Any]

FUNCTIONS = frozenset(
    ("+", "-", "*", "/", "nullif", "greatest", "least", "sqrt", "pow", "abs", "round")
)
_OPERATORS = {
    "COMPARE_EQUAL": "=",
    "COMPARE_NOTEQUAL": "<>",
    "COMPARE_LESSTHAN": "<",
    "COMPARE_LESSTHANOREQUALTO": "<=",
    "COMPARE_GREATERTHAN": ">",
    "COMPARE_GREATERTHANOREQUALTO": ">=",
    "CONJUNCTION_AND": "and",
    "CONJUNCTION_OR": "or",
    "OPERATOR_NOT": "not",
    "OPERATOR_IS_NULL": "is null",
    "OPERATOR_IS_NOT_NULL": "is not null",
    "OPERATOR_COALESCE": "coalesce",
}
_ROOMS = ("asked", "against")


@lru_cache(maxsize=2048)
def tree(sql: str) -> Tree:
    """The tree of an SQL expression over the columns of `asked` and `against`.

    Raises:
        SemanticError: The expression holds something that a filter could not recompute.
    """
    answer = parsed(f"select {sql}")
    if answer["error"]:
        raise SemanticError(f"not SQL: {sql}")
    return _read(answer["statements"][0]["node"]["select_list"][0])


def _read(node: Node) -> Tree:
    reader = _READERS.get(node["class"])
    if reader is None:
        raise SemanticError(f"a filter cannot recompute {node['type'].lower()}")
    return reader(node)


def _constant(node: Node) -> Tree:
    kind, text = node["literal"]["kind"], node["literal"]["text"]
    if kind == "STRING":
        return ["text", text]
    if kind == "NULL_LITERAL":
        return None
    if kind == "BOOLEAN":
        return text == "true"
    return int(text) if kind == "INTEGER" else float(text)


def _column(node: Node) -> Tree:
    names = node["column_names"]
    room, name = names if len(names) == 2 else ("asked", names[0])
    if room not in _ROOMS:
        raise SemanticError(f"a filter does not know the relation {room}")
    return [room, name]


def _function(node: Node) -> Tree:
    name = node["function_name"]
    if name not in FUNCTIONS:
        raise SemanticError(f"a filter cannot recompute {name}()")
    return [name, *(_read(argument["expression"]) for argument in node["arguments"])]


def _case(node: Node) -> Tree:
    checks = [
        part
        for check in node["case_checks"]
        for part in (_read(check["when_expr"]), _read(check["then_expr"]))
    ]
    return ["case", *checks, _read(node["else_expr"]) if node.get("else_expr") else None]


def _operator(node: Node) -> Tree:
    name = _OPERATORS.get(node["type"])
    if name is None:
        raise SemanticError(f"a filter cannot recompute {node['type'].lower()}")
    children = node["children"] if "children" in node else (node["left"], node["right"])
    return [name, *map(_read, children)]


# A cast changes no value that a page shows: numbers are numbers, dates are texts in their order.
_READERS: Mapping[str, Callable[[Node], Tree]] = {
    "CONSTANT": _constant,
    "COLUMN_REF": _column,
    "FUNCTION": _function,
    "CASE": _case,
    "CAST": lambda node: _read(node["child"]),
    "COMPARISON": _operator,
    "CONJUNCTION": _operator,
    "OPERATOR": _operator,
}
