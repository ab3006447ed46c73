"""A site of one page with filters, whose answers add up, for tests that need no night."""

from dataclasses import dataclass, replace
from pathlib import Path

from reports.filters.cube import Cube, CubeQuery, Family
from reports.site import render_site
from tests.unit.report_world import CONFIG, KnownAnswers, write_warehouse

REGION = "customer__region_name"


@dataclass(frozen=True)
class Adding(KnownAnswers):
    """Two regions of nine customers, with one more in each month than in the one before."""

    def cube(self, asked: CubeQuery) -> Cube:
        months = ["2026-08-01", "2026-09-01", "2026-10-01"]
        metrics = sorted({name for query in asked.questions.values() for name in query.metrics})
        rows = [(group, month) for group in (0, 1) for month in range(3)]
        columns = {name: [10 * group + month + 1 for group, month in rows] for name in metrics}
        return Cube(
            dimensions={REGION: ["North", "South"]},
            months=months,
            families=[
                Family(
                    groups={"customers": [9, 9], REGION: [0, 1]},
                    rows={
                        "group": [group for group, _ in rows],
                        "month": [month for _, month in rows],
                        **columns,
                    },
                    given_up={REGION: [0, 0]},
                )
            ],
            metrics=[],
            questions={
                name: {
                    "group_by": list(query.group_by),
                    "period": [str(query.start), str(query.end)],
                    "against": None,
                    "order_by": [],
                    "limit": None,
                    "columns": [[metric, ["asked", metric]] for metric in query.metrics],
                }
                for name, query in asked.questions.items()
            },
            minimum=asked.minimum,
        )


def small_site(folder: Path, body: str) -> Path:
    """The site of one page whose filters choose a region."""
    (folder / "pages").mkdir()
    front = f"---\ntitle: A\nfilters: [{REGION}]\n---\n"
    (folder / "pages" / "index.md").write_text(front + body, encoding="utf-8")
    render_site(
        pages=folder / "pages",
        warehouse=write_warehouse(folder / "published" / "warehouse.duckdb"),
        out=folder / "site",
        config=replace(CONFIG),
        metrics=Adding(),
    )
    return folder / "site"
