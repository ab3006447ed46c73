"""Where a warehouse may lie, and what is told when it may not."""

import shutil
import socket
from pathlib import Path

import pytest
from click.testing import CliRunner

from orchestration.cli import VERBS, cx

COMPANY = """
[company]
name = "Odd"
time_zone = "UTC"
currency = "EUR"

[[mapped]]
name = "shop"
entity = "orders"
files = "f/*.csv"
[mapped.fields]
order_id = "id"
amount = "amount"
ordered_at = "day"
customer_id = "who"
"""
# Those that need a word more than their name.
WORDS = {
    "query": ("nps",),
    "explain": ("nps",),
    "compare": ("nps", "--start", "2026-01-01", "--end", "2026-01-31"),
    "trace": ("shop:1",),
    "forget": ("shop:1",),
}


@pytest.fixture
def company(tmp_path: Path) -> Path:
    (tmp_path / "it's [x]" / "f").mkdir(parents=True)
    (tmp_path / "it's [x]" / "cx.toml").write_text(COMPANY, encoding="utf-8")
    rows = "id,amount,day,who\n1,5,2026-01-01,a\n2,many,2026-01-02,b\n"
    (tmp_path / "it's [x]" / "f" / "a.csv").write_text(rows, encoding="utf-8")
    return tmp_path / "it's [x]"


@pytest.mark.parametrize("verb", VERBS)
def test_a_home_that_would_be_taken_for_a_pattern_is_refused_by_every_verb(
    company: Path, verb: str
) -> None:
    told = CliRunner().invoke(cx, ["--company", str(company), verb, *WORDS.get(verb, ())])

    assert told.exit_code == 1
    (line,) = told.output.splitlines()
    assert f"{company}/data cannot hold a warehouse: its path has ' [ ]; " in line
    assert "CX_HOME" in line
    assert not (company / "data").exists()


@pytest.mark.parametrize("mark", ["'", '"', "*", "?", "{", "}", "#", "\\", "\n"])
def test_a_mark_that_sql_or_a_pattern_reads_is_refused(company: Path, mark: str) -> None:
    home = company.parent / f"a{mark}b"

    told = CliRunner().invoke(cx, ["status", "--company", str(company)], env={"CX_HOME": str(home)})

    assert told.exit_code == 1
    assert "cannot hold a warehouse" in told.output


@pytest.mark.parametrize("name", ["with blanks", "ünïcode 数", "a%20c&d;e$f(g)~,+@=!"])
def test_any_other_name_is_good_and_the_company_may_have_an_odd_one(
    company: Path, name: str
) -> None:
    env = {"CX_HOME": str(company.parent / name), "CX_COMPANY": str(company)}

    landed = CliRunner().invoke(cx, ["land", "--as-of", "2026-01-31"], env=env)
    rejected = CliRunner().invoke(cx, ["rejects", "show"], env=env)
    status = CliRunner().invoke(cx, ["status"], env=env)

    assert (landed.exit_code, rejected.exit_code) == (0, 0), landed.output
    assert "many" in rejected.output
    assert "shop/orders" in status.output
    shutil.rmtree(env["CX_HOME"])


@pytest.mark.parametrize("verb", ["land", "nightly", "demo", "status", "dbt", "rejects"])
def test_a_home_that_is_a_file_is_told_in_one_line(tmp_path: Path, verb: str) -> None:
    home = tmp_path / "file"
    home.write_text("", encoding="utf-8")

    told = CliRunner().invoke(cx, [verb], env={"CX_HOME": str(home)})

    assert (told.exit_code, told.output) == (
        1,
        f"Error: {home} is no folder; name one by CX_HOME\n",
    )


@pytest.mark.parametrize("verb", ["land", "nightly", "demo", "site", "dbt"])
def test_a_home_that_cannot_be_made_is_told_in_one_line(tmp_path: Path, verb: str) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    home = tmp_path / "file" / "home"

    told = CliRunner().invoke(cx, [verb], env={"CX_HOME": str(home)})

    assert told.exit_code == 1
    assert told.output == (
        f"Error: {home} cannot hold data: Not a directory; name another folder by CX_HOME\n"
    )


@pytest.mark.parametrize("as_json", [(), ("--json",)])
def test_landing_tells_what_it_refused_and_why(
    company: Path, tmp_path: Path, as_json: tuple[str, ...]
) -> None:
    (company / "f" / "b.csv").write_text("id;amount;day;who\n", encoding="utf-8")
    env = {"CX_HOME": str(tmp_path / "home"), "CX_COMPANY": str(company)}

    told = CliRunner().invoke(cx, ["land", "--as-of", "2026-01-31", *as_json], env=env)

    assert told.exit_code == 1
    first, second = told.stderr.splitlines()[-2:]
    assert first.startswith("refused landing/shop/orders/")
    assert "b.csv: it has no column 'id'" in first
    assert "cx land" in second


def test_a_port_in_use_is_told_in_one_line(company: Path, tmp_path: Path) -> None:
    (tmp_path / "home" / "site").mkdir(parents=True)
    (tmp_path / "home" / "site" / "index.html").write_text("", encoding="utf-8")
    env = {"CX_HOME": str(tmp_path / "home"), "CX_COMPANY": str(company)}
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])

        told = CliRunner().invoke(cx, ["site", "serve", "--port", port], env=env)

    assert told.exit_code == 1
    assert told.output == (
        f"Error: port {port} cannot be opened: Address already in use;"
        " --port names another, 0 any free one\n"
    )
