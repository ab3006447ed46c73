"""The second night: incremental, and the same as building anew."""

from pathlib import Path

from orchestration.settings import Settings
from tests.conftest import NEXT, THROUGH
from tests.pipeline.nights import build, copy_of, differences


def test_an_increment_gives_the_rows_of_a_full_refresh(second: Settings, tmp_path: Path) -> None:
    anew = copy_of(second, tmp_path)

    build(anew, NEXT, full_refresh=True)

    layers = ("intermediate", "marts", "staging")
    left, right = second.published_warehouse, anew.published_warehouse
    assert differences(left, right, schemas=layers) == {}


def test_an_older_night_can_be_computed_again(
    company: Settings, second: Settings, tmp_path: Path
) -> None:
    back = copy_of(second, tmp_path)

    build(back, THROUGH)

    assert differences(company.published_warehouse, back.published_warehouse) == {}
