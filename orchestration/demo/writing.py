"""Write the simulated company's extracts into the landing, the whole past or night by night.

Reads and saves demo/world.json; what is in the files comes from the simulation and the vendors.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import duckdb

from orchestration.demo import truth
from orchestration.demo.faults import FAULTS, plant
from orchestration.demo.people import name_people, prepare
from orchestration.demo.simulation import register, simulate
from orchestration.demo.vendors import (
    crm_state,
    desk_events,
    desk_hours,
    desk_queues,
    desk_users,
    qualtrics,
    qualtrics_invitations,
    salesforce,
    segment,
    zendesk,
)
from orchestration.demo.world import (
    DemoError,
    World,
    check_same_world,
    end_of_day,
    first_world,
    read_world,
    save_world,
)
from quality.sql import literal

# What belongs to the company and to none of its customers is written once.
OF_THE_WORLD = (
    desk_users.AGENTS,
    desk_hours.SCHEDULES,
    desk_hours.HOLIDAYS,
    salesforce.CURRENCY_TYPES,
    salesforce.DATED_CONVERSION_RATES,
)
# Orders and deals are written days before they take effect, so the months ahead are simulated too.
MONTHS_AHEAD = 2


@dataclass(frozen=True)
class Night:
    """One delivery of the vendors: everything they recorded after `since`, until `until`."""

    day: date
    since: int
    until: int
    is_history: bool = False


@dataclass(frozen=True)
class DemoSummary:
    """What one call wrote."""

    through: date
    nights: tuple[date, ...]
    rows: dict[str, int]
    faults: tuple[str, ...]

    @property
    def total_rows(self) -> int:
        """Rows over all tables."""
        return sum(self.rows.values())


@dataclass(frozen=True)
class Extract:
    """One table of one vendor: where its files lie, how they are written, and its rows."""

    path: str
    query: str
    suffix: str
    header: tuple[tuple[str, ...], ...] = ()

    @property
    def table(self) -> str:
        """`source/table`, as the contract names it."""
        return "/".join(self.path.split("/")[:2])


def extracts() -> tuple[Extract, ...]:
    """Every file the vendors deliver in a night."""
    desk = (Extract(f"zendesk/{t}", sql, ".jsonl.gz") for t, sql in zendesk.TABLES.items())
    agents = Extract("zendesk/users", desk_users.AGENTS, ".jsonl.gz")
    surveys = (
        Extract(
            f"qualtrics/responses/{survey.survey_id}",
            qualtrics.responses(survey),
            ".csv",
            qualtrics.header_rows(survey),
        )
        for survey in qualtrics.SURVEYS
    )
    invitations = Extract(
        "qualtrics/distribution_contacts", qualtrics_invitations.DISTRIBUTION_CONTACTS, ".jsonl.gz"
    )
    crm = (Extract(f"salesforce/{t}", sql, ".csv") for t, sql in salesforce.TABLES.items())
    platform = (Extract(f"segment/{t}", sql, ".jsonl.gz") for t, sql in segment.TABLES.items())
    return (*desk, agents, *surveys, invitations, *crm, *platform)


def write_demo(
    home: Path,
    *,
    through: date,
    months: int | None = None,
    customers: int | None = None,
    seed: int | None = None,
    faults: tuple[str, ...] = (),
) -> DemoSummary:
    """Write what the vendors have delivered up to the end of a day.

    The first call founds the company and writes its history; later ones write one delivery for
    each night since. The same parameters give the same bytes, in one call or many.

    Args:
        home: The data folder; files go to landing/, the truth to demo/.
        through: The last complete day, in the company's time zone.
        months: Months of history (24); only for the first call, like the next two.
        customers: Customers of that history (5,000).
        seed: Where the random numbers start.
        faults: Names of faults to plant into the last delivery.

    Raises:
        DemoError: A parameter contradicts the founded company, or a fault cannot be planted.
    """
    for name in faults:
        if name not in FAULTS:
            raise DemoError(f"no fault is called '{name}'; there are: {', '.join(sorted(FAULTS))}")
    world = read_world(home)
    if world is None:
        world = first_world(through, months=months, customers=customers, seed=seed)
        nights: tuple[Night, ...] = (Night(through, -1, end_of_day(through), is_history=True),)
    else:
        check_same_world(world, months=months, customers=customers, seed=seed)
        nights = tuple(_nights(world.written_through, through))
    if faults and not nights:
        raise DemoError(
            f"no delivery to plant faults in: {world.written_through} is written already;"
            " ask for a later day"
        )
    rows = _write(home, replace(world, written_through=through), nights) if nights else {}
    for name in faults:
        plant(name, home / "landing", through)
    if nights:
        save_world(home, replace(world, written_through=through))
    return DemoSummary(through, tuple(night.day for night in nights), rows, faults)


def _nights(written: date, through: date) -> Iterator[Night]:
    day = written
    while day < through:
        day += timedelta(days=1)
        yield Night(day, end_of_day(day - timedelta(days=1)), end_of_day(day))


def _write(home: Path, world: World, nights: tuple[Night, ...]) -> dict[str, int]:
    """Chunk by chunk, so that the size of the company does not become the size of memory."""
    rows: Counter[str] = Counter()
    last_month = world.month_of(world.written_through) + MONTHS_AHEAD
    with duckdb.connect(config={"threads": 2}) as connection:
        prepare(connection)
        for chunk in range(world.chunks):
            simulated = simulate(world, chunk, last_month)
            register(connection, world, chunk, last_month, simulated)
            del simulated
            name_people(connection)
            connection.execute(desk_events.CONTACTS)
            connection.execute(desk_queues.QUEUE)
            connection.execute(desk_events.BODIES)
            connection.execute(desk_users.REQUESTERS)
            connection.execute(qualtrics.RESPONDENTS)
            connection.execute(segment.MESSAGES)
            connection.execute(segment.SIGN_INS)
            for night in nights:
                _set_window(connection, night)
                part = f"-{chunk + 1:03}" if night.is_history and world.chunks > 1 else ""
                _write_night(connection, home / "landing", night, part, chunk, rows)
            _write_truth(connection, home / "demo" / "truth", world, chunk)
        for night in nights:
            _flush(connection, home / "landing", night)
    return dict(rows)


def _set_window(connection: duckdb.DuckDBPyConnection, night: Night) -> None:
    connection.execute(f"set variable since = {night.since}")
    connection.execute(f"set variable until = {night.until}")
    for statement in (*desk_events.STATE, *crm_state.STATE):
        connection.execute(statement)


def _write_night(
    connection: duckdb.DuckDBPyConnection,
    landing: Path,
    night: Night,
    part: str,
    chunk: int,
    rows: Counter[str],
) -> None:
    """Collect a night's rows; a chunk of the history goes to its files at once."""
    for extract in extracts():
        if extract.query in OF_THE_WORLD and chunk > 0:
            continue
        held = _held(night, extract)
        exists = connection.execute(
            "select count(*) from duckdb_tables() where table_name = ?", [held]
        ).fetchone()
        verb = f"insert into {held}" if exists and exists[0] else f"create temp table {held} as"
        count = connection.execute(f"{verb} {extract.query}").fetchone()
        rows[extract.table] += count[0] if count else 0
    if night.is_history:
        _flush(connection, landing, night, part)


