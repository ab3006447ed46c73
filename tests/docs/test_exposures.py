"""Lineage from marts to pages: what an exposure declares is what the questions of its page read."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePath

import pytest

from orchestration.dbt_manifest import manifest_path
from orchestration.settings import Settings
from reports.language.source import Page, read_page
from reports.metric_fences import read_metrics
from reports.queries import filtered_questions
from reports.semantic import SemanticLayer
from tests.conftest import THROUGH

PAGES = Path(__file__).parents[2] / "reports" / "pages"
MART = re.compile(r"\b(?:fct|dim)_\w+")


def exposure_of(page: Page) -> str:
    """An exposure stands for a page, or for all pages that a query makes."""
    parts = PurePath(page.path).relative_to("pages").with_suffix("").parts
    is_folder = len(parts) > 1 and (parts[-1] == "index" or parts[-1].startswith("["))
    return "_".join(parts[:-1] if is_folder else parts).replace("-", "_")


def asked_by(page: Page, layer: SemanticLayer) -> Iterator[str]:
    """The SQL of everything a page asks."""
    for query in page.queries:
        if query.kind == "metrics":
            yield layer.compile(replace(read_metrics(query.text, THROUGH)[0], least_n=1))
        else:
            yield query.text
    if asked := filtered_questions(page.queries, page.front.filters, 1, THROUGH):
        yield layer.compile_cube(asked)[0]


@pytest.fixture(scope="module")
def read(company: Settings) -> dict[str, set[str]]:
    """The marts that each exposure's pages read."""
    found: dict[str, set[str]] = {}
    with SemanticLayer(company.published_warehouse, kept=company.compiled_metrics) as layer:
        for file in sorted(PAGES.rglob("*.md")):
            page, _ = read_page(file, PAGES, PAGES.parent / "queries")
            marts = {mart for sql in asked_by(page, layer) for mart in MART.findall(sql)}
            found.setdefault(exposure_of(page), set()).update(marts)
    return found


def test_an_exposure_depends_on_the_marts_its_page_reads(
    company: Settings, read: dict[str, set[str]]
) -> None:
    manifest = json.loads(manifest_path(company).read_text(encoding="utf-8"))
    declared = {
        exposure["name"]: {
            name.split(".")[-1]
            for name in exposure["depends_on"]["nodes"]
            if name.startswith("model.")
        }
        for exposure in manifest["exposures"].values()
    }

    missing = {name: marts - declared[name] for name, marts in read.items()}
    unused = {name: declared[name] - marts for name, marts in read.items()}

    assert {name: marts for name, marts in missing.items() if marts} == {}
    assert {name: marts for name, marts in unused.items() if marts} == {}
