"""Running `cx` as a company's machine would, and comparing what two nights left."""

import os
import shutil
import signal
import subprocess
import sys
from datetime import date
from hashlib import sha256
from pathlib import Path

import duckdb
from click.testing import CliRunner

from orchestration import steps
from orchestration.demo.writing import write_demo
from orchestration.rebuild import build_whole, stop_on_failures
from orchestration.settings import Settings, load_settings

# Oddities of files that loader, models and reader understand, in an order in which they can be
# planted. Others of the kind need more accounts and answers than a night of the shared company has:
# they are in the history that `make torture` loads.
UNDERSTOOD = (
    "test_tickets",
    "event_times_in_milliseconds",
    "epoch_milliseconds",
    "endless_comment",
    "deleted_and_back",
    "byte_order_mark",
)
CX = (sys.executable, "-m", "orchestration.cli")


def start(settings: Settings, *words: str) -> "subprocess.Popen[str]":
    """Begin `cx` on a company's data."""
    return subprocess.Popen(
        [*CX, *words],
        cwd=settings.project,
        env={**os.environ, "CX_HOME": str(settings.home)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def kill_at(stage: str, settings: Settings, night: date) -> None:
    """Run a night and kill it, without warning, when it says it begins a stage."""
    process = start(settings, "nightly", "--as-of", night.isoformat())
    assert process.stderr is not None
    said = []
    for line in process.stderr:
        said.append(line)
        if line.startswith(stage):
            os.kill(process.pid, signal.SIGKILL)
            break
    process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL, "".join(said)


def cx(settings: Settings, *words: str) -> "subprocess.CompletedProcess[str]":
    """Run `cx` to its end."""
    process = start(settings, *words)
    out, err = process.communicate(timeout=300)
    return subprocess.CompletedProcess(words, process.returncode, out, err)


def nightly(settings: Settings, as_of: date) -> "subprocess.CompletedProcess[str]":
    """Run the night of a day."""
    return cx(settings, "nightly", "--as-of", as_of.isoformat())


def quick_night(settings: Settings, night: date, *, full_refresh: bool = False) -> None:
    """A whole night but for Dagster and the site."""
    with steps.open_night(settings, night, full_refresh=full_refresh) as opened:
        every_table = steps.tables(settings)
        steps.land(opened)
        for table in every_table:
            steps.load(opened, table)
        stop_on_failures(steps.gate(opened, every_table))
        build_whole(opened)


def build(settings: Settings, as_of: date, *, full_refresh: bool = False) -> None:
    """Run `cx build` in this process, which has imported everything already."""
    from orchestration.commands.stages import build as command

    words = ["--company", str(settings.company), "--as-of", as_of.isoformat()]
    words += ["--full-refresh"] if full_refresh else []
    done = CliRunner().invoke(command, words, env={"CX_HOME": str(settings.home)})
    assert done.exit_code == 0, done.output


def copy_of(settings: Settings, folder: Path) -> Settings:
    """The same company elsewhere, to be changed."""
    shutil.copytree(settings.home, folder / "home")
    return load_settings(settings.company, {"CX_HOME": str(folder / "home")})


def deliver(settings: Settings, through: date, *faults: str) -> None:
    """What the vendors send until a day ends."""
    write_demo(settings.home, through=through, faults=faults)


def correct_orders(file: Path, day: date) -> None:
    """Send orders again under their file's name: one of each kind belongs to somebody else."""
    corrected = duckdb.read_csv(str(file), all_varchar=True).query(
        "orders",
        "with numbered as (select *, row_number() over (partition by Type order by Id) as place,"
        " max(AccountId) over () as heir from orders)"
        " select * exclude (place, heir) replace (case place when 1 then heir else AccountId end"
        f" as AccountId, case place when 1 then '{day}T05:00:00.000Z' else SystemModstamp end"
        " as SystemModstamp) from numbered order by Id",
    )
    corrected.write_csv(str(file))


def fingerprints(folder: Path) -> dict[str, str]:
    """The bytes of every file of a folder."""
    return {
        path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def relations(warehouse: Path, *schemas: str) -> list[str]:
    """The tables of some schemas, qualified."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        found = connection.execute(
            "select schema_name || '.' || table_name from duckdb_tables() "
            "where list_contains(?, schema_name) order by 1",
            [list(schemas)],
        ).fetchall()
    return [name for (name,) in found]


def differences(
    left: Path, right: Path, *, schemas: tuple[str, ...] = ("marts",), but: str = ""
) -> dict[str, int]:
    """Rows that only one of two warehouses holds, by table; duplicates count, a column may not."""
    names = relations(left, *schemas)
    assert names == relations(right, *schemas)
    with duckdb.connect() as connection:
        connection.execute(f"attach '{left}' as l (read_only)")
        connection.execute(f"attach '{right}' as r (read_only)")
        return {name: rows for name in names if (rows := _difference(connection, name, but))}


def _difference(connection: duckdb.DuckDBPyConnection, name: str, but: str) -> int:
    rows = f"select columns(lambda name: name != '{but}') from {{}}.{name}"
    only = f"select count(*) from ({rows} except all {rows})"
    counts = (connection.execute(only.format(*sides)).fetchone() for sides in ("lr", "rl"))
    return sum(count[0] for count in counts if count)
