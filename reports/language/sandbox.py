"""The Jinja environment of pages: sandboxed, escaping, strict, and poor in functions."""

import operator
from collections.abc import Callable
from typing import Any

from jinja2 import StrictUndefined, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from reports.tables import Row, Table

# Filters that cannot make markup of text; `safe`, `urlize`, `xmlattr` and `tojson` can.
FILTERS = (
    "abs", "capitalize", "default", "first", "float", "int", "join", "last", "length", "list",
    "lower", "replace", "reverse", "round", "sort", "string", "sum", "title", "trim", "truncate",
    "upper", "urlencode", "max", "min", "unique", "selectattr", "rejectattr", "map",
)  # fmt: skip
_ORDERED = {"lt": operator.lt, "lteq": operator.le, "gt": operator.gt, "gteq": operator.ge}
FUNCTIONS = ("at", "component", "fmt", "show")


_BINARY = frozenset(("+", "-", "*", "/", "//", "%", "**"))


class _Generator(CodeGenerator):
    """Compiles `a < b` so that it asks the environment, which knows what null means."""

    def visit_Compare(self, node: nodes.Compare, frame: Frame) -> None:  # noqa: N802 - Jinja's name
        """One comparison of order; equality, `in` and chains stay Python's."""
        if len(node.ops) != 1 or node.ops[0].op not in _ORDERED:
            super().visit_Compare(node, frame)
            return
        self.write("environment.ordered(")
        self.visit(node.expr, frame)
        self.write(f", {node.ops[0].op!r}, ")
        self.visit(node.ops[0].expr, frame)
        self.write(")")


class _Environment(ImmutableSandboxedEnvironment):
    """Null as SQL has it: a comparison with it does not hold, arithmetic with it is null.

    Whether last night's data hold a null is no mistake of a page, and stops none.
    """

    code_generator_class = _Generator
    row_of: Callable[[Table, int], Row]
    intercepted_binops = _BINARY
    intercepted_unops = frozenset(("-", "+"))

    def getitem(self, obj: Any, argument: Any) -> Any:
        """A row of a query asks the page what to do where there is none."""
        if isinstance(obj, Table) and isinstance(argument, int):
            return self.row_of(obj, argument)
        return super().getitem(obj, argument)

    def ordered(self, one: Any, how: str, other: Any) -> bool:
        """Whether one stands before or after the other; never, where one is not known."""
        return one is not None and other is not None and bool(_ORDERED[how](one, other))

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Arithmetic; nothing known, or a division by nought, is nothing known."""
        if left is None or right is None or (operator in ("/", "//", "%") and right == 0):
            return None
        return super().call_binop(context, operator, left, right)

    def call_unop(self, context: Context, operator: str, arg: Any) -> Any:
        """The sign of a number."""
        return None if arg is None else super().call_unop(context, operator, arg)


def sandbox(
    write: Callable[[object], str], row_of: Callable[[Table, int], Row] = Table.__getitem__
) -> ImmutableSandboxedEnvironment:
    """An environment in which a plain value is written by `write`, and a row found by `row_of`."""

    def finalize(value: Any) -> Any:
        return value if isinstance(value, str | Markup) else write(value)

    environment = _Environment(
        autoescape=True, undefined=StrictUndefined, finalize=finalize, cache_size=0
    )
    environment.row_of = row_of
    environment.globals.clear()
    environment.filters = {name: environment.filters[name] for name in FILTERS}
    return environment
