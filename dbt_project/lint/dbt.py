"""Stands in for dbt's own macros when sqlfluff renders a model: each becomes its name."""

from collections.abc import Callable


def __getattr__(name: str) -> Callable[..., str]:
    """Give a type by its bare name and anything else as a function call over its arguments."""

    def call(*arguments: object) -> str:
        if name.startswith("type_"):
            return name.removeprefix("type_")
        return f"{name}({', '.join(str(value) for value in arguments)})"

    return call
