"""Rules about a table's night as a whole: its files, its volume, its age, its columns.

Pure functions from what arrived to verdicts; reading ledger and lake happens in
`quality/arrivals.py`.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from difflib import get_close_matches
from math import sqrt

from quality.arrivals import Arrivals, Filled
from quality.contract import TableContract
from quality.contract_checks import TECHNICAL_COLUMNS
from quality.deliveries import LoadedFile
from quality.suites.gate_verdicts import verdict
from quality.suites.volume import volume
from quality.verdicts import Verdict
from quality.volume import similar_nights

# A row that cannot be typed is a loss; a stray one must not stop a night (D61).
REJECTED_TOLERATED = 0.01
REJECTED_IGNORED = 2
# A column counts as used when half of the past rows had a value in it (D64).
USED = 0.5
ENOUGH_ROWS, ENOUGH_PAST = 30, 300
# It fell when a tenth of all rows and five spreads are missing.
FALLEN, FAR = 0.1, 5


def judge_arrivals(
    arrivals: Arrivals,
    table: TableContract,
    as_of: date,
    *,
    holidays: Collection[date] = (),
) -> Iterator[Verdict]:
    """All rules about the night as a whole."""
    yield extract_arrived(arrivals, table, as_of)
    yield files_accepted(arrivals, table, as_of)
    yield from rows_accepted(arrivals, table, as_of)
    yield columns_known(arrivals, table, as_of)
    yield from freshness(arrivals, table, as_of)
    yield from volume(arrivals, table, as_of, holidays)
    yield columns_filled(arrivals, table, as_of)
    yield filled_kept(arrivals, table, as_of, holidays)


def extract_arrived(arrivals: Arrivals, table: TableContract, as_of: date) -> Verdict:
    """A daily table brings a file every night, any other has brought one some night.

    A feed that the company never declared for an entity brings nothing and owes nothing.
    """
    is_new = arrivals.newest is None
    may_lack = table.optional or table.format == "feed"
    owed = not (is_new and may_lack) and (table.volume == "daily" or is_new)
    number = len(arrivals.files) - len(arrivals.resent)
    found = f"{number} file{'s' * (number != 1)}"
    if arrivals.resent:
        found += f", {len(arrivals.resent)} sent before"
    elif not number and arrivals.newest:
        found += f", the newest came in the night {arrivals.newest}"
    elif not number:
        found += ", and none in any night before"
    expected = "a new file in landing for this night" if owed else "files when there is something"
    if is_new and not may_lack and table.volume != "daily":
        expected = "a first file in landing, or `optional: true` in the contract of a table that"
        expected += " the company does not have"
    return verdict(
        table,
        as_of,
        "extract_arrived",
        passed=number > 0 or not owed,
        expected=expected,
        found=found,
        examples=tuple(file.file for file in arrivals.resent),
    )


def files_accepted(arrivals: Arrivals, table: TableContract, as_of: date) -> Verdict:
    """No file was refused, tonight or on an earlier night without having been replaced since."""
    refused = (*arrivals.refused, *arrivals.standing)
    first = f": {refused[0].reason}" if refused else ""
    return verdict(
        table,
        as_of,
        "files_accepted",
        passed=not refused,
        expected="every file to keep the contract, or a refused one replaced or taken away",
        found=f"{len(refused)} refused of {len(arrivals.files) + len(arrivals.standing)}{first}",
        examples=tuple(file.file for file in refused),
    )


def rows_accepted(arrivals: Arrivals, table: TableContract, as_of: date) -> Iterator[Verdict]:
    """Few rows are rejected (blocking), and better none (a warning)."""
    total = sum(file.rows_in for file in arrivals.loaded)
    rejected = sum(file.rows_rejected for file in arrivals.loaded)
    files = tuple(file.file for file in arrivals.loaded if file.rows_rejected)
    found = f"{rejected} of {total} rows rejected"
    many = 0 < total == rejected or any(map(_is_mostly_rejected, _by_stream(arrivals.loaded)))
    yield verdict(
        table,
        as_of,
        "rows_accepted",
        passed=not many,
        expected=f"at most {REJECTED_TOLERATED:.0%} of rows rejected, or {REJECTED_IGNORED}",
        found=found,
        examples=files,
    )
    if rejected and not many:
        yield verdict(
            table,
            as_of,
            "no_row_rejected",
            passed=False,
            is_blocking=False,
            expected="no row rejected",
            found=found,
            examples=files,
        )


def _by_stream(files: Sequence[LoadedFile]) -> list[list[LoadedFile]]:
    """Files by the place they come from: what one feed sends hides nothing of another's."""
    names = sorted({file.stream for file in files})
    return [[file for file in files if file.stream == name] for name in names]


