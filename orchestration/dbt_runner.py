"""dbt in this process: its environment, its arguments, one parse per night, its answers.

A subprocess per step would pay dbt's imports and its parse again each time (DECISIONS D81).
What is built and when belongs to the assets; publishing belongs to `publishing.py`.
"""

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.dbt_manifest import (
    forget_parsed,
    is_parsed,
    logic_fingerprint,
    manifest_path,
    parsed_before,
    remember_parsed,
    semantic_manifest_path,
    timeless_variables,
)
from orchestration.nights import StageError
from orchestration.seeds import seeds_folder
from orchestration.settings import Settings
from quality.promises import KINDS

if TYPE_CHECKING:
    from dbt.contracts.graph.manifest import Manifest


# The audit asks these in one query per table (DECISIONS D84).
ASKED_BY_THE_AUDIT = tuple(f"test_name:{kind}" for kind in KINDS)

_parsed: dict[tuple[str, str], "Manifest"] = {}


@dataclass(frozen=True)
class NodeResult:
    """What became of one model, seed or test."""

    unique_id: str
    status: str
    seconds: float
    message: str = ""


def dbt_environment(settings: Settings) -> dict[str, str]:
    """What dbt reads from its environment: this company's data and memory, no caller's home."""
    return {
        "CX_HOME": str(settings.home),
        "CX_BUILD": str(settings.build),
        "CX_MEMORY": settings.night.memory,
        "CX_SEEDS": str(seeds_folder(settings)),
        "DBT_TARGET_PATH": str(settings.target),
        "DBT_LOG_PATH": str(settings.home / "logs"),
        "DBT_PROJECT_DIR": str(settings.project),
        "DBT_PROFILES_DIR": str(settings.project),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    }


def dbt_arguments(settings: Settings, as_of: date, command: Sequence[str]) -> list[str]:
    """A dbt command for this company and this night."""
    return [*command, "--vars", json.dumps(settings.dbt_vars(as_of))]


def ensure_manifest(settings: Settings) -> Path:
    """Where the parsed project lies; parses it unless it was made from these files and settings."""
    path = manifest_path(settings)
    if not (path.exists() and is_parsed(settings)):
        parse(settings)
    return path


def parse(settings: Settings) -> "Manifest":
    """Parse the project and write its manifests; the steps of one night share what is parsed.

    The clock is left out: dbt parses everything again when a variable changes, and `as_of` only
    matters when SQL is compiled (DECISIONS D81). So no configuration may depend on it.

    Raises:
        StageError: The project does not parse; names the file.
    """
    key = (str(settings.target), logic_fingerprint(settings))
    if key not in _parsed:
        _parsed.clear()
        _parsed[key] = parsed_before(settings) or _parse(settings)
    return _parsed[key]


def _parse(settings: Settings) -> "Manifest":
    from dbt.contracts.graph.manifest import Manifest

    forget_parsed(settings)
    # dbt 1.12.6 reads a changed YAML with metrics twice when it parses only the difference.
    command = ["parse", "--no-partial-parse"]
    manifest = _invoke(settings, command, timeless_variables(settings), None)
    if not isinstance(manifest, Manifest):
        raise TypeError(f"dbt parse returned {type(manifest).__name__}, not a manifest")
    semantics = semantic_manifest_path(settings)
    if not json.loads(semantics.read_text(encoding="utf-8"))["semantic_models"]:
        raise StageError(
            "build",
            f"{semantics} holds no semantic model; dbt read the YAML in another specification",
            "cx dbt parse",
        )
    remember_parsed(settings)
    return manifest


def build(
    settings: Settings, as_of: date, *, select: str | None = None, exclude: str | None = None
) -> tuple[NodeResult, ...]:
    """Seeds, models and data tests of a selection; unit tests are the developer's, not the night's.

    Raises:
        StageError: A node failed; names it, its message and the command that repeats it.
    """
    command = ["build", "--exclude-resource-type", "unit_test", "--no-write-json"]
    command += ["--select", *select.split()] if select else []
    command += ["--exclude", *ASKED_BY_THE_AUDIT, *(exclude.split() if exclude else ())]
    return run_nodes(settings, as_of, command)


def run_nodes(settings: Settings, as_of: date, command: Sequence[str]) -> tuple[NodeResult, ...]:
    """Run a dbt command over nodes in this process.

    Raises:
        StageError: A node failed; names it, its message and the command that repeats it.
    """
    outcome = _invoke(settings, command, settings.dbt_vars(as_of), parse(settings))
    results = tuple(_result(node) for node in outcome.results)
    _raise_first_failure(results)
    return results


def _result(outcome: Any) -> NodeResult:
    return NodeResult(
        unique_id=outcome.node.unique_id,
        status=str(outcome.status),
        seconds=outcome.execution_time,
        message=outcome.message or "",
    )


def _raise_first_failure(results: Sequence[NodeResult]) -> None:
    failed = [node for node in results if node.status in ("error", "fail", "runtime error")]
    if not failed:
        return
    first = failed[0]
    kind, name = first.unique_id.split(".")[0], first.unique_id.split(".")[2]
    more = f" (and {len(failed) - 1} more)" if len(failed) > 1 else ""
    raise StageError(
        "build", f"{kind} {name}{more}: {first.message}", f"cx dbt build --select {name}"
    )


def _invoke(
    settings: Settings,
    command: Sequence[str],
    variables: Mapping[str, object],
    manifest: "Manifest | None",
) -> Any:
    from dbt.cli.main import dbtRunner

    from orchestration.dbt_events import tell_only_what_is_written

    quiet = ["--log-level", "none", "--log-level-file", "info"]
    arguments = [*quiet, *command, "--vars", json.dumps(variables)]
    settings.target.mkdir(parents=True, exist_ok=True)
    tell_only_what_is_written()
    with environment_of(dbt_environment(settings)):
        outcome = dbtRunner(manifest=manifest).invoke(arguments)
        _let_go_of_the_build()
    if outcome.exception is not None and not isinstance(outcome.exception, Exception):
        raise outcome.exception
    if outcome.result is None:
        raise StageError("build", f"dbt {command[0]}: {outcome.exception}", f"cx dbt {command[0]}")
    return outcome.result


def _let_go_of_the_build() -> None:
    """Close the connection that the adapter keeps open: others open the same file next."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager

    DuckDBConnectionManager.close_all_connections()  # type: ignore[no-untyped-call]


@contextmanager
def environment_of(names: Mapping[str, str]) -> Iterator[None]:
    """The process with these names in its environment, as dbt's templates read them."""
    before = {name: os.environ.get(name) for name in names}
    os.environ.update(names)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
