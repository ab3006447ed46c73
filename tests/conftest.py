"""The demo warehouse every test may read: one night, through the real job, once per session.

A test that writes copies it. Nothing here knows a developer's paths, clock or network.
"""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from orchestration.settings import Settings, load_settings

THROUGH = date(2026, 5, 31)
NEXT = date(2026, 6, 1)


@pytest.fixture(scope="session")
def company(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The demo company after its first night: landing, lake, published warehouse, site."""
    from orchestration.defs.run import run_nightly
    from orchestration.demo.writing import write_demo

    settings = load_settings(None, {"CX_HOME": str(tmp_path_factory.mktemp("night"))})
    write_demo(settings.home, through=THROUGH, months=18, customers=300, seed=11)
    record = run_nightly(settings, THROUGH)
    assert record.status == "published", f"{record.stage}: {record.reason}"
    return settings


@pytest.fixture(scope="session")
def settings(company: Settings) -> Settings:
    """The same, for tests that only read where things are."""
    return company


@pytest.fixture(scope="session")
def warehouse(company: Settings) -> Path:
    """The published warehouse; open it read-only."""
    return company.published_warehouse


@pytest.fixture(scope="session")
def site(company: Settings) -> Path:
    """The rendered site."""
    return company.site


@pytest.fixture
def copied(company: Settings, tmp_path: Path) -> Iterator[Settings]:
    """A copy of the company that a test may change."""
    home = tmp_path / "home"
    shutil.copytree(company.home, home)
    yield load_settings(None, {"CX_HOME": str(home)})
    shutil.rmtree(home)