def _is_mostly_rejected(files: Sequence[LoadedFile]) -> bool:
    """Whether more rows are rejected than may be, or those of a whole file."""
    total = sum(file.rows_in for file in files)
    rejected = sum(file.rows_rejected for file in files)
    whole = any(REJECTED_IGNORED < file.rows_in == file.rows_rejected for file in files)
    return whole or rejected > max(REJECTED_IGNORED, REJECTED_TOLERATED * total)


def columns_known(arrivals: Arrivals, table: TableContract, as_of: date) -> Verdict:
    """Columns that the contract does not name are kept, and reported until it does.

    One that is called nearly as a column without any value is likely to be the one that was meant.
    """
    extra = sorted({name for file in arrivals.loaded for name in file.extra_columns})
    silent = [c.header for c in table.columns if arrivals.rows and not arrivals.filled.get(c.name)]
    meant = {name: near for name in extra for near in get_close_matches(name, silent, n=1)}
    told = [f"{name} (the contract's {near} is empty)" for name, near in meant.items()]
    return verdict(
        table,
        as_of,
        "columns_known",
        passed=not extra,
        is_blocking=False,
        expected="no column outside the contract",
        found=f"{len(extra)} kept in _extra",
        examples=(*told, *(name for name in extra if name not in meant)),
    )


def freshness(arrivals: Arrivals, table: TableContract, as_of: date) -> Iterator[Verdict]:
    """The newest file is not older than the contract allows."""
    for rule, limit, is_blocking in (
        ("freshness", table.error_after, True),
        ("freshness_warning", table.warn_after, False),
    ):
        if limit is None or arrivals.newest is None:
            continue
        age = as_of - arrivals.newest
        if age <= limit and not is_blocking:
            continue
        yield verdict(
            table,
            as_of,
            rule,
            passed=age <= limit,
            is_blocking=is_blocking,
            expected=f"a file within the last {limit.days} days",
            found=f"the newest is {age.days} days old",
        )


def columns_filled(arrivals: Arrivals, table: TableContract, as_of: date) -> Verdict:
    """A column that always had values does not fall silent: the vendor renamed or dropped it."""
    silent = [
        column.name
        for column in table.columns
        if column.name not in TECHNICAL_COLUMNS
        and arrivals.rows >= ENOUGH_ROWS <= arrivals.past_total
        and arrivals.past_filled.get(column.name, 0) >= USED
        and not arrivals.filled.get(column.name)
    ]
    return verdict(
        table,
        as_of,
        "columns_filled",
        passed=not silent,
        expected="values in every column that had them before",
        found=f"{len(silent)} empty in all {arrivals.rows} rows",
        examples=tuple(silent),
    )


def filled_kept(
    arrivals: Arrivals, table: TableContract, as_of: date, holidays: Collection[date]
) -> Verdict:
    """A column is filled about as often as on nights like this one; fewer values are warned of."""
    similar = similar_nights(arrivals.nights_filled, as_of, holidays)
    nights = [arrivals.nights_filled[night] for night in similar[0]] if similar else []
    enough = arrivals.rows >= ENOUGH_ROWS and sum(rows for rows, _ in nights) >= ENOUGH_PAST
    fallen = [
        f"{column.name}: {usual:.0%} → {share:.0%}"
        for column in table.columns
        if enough and column.name not in TECHNICAL_COLUMNS
        for usual, scatter in [_usually_filled(column.name, nights)]
        for share in [arrivals.filled.get(column.name, 0) / arrivals.rows]
        if usual - share > max(FALLEN, FAR * sqrt(scatter + usual * (1 - usual) / arrivals.rows))
    ]
    return verdict(
        table,
        as_of,
        "filled_kept",
        passed=not fallen,
        is_blocking=False,
        expected=f"every column filled as on {similar[1] if similar else 'nights like this'},"
        f" within {FALLEN:.0%} and {FAR} spreads",
        found=f"{len(fallen)} that have fallen",
        examples=tuple(fallen),
    )


def _usually_filled(name: str, nights: Collection[Filled]) -> tuple[float, float]:
    """The share of rows with a value over some nights, and the variance between nights."""
    total = sum(rows for rows, _ in nights)
    usual = sum(filled.get(name, 0) for _, filled in nights) / total
    between = [rows * (filled.get(name, 0) / rows - usual) ** 2 for rows, filled in nights if rows]
    return usual, sum(between) / total
