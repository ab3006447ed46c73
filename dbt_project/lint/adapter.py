"""Stands in for dbt's adapter when sqlfluff renders a model: a dispatched macro becomes a call.

sqlfluff reads models with plain Jinja; what an engine makes of a macro is not its concern.
"""

from collections.abc import Callable

# Macros that stand for more than an expression.
SHAPES = {
    "whole_numbers": "select number from generate_series({0})",
    "json_elements": "select {0}.*, element, position from {0}",
}


def dispatch(name: str, package: str | None = None) -> Callable[..., str]:
    """Give the macro's name back as a function call over its arguments."""

    def call(*arguments: object, **named: object) -> str:
        values = [str(value) for value in (*arguments, *named.values())]
        if name in SHAPES:
            return SHAPES[name].format(*values)
        return f"{name}({', '.join(values)})"

    return call
