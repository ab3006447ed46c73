"""Who asks the published warehouse can read it, and nothing else of the machine."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from orchestration.cli import cx
from reports.semantic import SemanticLayer
from reports.warehouse import open_warehouse, run_sql
from tests.unit.semantic_world import write_warehouse

FORBIDDEN = (
    "select * from read_text('{secret}')",
    "select * from read_csv('/etc/passwd')",
    "select * from glob('{folder}/*')",
    "copy (select 1) to '{folder}/out.csv'",
    "attach '{folder}/other.duckdb'",
    "create table marts.mine as select 1",
    "install httpfs",
    "load httpfs",
    "set enable_external_access = true",
    "set allowed_directories = ['{folder}']",
    "set lock_configuration = false",
)


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_warehouse(tmp_path_factory.mktemp("access"))


@pytest.fixture(scope="module")
def beside(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("beside")
    (folder / "secret.txt").write_text("planted", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def reader(warehouse: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_warehouse(warehouse) as connection:
        yield connection


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_a_reader_reaches_nothing_but_the_warehouse(
    reader: duckdb.DuckDBPyConnection, beside: Path, statement: str
) -> None:
    with pytest.raises(duckdb.Error):
        reader.execute(statement.format(folder=beside, secret=beside / "secret.txt"))

    assert [path.name for path in beside.iterdir()] == ["secret.txt"]


def test_a_folder_may_be_opened_beside_it_and_no_other(warehouse: Path, beside: Path) -> None:
    with open_warehouse(warehouse, folder=beside) as connection:
        told = connection.execute("select content from read_text(?)", [f"{beside}/secret.txt"])

        assert told.fetchall() == [("planted",)]
        with pytest.raises(duckdb.PermissionException):
            connection.execute(f"select * from read_blob('{beside}/../**')")


def test_one_thread_adds_up_to_the_same_last_digit_every_time(tmp_path: Path) -> None:
    file = tmp_path / "warehouse.duckdb"
    with duckdb.connect(str(file)) as connection:
        connection.execute("create schema marts")
        connection.execute(
            "create table marts.scores as "
            "select 100 * sin(n) as score from range(1_000_000) as numbers (n)"
        )
    with open_warehouse(file, threads=1) as reader:
        sums = {reader.execute("select avg(score) from scores").fetchall()[0] for _ in range(20)}

    assert len(sums) == 1


def test_the_order_in_which_rows_lie_changes_no_answer(tmp_path: Path) -> None:
    answers = []
    for place, order in enumerate(("n", "n desc", "hash(n)")):
        file = tmp_path / f"{place}.duckdb"
        with duckdb.connect(str(file)) as connection:
            connection.execute("create schema marts")
            connection.execute(
                "create table marts.scores as select 100 * sin(n) + 7.3 as score"
                f" from range(1_000) as numbers (n) order by {order}"
            )
        with open_warehouse(file, threads=1) as reader:
            answers.append(run_sql(reader, "select avg(score), count(*) from scores", {})[2])

    assert answers[0] == answers[1] == answers[2]


def test_the_semantic_layer_is_such_a_reader(warehouse: Path) -> None:
    with (
        SemanticLayer(warehouse) as layer,
        pytest.raises(duckdb.PermissionException),
    ):
        layer._connection.execute("select * from read_csv('/etc/passwd')")


def test_a_condition_of_a_question_reads_no_file(tmp_path: Path) -> None:
    (tmp_path / "published").mkdir()
    write_warehouse(tmp_path / "published")
    where = "(select count(*) from read_csv('/etc/passwd', header = false)) > 0"

    asked = CliRunner().invoke(
        cx, ["query", "logo_churn_rate", "--where", where], env={"CX_HOME": str(tmp_path)}
    )

    assert asked.exit_code != 0
    assert "root" not in asked.output
