"""The Jinja environment of pages: sandboxed, escaping, strict, and poor in functions."""

from collections.abc import Callable
from typing import Any

from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

# Filters that cannot make markup of text; `safe`, `urlize`, `xmlattr` and `tojson` can.
FILTERS = (
    "abs", "capitalize", "default", "first", "float", "int", "join", "last", "length", "list",
    "lower", "replace", "reverse", "round", "sort", "string", "sum", "title", "trim", "truncate",
    "upper", "urlencode", "max", "min", "unique", "selectattr", "rejectattr", "map",
)  # fmt: skip
FUNCTIONS = ("at", "component", "fmt", "show")


def sandbox(write: Callable[[object], str]) -> ImmutableSandboxedEnvironment:
    """An environment in which a plain value is written by `write`."""

    def finalize(value: Any) -> Any:
        return value if isinstance(value, str | Markup) else write(value)

    environment = ImmutableSandboxedEnvironment(
        autoescape=True, undefined=StrictUndefined, finalize=finalize, cache_size=0
    )
    environment.globals.clear()
    environment.filters = {name: environment.filters[name] for name in FILTERS}
    return environment
