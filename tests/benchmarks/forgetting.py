"""How long a customer is being taken out of all files, against the bare reading of the same files.

Without the build that follows. Changes the company it is given.
"""

import time
from collections.abc import Callable
from datetime import date

import pyarrow.parquet as pq

from orchestration.forgetting.forget import find_customers, forget_in_files, remember
from orchestration.loading.decoding import open_bytes
from orchestration.loading.tables import jobs
from orchestration.settings import Settings
from reports.warehouse import open_warehouse

MOST_NAMED = """
select customer_id from intermediate.int_customer_links
where customer_id is not null
group by customer_id order by count(*) desc, customer_id limit 1
"""
PIECE = 1 << 20


def main(settings: Settings, as_of: date) -> None:
    """Measure and print."""
    with open_warehouse(settings.published_warehouse) as connection:
        found = connection.execute(MOST_NAMED).fetchall()
    customer = str(found[0][0])
    floor = seconds(lambda: read_whole(settings))
    taken = seconds(lambda: forget(settings, customer, as_of))
    print(  # noqa: T201
        f"a customer forgotten in {taken:.1f} s, {taken / floor:.1f} times the bare reading"
    )


def seconds(work: Callable[[], object]) -> float:
    """Wall seconds."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def forget(settings: Settings, customer: str, as_of: date) -> None:
    """Take the customer out of every file."""
    found = find_customers(settings, [customer])
    every_job = jobs(settings, as_of)
    register = remember(settings, found, every_job)
    forget_in_files(settings, found, every_job, register)


def read_whole(settings: Settings) -> None:
    """Unpack what has landed, and read the lake's columns."""
    for path in filter(lambda path: path.is_file(), settings.landing.rglob("*")):
        with open_bytes(path) as raw:
            while raw.read(PIECE):
                pass
    for path in settings.lake.rglob("*.parquet"):
        with pq.ParquetFile(path) as source:
            for _ in source.iter_batches():
                pass
