"""The demo warehouse every test may read: one night, through the real job, once per session.

The workers of a parallel run share it: the first that needs it builds it, the others wait. A test
that writes copies it. Nothing here knows a developer's paths, clock or network.
"""

import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from orchestration.settings import Settings, load_settings

THROUGH = date(2026, 5, 31)
NEXT = date(2026, 6, 1)


# What waits for nights comes first, so that it never runs alone at the end of a parallel run.
SLOWEST_FIRST = (
    "pipeline/test_killed_night",
    "unit",
    "pipeline/test_second_day",
    "browser",
    "pipeline",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Order files for the workers of a parallel run."""

    def place(item: pytest.Item) -> int:
        path = item.path.relative_to(Path(__file__).parent).as_posix()
        matches = (nth for nth, start in enumerate(SLOWEST_FIRST) if path.startswith(start))
        return next(matches, len(SLOWEST_FIRST))

    items.sort(key=place)


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder of the whole run, the same for all of its workers."""
    base = tmp_path_factory.getbasetemp()
    return base if worker_id == "master" else base.parent


def built_once(folder: Path, build: Callable[[Settings], None]) -> Settings:
    """The company in a folder of the run; whoever comes first builds it."""
    settings = load_settings(None, {"CX_HOME": str(folder / "home")})
    folder.mkdir(exist_ok=True)
    with FileLock(folder / "lock"):
        if not (folder / "built").exists():
            shutil.rmtree(settings.home, ignore_errors=True)
            build(settings)
            (folder / "built").touch()
    return settings


@pytest.fixture(scope="session")
def company(shared: Path) -> Settings:
    """The demo company after its first night: landing, lake, published warehouse, site."""

    def first_night(settings: Settings) -> None:
        from orchestration.defs.run import run_nightly
        from orchestration.demo.writing import write_demo

        write_demo(settings.home, through=THROUGH, months=18, customers=300, seed=11)
        record = run_nightly(settings, THROUGH)
        assert record.status == "published", f"{record.stage}: {record.reason}"

    return built_once(shared / "first_night", first_night)


@pytest.fixture(scope="session")
def delivered(company: Settings, shared: Path) -> Settings:
    """The company before its second night: odd new extracts, and the first orders corrected."""

    def deliver(settings: Settings) -> None:
        from orchestration.demo.faults import plant
        from orchestration.demo.writing import write_demo
        from tests.pipeline.nights import UNDERSTOOD, correct_orders

        shutil.copytree(company.home, settings.home)
        write_demo(settings.home, through=NEXT)
        for fault in UNDERSTOOD:
            plant(fault, settings.landing, NEXT)
        correct_orders(settings.landing / "salesforce" / "orders" / f"{THROUGH}.csv", NEXT)

    return built_once(shared / "delivered", deliver)


@pytest.fixture(scope="session")
def killed(delivered: Settings, shared: Path) -> Settings:
    """The company in whose second night the power failed, when all was built."""

    def killed_night(settings: Settings) -> None:
        from tests.pipeline.nights import kill_at

        shutil.copytree(delivered.home, settings.home)
        kill_at("audit", settings, NEXT)

    return built_once(shared / "killed_night", killed_night)


@pytest.fixture(scope="session")
def second(killed: Settings, shared: Path) -> Settings:
    """The company after its second night, which follows one that was killed."""

    def second_night(settings: Settings) -> None:
        from orchestration.defs.run import run_nightly

        shutil.copytree(killed.home, settings.home)
        record = run_nightly(settings, NEXT)
        assert record.status == "published", f"{record.stage}: {record.reason}"

    return built_once(shared / "second_night", second_night)


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


@pytest.fixture(scope="session")
def validator() -> Iterator[Any]:
    """Great Expectations, once per worker."""
    from quality.duckdb_engine import Validator

    with Validator() as one:
        yield one


@pytest.fixture
def copied(company: Settings, tmp_path: Path) -> Iterator[Settings]:
    """A copy of the company that a test may change."""
    home = tmp_path / "home"
    shutil.copytree(company.home, home)
    yield load_settings(None, {"CX_HOME": str(home)})
    shutil.rmtree(home)
