"""Rules about how much came, and how often: a night against the nights before it.

A table that comes every night is judged every night, one that comes now and then when it comes and
when it stays away (DECISIONS D148, D149). What to expect is worked out in `quality/volume.py`.
"""

from collections.abc import Collection, Iterator
from datetime import date
from itertools import pairwise

from quality.arrivals import Arrivals
from quality.contract import TableContract
from quality.deliveries import Stream
from quality.suites.gate_verdicts import verdict
from quality.verdicts import Verdict
from quality.volume import ExpectedRows, expected_delivery, expected_rows, similar_nights

# Silence of this multiple of the longest so far warns (or stops), after this many silences.
LATE, LATE_AFTER = 2, 6
LOST, LOST_AFTER = 4, 10


def volume(
    arrivals: Arrivals, table: TableContract, as_of: date, holidays: Collection[date]
) -> Iterator[Verdict]:
    """As many rows as past nights lead to expect: far too few stop the night, the rest warns."""
    if table.volume == "daily" and not arrivals.files:
        return
    for stream in arrivals.streams:
        expected = _expected(stream, table, as_of, holidays)
        if expected:
            yield from _judged(stream, expected, table, as_of)
        elif table.volume == "daily" and not stream.rows:
            yield from _first_week(arrivals, stream, table, as_of, holidays)
        if table.volume != "daily" and not stream.files:
            yield from _silence(stream, table, as_of)


def _expected(
    stream: Stream, table: TableContract, as_of: date, holidays: Collection[date]
) -> ExpectedRows | None:
    """Of a night that is usually silent, a file is compared with other files."""
    similar = similar_nights(stream.past_rows, as_of, holidays)
    came = [night for night in similar[0] if night in stream.past_files] if similar else []
    if table.volume == "daily" or (similar and 2 * len(came) > len(similar[0])):
        return expected_rows(stream.past_rows, as_of, holidays=holidays)
    if not stream.files:
        return None
    return expected_delivery({night: stream.past_rows[night] for night in stream.past_files})


def _judged(
    stream: Stream, expected: ExpectedRows, table: TableContract, as_of: date
) -> Iterator[Verdict]:
    found = f"{stream.rows} rows" if stream.files else "no file"
    is_enough = stream.rows >= expected.least
    again = f'; if the company has changed, set night.volume_since."{stream.name}" in cx.toml'
    yield verdict(
        table,
        as_of,
        _named("volume", stream, table),
        passed=is_enough,
        expected=f"{expected}{'' if is_enough else again}",
        found=found,
    )
    for rule, is_odd in (
        ("volume_low", is_enough and stream.rows < expected.low),
        ("volume_high", stream.rows > expected.most),
    ):
        if is_odd:
            yield verdict(
                table,
                as_of,
                _named(rule, stream, table),
                passed=False,
                is_blocking=False,
                expected=str(expected),
                found=found,
            )


def _first_week(
    arrivals: Arrivals,
    stream: Stream,
    table: TableContract,
    as_of: date,
    holidays: Collection[date],
) -> Iterator[Verdict]:
    """No night is known yet, but the days of the first load are: an empty one is not like them."""
    expected = expected_rows(arrivals.first_days, as_of, holidays=holidays)
    if expected and expected.least:
        yield verdict(
            table,
            as_of,
            _named("volume", stream, table),
            passed=False,
            expected=f"some rows: its first load has about {expected.usual:.3g} a day"
            f" ({expected.basis})",
            found="0 rows",
        )


def _silence(stream: Stream, table: TableContract, as_of: date) -> Iterator[Verdict]:
    """A table that comes now and then stays away no longer than it did; nights that ran count."""
    nights = sorted(stream.past_rows)
    came = [place for place, night in enumerate(nights) if night in stream.past_files]
    gaps = [later - before for before, later in pairwise(came)]
    if len(gaps) < LATE_AFTER:
        return
    silent = len(nights) - came[-1]
    is_lost = len(gaps) >= LOST_AFTER and silent > LOST * max(gaps)
    times, name = (LATE, "rhythm_late") if not is_lost else (LOST, "rhythm")
    yield verdict(
        table,
        as_of,
        _named(name, stream, table),
        passed=silent <= times * max(gaps),
        is_blocking=is_lost,
        expected=f"a file at least every {times * max(gaps)} nights, {times} times the longest"
        f" silence of {len(came)} deliveries",
        found=f"none for {silent} nights",
    )


def _named(rule: str, stream: Stream, table: TableContract) -> str:
    """An entity is judged feed by feed."""
    return f"{rule}:{stream.name.split('/')[0]}" if table.format == "feed" else rule
