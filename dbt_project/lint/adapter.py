"""Stands in for dbt's adapter when sqlfluff renders a model: a dispatched macro becomes a call.

sqlfluff reads models with plain Jinja; what an engine makes of a macro is not its concern.
"""

from collections.abc import Callable

# Macros that stand for more than an expression.
SHAPES = {
    "whole_numbers": "select number from generate_series({})",
    "join_json_elements": "cross join json_elements({}) as elements",
}


def dispatch(name: str, package: str | None = None) -> Callable[..., str]:
    """Give the macro's name back as a function call over its arguments."""

    def call(*arguments: object, **named: object) -> str:
        values = ", ".join(str(value) for value in (*arguments, *named.values()))
        return SHAPES.get(name, f"{name}({{}})").format(values)

    return call
