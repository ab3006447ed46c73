"""Tests of a feed's files that change and change back (DECISIONS D212)."""

import gzip
from datetime import date
from pathlib import Path

import pytest

from orchestration.landing import land
from tests.unit.test_mapped import company, load, rows

CUSTOMERS = """
[[mapped]]
name = "crm"
entity = "customers"
files = "customers.csv"
[mapped.fields]
customer_id = "id"
tier = "tier"
"""


def test_a_feeds_file_that_changes_back_is_a_new_edition(tmp_path: Path) -> None:
    tiers = ("gold", "silver", "gold", "silver", "gold")
    for day, tier in enumerate(tiers, start=20):
        settings = company(tmp_path, CUSTOMERS, customers_csv=f"id,tier\n1,{tier}\n")
        (summary,) = load(settings, date(2024, 3, day))
        assert (summary.files, land(settings)) == (1, ())

    told = rows(settings, "customers", "_loaded_on, tier")
    assert sorted(told) == [(date(2024, 3, day), t) for day, t in enumerate(tiers, start=20)]
    names = rows(settings, "customers", "_loaded_on, _file")
    assert max(names)[1].endswith("-5/customers.csv#0005")


def test_a_feeds_file_that_changes_back_the_same_night_stands(tmp_path: Path) -> None:
    for tier in ("gold", "silver", "gold", "silver", "gold"):
        settings = company(tmp_path, CUSTOMERS, customers_csv=f"id,tier\n1,{tier}\n")
        load(settings)

    assert rows(settings, "customers", "tier") == [("gold",)]


def test_a_refused_feed_file_is_mended_by_the_one_before(tmp_path: Path) -> None:
    good = {"customers_csv": "id,tier\n1,gold\n"}
    load(company(tmp_path, CUSTOMERS, **good), date(2024, 3, 20))
    bad = company(tmp_path, CUSTOMERS, customers_csv="key,tier\n1,gold\n")
    (refused,) = load(bad, date(2024, 3, 21))
    assert len(refused.refused) == 1

    for day in (21, 22):
        (summary,) = load(company(tmp_path, CUSTOMERS, **good), date(2024, 3, day))
        assert (summary.refused, summary.files) == ((), 0)
    assert rows(bad, "customers", "tier") == [("gold",)]


def test_a_refused_feed_file_is_new_under_the_name_that_mends_it(tmp_path: Path) -> None:
    settings = company(tmp_path, CUSTOMERS.replace('"customers.csv"', '"customers.csv*"'))
    path = tmp_path / "customers.csv"
    path.write_bytes(gzip.compress(b"id,tier\n1,gold\n"))
    (refused,) = load(settings)
    assert "mend it" in refused.refused[0].reason
    path.rename(tmp_path / "customers.csv.gz")

    (summary,) = load(settings)

    assert (summary.refused, summary.files) == ((), 1)
    assert rows(settings, "customers", "tier") == [("gold",)]


def test_a_changed_map_reads_what_came_back_once(tmp_path: Path) -> None:
    for day, tier in enumerate(("gold", "silver", "gold"), start=20):
        settings = company(tmp_path, CUSTOMERS, customers_csv=f"id,tier\n1,{tier}\n")
        load(settings, date(2024, 3, day))
    settings = company(tmp_path, CUSTOMERS.replace('"tier"\n', '{sql = "upper(tier)"}\n'))

    (summary,) = load(settings, date(2024, 3, 23))
    (again,) = load(settings, date(2024, 3, 24))

    assert (summary.files, again.files) == (2, 0)
    told = rows(settings, "customers", "tier, _file")
    assert sorted((tier, name.rpartition("#")[2]) for tier, name in told) == [
        ("GOLD", "0003"),
        ("SILVER", "0002"),
    ]


def test_versions_of_many_digits_keep_their_order(tmp_path: Path) -> None:
    feed = CUSTOMERS.replace("[mapped.", 'latest_by = "v"\n[mapped.')
    file = "id,tier,v\n1,new,20261128101530124\n1,old,20261128101530123\n1,none,inf\n"

    (summary,) = load(company(tmp_path, feed, customers_csv=file))

    settings = company(tmp_path, feed)
    told = rows(settings, "customers", "version_number, tier")
    assert (max(told)[1], summary.rows_rejected) == ("new", 1)


@pytest.mark.parametrize("name", ["customers.csv", "customers.jsonl"])
def test_a_files_own_row_column_hides_no_number(tmp_path: Path, name: str) -> None:
    feed = CUSTOMERS.replace('tier = "tier"', 'tier = {sql = "_row"}').replace("*.csv", "*")
    told = "_row,id\n9,1\n9,2\n"
    if name.endswith("jsonl"):
        feed = feed.replace("customers.csv", name).replace(
            "[mapped.", 'format = "json_lines"\n[mapped.'
        )
        told = '{"_row": 9, "id": 1}\n{"_row": 9, "id": 2}\n'
    settings = company(tmp_path, feed, **{name.replace(".", "_"): told})

    load(settings)

    assert rows(settings, "customers", "tier") == [("1",), ("2",)]
