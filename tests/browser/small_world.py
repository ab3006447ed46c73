"""A site of one page with filters, whose answers add up, for tests that need no night."""

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from reports.filters.cube import Cube, CubeQuery, Family
from reports.metric_queries import MetricsQuery, QueryResult
from reports.site import render_site
from tests.unit.report_world import CONFIG, KnownAnswers, write_warehouse

REGION, NEW, LEVEL = "customer__region_name", "customer__is_new", "customer__level_number"
VALUES = {REGION: ["North", "South"], NEW: [False, True, None], LEVEL: [2, 10]}
MONTHS = [date(2026, 8, 1), date(2026, 9, 1), date(2026, 10, 1)]
# Region, whether it is new, level, month, contacts, answers: what is told of nine customers each.
FACTS = (
    ("North", True, 2, 0, 5, 8), ("North", False, 10, 1, 70, 80), ("South", None, 10, 1, None, 4),
    ("South", True, 2, 2, 3, 9), ("North", True, 10, 2, 1, None), ("South", False, 2, 0, 2, 3),
)  # fmt: skip
LEAVES = ("contacts", "answers")
# Half of a per cent wants a decimal; of one contact the lower end is not known.
GOAL, STATUS = 0.625, "missed"
ENDS = ("n", "low", "high", "goal", "status")
# A page with filters owes them something that follows.
LIVE_NUMBER = """
```metrics m
metrics: [contacts]
last: 3 months
live: true
```
<Value data={m}/>
"""


@dataclass(frozen=True)
class Adding(KnownAnswers):
    """Answers and the cube of the same facts."""

    def query(self, query: MetricsQuery, parameters: object = None) -> QueryResult:
        names = [*(["metric_time__month"] if query.grain else []), *query.group_by]
        found: dict[tuple[object, ...], dict[str, float | None]] = {}
        for *values, month, contacts, answers in FACTS:
            known = dict(zip(VALUES, values, strict=True)) | {"metric_time__month": MONTHS[month]}
            sums = found.setdefault(tuple(known[name] for name in names), dict.fromkeys(LEAVES))
            for leaf, value in zip(LEAVES, (contacts, answers), strict=True):
                if value is not None:
                    sums[leaf] = (sums[leaf] or 0) + value
        columns, rows = list(names), []
        for name in query.metrics:
            columns += [name, *(f"{name}_{end}" for end in ENDS if query.interval)]
        for key, sums in found.items():
            row = list(key)
            for name in query.metrics:
                row += _told(name, sums)[: None if query.interval else 1]
            rows.append(tuple(row))
        rows.sort(key=lambda row: [(value is None, value) for value in row[: len(names)]])
        types = {REGION: "VARCHAR", NEW: "BOOLEAN", LEVEL: "BIGINT", "metric_time__month": "DATE"}
        kinds = tuple(
            types.get(c, "VARCHAR" if c.endswith("status") else "DOUBLE") for c in columns
        )
        return QueryResult(tuple(columns), kinds, tuple(rows), "select 1")

    def cube(self, asked: CubeQuery) -> Cube:
        places = [
            {name: VALUES[name].index(value) for name, value in zip(VALUES, fact, strict=False)}
            for fact in FACTS
        ]
        return Cube(
            dimensions=VALUES,
            months=[month.isoformat() for month in MONTHS],
            families=[
                Family(
                    groups={
                        "customers": [9] * len(FACTS),
                        **{name: [place[name] for place in places] for name in VALUES},
                    },
                    rows={
                        "group": list(range(len(FACTS))),
                        "month": [fact[3] for fact in FACTS],
                        **{leaf: [fact[4 + n] for fact in FACTS] for n, leaf in enumerate(LEAVES)},
                    },
                    given_up={name: [0] * len(known) for name, known in VALUES.items()},
                )
            ],
            metrics=[("csat", ["/", ["asked", "contacts"], ["asked", "answers"]])],
            questions={name: _question(query) for name, query in asked.questions.items()},
            minimum=asked.minimum,
        )


def _told(name: str, sums: dict[str, float | None]) -> list[object]:
    contacts, answers = sums["contacts"], sums["answers"]
    share = contacts / answers if contacts is not None and answers else None
    value = contacts if name == "contacts" else share
    low = None if value is None or contacts == 1 else value * 0.5
    return [value, answers, low, None if value is None else value * 1.5, GOAL, STATUS]


def _question(query: MetricsQuery) -> dict[str, object]:
    columns: list[list[object]] = []
    for name in query.metrics:
        value = ["asked", name]
        is_one = ["=", ["asked", "contacts"], 1]
        ends = (
            ["asked", "answers"], ["case", is_one, None, ["*", value, 0.5]], ["*", value, 1.5],
            GOAL, ["text", STATUS],
        )  # fmt: skip
        columns += [[name, value]]
        columns += [
            [f"{name}_{end}", how] for end, how in zip(ENDS, ends, strict=True) if query.interval
        ]
    return {
        "group_by": [*(["metric_time__month"] if query.grain else []), *query.group_by],
        "period": [MONTHS[0].isoformat(), MONTHS[-1].isoformat()],
        "against": None,
        "order_by": [],
        "limit": None,
        "columns": columns,
    }


def small_site(folder: Path, body: str) -> Path:
    """The site of one page whose filters choose a region."""
    (folder / "pages").mkdir()
    front = f"---\ntitle: A\nfilters: [{REGION}, {NEW}]\n---\n"
    (folder / "pages" / "index.md").write_text(front + body, encoding="utf-8")
    render_site(
        pages=folder / "pages",
        warehouse=write_warehouse(folder / "published" / "warehouse.duckdb"),
        out=folder / "site",
        config=replace(CONFIG),
        metrics=Adding(),
    )
    return folder / "site"
