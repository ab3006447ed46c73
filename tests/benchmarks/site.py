"""What a site of eight pages costs: 43 queries over three facts of a million rows each.

The floor is DuckDB alone running the same 43 queries. Processor seconds, since a busy machine lies
less, and what somebody waits for beside them. The second site has two hundred templated pages more.
"""

import gzip
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import duckdb

FACTS = ("contacts", "answers", "orders")
ROWS = 1_000_000
CUSTOMERS = 200_000
PAGES = 8
TEMPLATED = 200
_BUILD = """
import sys, time
from datetime import date
from pathlib import Path
from reports.config import SiteConfig
from reports.site import render_site

pages, warehouse, out = map(Path, sys.argv[1:])
config = SiteConfig("Bench", "EUR", "UTC", date(2026, 6, 30))
begun = time.perf_counter()
built = render_site(pages=pages, warehouse=warehouse, out=out, config=config)
print(built.queries, time.perf_counter() - begun)
"""


@dataclass(frozen=True)
class Built:
    """What building one site took."""

    seconds: float  # of processors, imports included
    waited: float  # on the clock, after the imports
    megabytes: float
    queries: int


def main() -> None:
    """Print what was measured."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        warehouse = write_facts(home / "published" / "warehouse.duckdb")
        pages = home / "pages"
        queries = write_pages(pages)
        floor, waited = seconds_of_queries(warehouse, queries)
        built = build(pages, warehouse, home / "site")
        write_template(pages)
        more = build(pages, warehouse, home / "more")
        files = [file for file in (home / "site").rglob("*") if file.is_file()]
        first = max(len(gzip.compress(f.read_bytes())) for f in files if f.suffix == ".html")
        report(floor, waited, built, more, sum(f.stat().st_size for f in files), first)


def report(floor: float, waited: float, built: Built, more: Built, size: int, first: int) -> None:
    """One line per measure."""
    lines = {
        f"{PAGES} pages, {built.queries} queries": f"{built.seconds:.1f} s",
        "the queries alone": f"{floor:.2f} s",
        "over the queries alone": f"{built.seconds / floor:.1f} x",
        "on the clock, after the imports": f"{built.waited:.1f} s",
        "the queries alone, on the clock": f"{waited:.2f} s",
        "peak memory": f"{built.megabytes:,.0f} MB",
        "output": f"{size / 1e6:.2f} MB",
        "first view, gzip, largest page": f"{first / 1e3:.0f} kB",
        f"{TEMPLATED} templated pages more": f"{more.seconds - built.seconds:.1f} s",
    }
    for name, value in lines.items():
        print(f"{name:<36}{value:>12}")  # noqa: T201


def write_facts(file: Path) -> Path:
    """A published warehouse with three facts, the same in every run."""
    file.parent.mkdir(parents=True)
    with duckdb.connect(str(file)) as connection:
        connection.execute("create schema marts")
        for number, fact in enumerate(FACTS):
            connection.execute(
                f"create table marts.fct_{fact} as select n as id,"
                f" cast(hash(n * 3 + {number}) % {CUSTOMERS} as integer) as customer_id,"
                " date '2025-01-01' + cast(hash(n * 7) % 540 as integer) as day,"
                " ['email', 'chat', 'phone', 'web'][cast(1 + hash(n * 11) % 4 as integer)]"
                " as channel, 'topic ' || hash(n * 13) % 12 as topic,"
                " cast(hash(n * 17) % 11 as integer) as score,"
                " cast(hash(n * 19) % 100000 as integer) / 100.0 as amount"
                f" from range({ROWS}) as numbers (n)"
            )
    return file


def write_pages(pages: Path) -> list[str]:
    """Eight pages; their queries."""
    pages.mkdir()
    told: list[str] = []
    for number in range(PAGES):
        fact = f"marts.fct_{FACTS[number % 3]}"
        queries = page_queries(fact, number)
        told += queries.values()
        fences = "\n".join(f"```sql {name}\n{sql}\n```\n" for name, sql in queries.items())
        name = "index" if number == 0 else f"page-{number}"
        text = f"---\ntitle: Page {number}\n---\n{fences}\n{_BODY}"
        (pages / f"{name}.md").write_text(text, encoding="utf-8")
    return told


def page_queries(fact: str, number: int) -> dict[str, str]:
    """Five queries of one page, six of the first three."""
    month = "cast(date_trunc('month', day) as date)"
    fact = f"{fact} where id % {PAGES} <> {number}"
    queries = {
        "months": f"select {month} as month, count(*) as facts, avg(score) as score,"
        f" count(distinct customer_id) as customers from {fact} group by all order by month",
        "channels": f"select {month} as month, channel, count(*) as facts from {fact}"
        " group by all order by channel, month",
        "topics": f"select topic, count(*) as facts, avg(score) as score, sum(amount) as amount"
        f" from {fact} group by all order by facts desc, topic",
        "spread": f"select score, count(*) as facts from {fact} and amount > 500"
        " group by all order by score",
        "last": f"select count(*) as facts, avg(score) as score, quantile_cont(amount, 0.5) as"
        f" median_amount from {fact} and day > date '2026-05-01'",
    }
    if number < 3:
        queries["best"] = (
            f"select customer_id, sum(amount) as amount from {fact} group by all"
            " order by amount desc, customer_id limit 20"
        )
    return queries


_BODY = """
<BigValue data={last} value=score title="Mean score" n=facts/>
<BigValue data={last} value=median_amount title="Median amount"/>
<LineChart data={months} x=month y=score title="Score by month"/>
<LineChart data={months} x=month y=facts,customers title="Facts and customers"/>
<BarChart data={channels} x=month y=facts series=channel type=stacked title="By channel"/>
<BarChart data={spread} x=score y=facts title="Spread"/>
<DataTable data={topics} title="Topics"/>
"""


def write_template(pages: Path) -> None:
    """One page for each of two hundred customers."""
    text = f"""---
title: "Customer {{name}}"
each: chosen
---
```sql chosen
select 'c-' || n as slug, n as name from range({TEMPLATED}) as numbers (n)
```

```sql rows
select topic, count(*) as contacts, avg(score) as score from marts.fct_contacts
where customer_id = $name group by all order by topic
```

<BigValue data={{rows}} value=contacts/>
<DataTable data={{rows}}/>
"""
    (pages / "customers").mkdir()
    (pages / "customers" / "[slug].md").write_text(text, encoding="utf-8")


def seconds_of_queries(warehouse: Path, queries: list[str]) -> tuple[float, float]:
    """Seconds of DuckDB alone: of processors, and on the clock."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        begun, since = time.process_time(), time.perf_counter()
        for sql in queries:
            connection.execute(sql).fetchall()
        return time.process_time() - begun, time.perf_counter() - since


def build(pages: Path, warehouse: Path, out: Path) -> Built:
    """Build a site in a process of its own, imports included."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-c", _BUILD, str(pages), str(warehouse), str(out)]
    told = subprocess.run(command, check=True, capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    queries, waited = told.stdout.split()
    return Built(seconds, float(waited), after.ru_maxrss / 1024, int(queries))


if __name__ == "__main__":
    main()
