"""What several unit tests of the site need."""

from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture
def html(tmp_path: Path) -> Callable[[str], str]:
    """Renders a body as a site's only page; says what was written."""
    from report_world import write_warehouse
    from test_reports_site import page, render

    warehouse = write_warehouse(tmp_path / "published" / "warehouse.duckdb")

    def rendered(body: str) -> str:
        render(page(tmp_path, body), warehouse, tmp_path / "site")
        return (tmp_path / "site" / "index.html").read_text(encoding="utf-8")

    return rendered