def _held(night: Night, extract: Extract) -> str:
    return f"held_{night.day:%Y%m%d}_" + extract.path.replace("/", "_")


def _flush(
    connection: duckdb.DuckDBPyConnection, landing: Path, night: Night, part: str = ""
) -> None:
    """Write the collected rows of a night and forget them."""
    for extract in {extract.path: extract for extract in extracts()}.values():
        held = _held(night, extract)
        exists = connection.execute(
            "select count(*) from duckdb_tables() where table_name = ?", [held]
        ).fetchone()
        if exists and exists[0]:
            target = landing / extract.path / f"{night.day}{part}{extract.suffix}"
            copy_rows(connection, f"select * from {held}", target, extract.header)
            connection.execute(f"drop table {held}")


def copy_rows(
    connection: duckdb.DuckDBPyConnection,
    query: str,
    target: Path,
    header: tuple[tuple[str, ...], ...] = (),
) -> None:
    """Write rows as the file's ending says, under a name that is only given when it is whole."""
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(f".{target.name}.partial")
    if target.suffix == ".parquet":
        how = "format parquet"
    elif target.suffix == ".gz":
        how = "format json, compression gzip"
    else:
        how = "format csv, header true"
        if header:
            rows = ", ".join(
                "(" + ", ".join(literal(cell) for cell in row) + ")" for row in header[1:]
            )
            names = ", ".join(f'"{name}"' for name in header[0])
            query = f"select * from (values {rows}) as header_rows({names}) union all ({query})"
    connection.execute(f"copy ({query}) to {literal(str(partial))} ({how})")
    partial.replace(target)


def _write_truth(
    connection: duckdb.DuckDBPyConnection, folder: Path, world: World, chunk: int
) -> None:
    part = f"-{chunk + 1:03}" if world.chunks > 1 else ""
    for name, query in truth.TABLES.items():
        copy_rows(connection, query, folder / f"{name}{part}.parquet")
