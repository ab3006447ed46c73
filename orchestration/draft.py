"""The analyst's draft: the project as it is written now, over a copy of the published warehouse.

It has a folder and a target of dbt of its own, so that nothing of it is published, also while a
night is at work; the next night that is published takes it away (DECISIONS D205).
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import NoReturn

import duckdb

from orchestration.dbt_manifest import copy_parsed, is_parsed, semantic_manifest_path
from orchestration.nights import log, open_home
from orchestration.operations import write_semantic_manifest
from orchestration.publishing import ensure_build, published_state
from orchestration.settings import Settings

# These ask dbt to read the project itself, another one, or with other variables.
_OF_THEIR_OWN = ("--vars", "--no-partial-parse", "--project-dir", "--profiles-dir", "--target-path")


def open_draft(settings: Settings) -> Settings:
    """The company with a build to try things in, and what the night parsed to begin with."""
    open_home(settings.home)
    draft = replace(settings, is_draft=True)
    if not settings.published_warehouse.exists() and not draft.build_warehouse.exists():
        log.warning("nothing is published to begin with: cx dbt build, without --select, makes all")
    ensure_build(draft)
    if is_parsed(settings) and not is_parsed(draft):
        copy_parsed(settings, draft)
    return draft


def run_dbt(settings: Settings, as_of: date | None, words: Sequence[str]) -> NoReturn:
    """Run what an analyst typed after `cx dbt`, and end as dbt ends.

    Raises:
        StageError: The project cannot be read; names the file.
    """
    from dbt.cli.main import cli

    from orchestration.dbt_runner import dbt_arguments, dbt_environment, environment_of

    draft, known, arguments = open_draft(settings), None, list(words)
    if words and not words[0].startswith("-") and not _is_given(words, "--vars"):
        state = published_state(settings.published_warehouse)
        night = as_of or (state.as_of if state else settings.last_complete_day())
        arguments = dbt_arguments(settings, night, words)
        if words[0] != "parse" and not any(_is_given(words, name) for name in _OF_THEIR_OWN):
            known = {"manifest": read_project(draft)}
    with environment_of(dbt_environment(draft)):
        cli.main(arguments, prog_name="cx dbt", obj=known)
    raise SystemExit(0)


def read_project(draft: Settings) -> object:
    """The project as it is written now, read anew only where it has changed.

    Raises:
        StageError: It cannot be read; names the file.
    """
    from orchestration.dbt_runner import parse

    if not is_parsed(draft):
        log.info("reading the project, which has changed since it was read")
    return parse(draft)


def draft_warehouse(settings: Settings) -> Path:
    """The build as readers ask it: with the metrics of the project as it is written now.

    Raises:
        StageError: The project cannot be read; names the file.
    """
    draft = open_draft(settings)
    if not is_parsed(draft):
        read_project(draft)
    manifest = semantic_manifest_path(draft).read_text(encoding="utf-8")
    with duckdb.connect(str(draft.build_warehouse)) as connection:
        write_semantic_manifest(connection, manifest)
    return draft.build_warehouse


def drafted_metrics(settings: Settings) -> frozenset[str]:
    """The metrics that the project had when an analyst last had it read."""
    path = semantic_manifest_path(replace(settings, is_draft=True))
    if not path.exists():
        return frozenset()
    told = json.loads(path.read_bytes())
    return frozenset(metric["name"] for metric in told["metrics"])


def _is_given(words: Sequence[str], option: str) -> bool:
    return any(word == option or word.startswith(f"{option}=") for word in words)
