"""Nights that are killed, run out of disk or lose a sync, and the state they leave behind."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from orchestration.settings import Settings
from tests.pipeline.nights import copy_of, differences, fingerprints
from tests.torture.readers import Readers, State, look

# "build" comes twice; "start" is before the first line.
STAGES = ("start", "land", "gate", "build", "forecast", "read", "audit", "publish", "site")
RENAMES = 220
SYNCS = 200
# Its pages say how long nights took.
TELLS_TIME = ("status/", "data/", "data-quality/", "site.json")


@dataclass(frozen=True)
class Point:
    """One thing that happens to one night."""

    kind: str
    place: str
    words: tuple[str, ...] = ()
    seconds: float = 0.0


@dataclass
class Outcome:
    """What a series of points came to, and the company after its last night."""

    settings: Settings
    points: dict[str, int] = field(default_factory=dict)
    looks: int = 0
    faults: list[str] = field(default_factory=list)

    def count(self, kind: str) -> None:
        """One more point of a kind."""
        self.points[kind] = self.points.get(kind, 0) + 1


def plan(count: int, seed: int, night_seconds: float) -> list[Point]:
    """Every stage's beginning, then seeded moments, renames, full disks and failed syncs."""
    draw = random.Random(seed)
    points = [Point("stage", stage) for stage in STAGES]
    kinds = ("moment", "moment", "rename", "rename", "rename", "disk", "sync")
    while len(points) < count:
        kind = draw.choice(kinds)
        if kind == "moment":
            seconds = draw.uniform(0.2, night_seconds)
            points.append(Point(kind, f"{seconds:.1f} s", seconds=seconds))
        elif kind == "rename":
            side, nth = draw.choice(("before", "after")), draw.randint(1, RENAMES)
            points.append(Point(kind, f"{side} {nth}", (f"--die-{side}-rename", f"{nth}")))
        elif kind == "disk":
            size = draw.choice((4_000, 100_000, 2_000_000, 12_000_000))
            points.append(Point(kind, f"{size} bytes", ("--file-limit", f"{size}")))
        else:
            nth = draw.randint(1, SYNCS)
            points.append(Point(kind, f"{nth}", ("--fail-sync", f"{nth}")))
    draw.shuffle(points)
    return points[:count]


def torture(
    delivered: Settings, reference: Settings, night: date, points: list[Point], deadline: float
) -> Outcome:
    """Let each point happen to a night, one after the other on the same data, then let it end."""
    folder = delivered.home.parent / "tortured"
    tortured = copy_of(delivered, folder)
    outcome = Outcome(tortured)
    allowed = {look(delivered.published_warehouse), look(reference.published_warehouse)}
    for nth, point in enumerate(points, 1):
        if time.monotonic() > deadline:
            break
        tell(f"point {nth} of {len(points)}: {point.kind} {point.place}")
        if look(tortured.published_warehouse) == look(reference.published_warehouse):
            # It got as far as publishing: the next point starts from before.
            outcome.faults += _unequal(tortured, reference, point, final=False)
            tortured = _again(delivered, folder)
        with Readers(tortured) as readers:
            _happen(point, tortured, night)
        outcome.count(point.kind)
        outcome.looks += readers.looks
        outcome.faults += _wrong(point, readers, allowed)
        outcome.faults += _half_site(point, tortured, delivered, reference)
    tell("the last night")
    done = subprocess.run(
        _command(tortured, night),
        env=_environment(tortured),
        cwd=tortured.project,
        check=False,
        capture_output=True,
    )
    if done.returncode:
        outcome.faults.append(f"the last night ended with {done.returncode}")
    outcome.faults += _unequal(tortured, reference, Point("end", "the last night"), final=True)
    return outcome


def tell(what: str) -> None:
    """What happens now, for whoever waits an hour for the table."""
    sys.stderr.write(f"{time.strftime('%H:%M:%S')} {what}\n")
    sys.stderr.flush()


def _happen(point: Point, settings: Settings, night: date) -> None:
    process = subprocess.Popen(
        _command(settings, night, *point.words),
        env=_environment(settings),
        cwd=settings.project,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        if point.kind == "stage":
            _wait_for(process, point.place)
            os.kill(process.pid, signal.SIGKILL)
        elif point.kind == "moment":
            try:
                process.communicate(timeout=point.seconds)
            except subprocess.TimeoutExpired:
                os.kill(process.pid, signal.SIGKILL)
        process.communicate(timeout=600)
    finally:
        if process.poll() is None:
            process.kill()


def _wait_for(process: "subprocess.Popen[str]", stage: str) -> None:
    assert process.stderr is not None
    for line in process.stderr:
        if stage == "start" or line.startswith(stage):
            return


def _command(settings: Settings, night: date, *words: str) -> list[str]:
    run = [sys.executable, "-m", "tests.torture.night", *words]
    return [*run, "--", "nightly", "--company", str(settings.company), "--as-of", night.isoformat()]


def _environment(settings: Settings) -> dict[str, str]:
    return {**os.environ, "CX_HOME": str(settings.home)}


def _again(delivered: Settings, folder: Path) -> Settings:
    import shutil

    shutil.rmtree(folder)
    return copy_of(delivered, folder)


def _wrong(point: Point, readers: Readers, allowed: set[State]) -> Iterator[str]:
    for told in dict.fromkeys(readers.wrong):
        yield f"{point.kind} {point.place}: a reader met {told}"
    for state in readers.seen - allowed:
        yield f"{point.kind} {point.place}: a reader saw {state}"


def _half_site(
    point: Point, tortured: Settings, delivered: Settings, reference: Settings
) -> Iterator[str]:
    """All pages are of the night before, or all of this one."""
    now = pages(tortured.site)
    if now not in (pages(delivered.site), pages(reference.site)):
        other = _differing(now, pages(reference.site))
        yield f"{point.kind} {point.place}: the site is of neither night ({other})"


def pages(site: Path) -> dict[str, str]:
    """The bytes of a site's pages, but for those that tell how long nights took."""
    return {
        name: digest
        for name, digest in fingerprints(site).items()
        if not name.startswith(TELLS_TIME)
    }


def _differing(one: dict[str, str], other: dict[str, str]) -> str:
    """The files in which two sites differ, the first few."""
    names = sorted(name for name in {*one, *other} if one.get(name) != other.get(name))
    return ", ".join(names[:5])


def _unequal(
    tortured: Settings, reference: Settings, point: Point, *, final: bool
) -> Iterator[str]:
    rows = differences(reference.published_warehouse, tortured.published_warehouse)
    if rows:
        yield f"{point.kind} {point.place}: rows differ in {rows}"
    if final and pages(tortured.site) != pages(reference.site):
        other = _differing(pages(tortured.site), pages(reference.site))
        yield f"{point.kind} {point.place}: the site differs from the reference ({other})"
    if final and (left := [path.name for path in tortured.home.glob(".loading-*")]):
        yield f"{point.kind} {point.place}: left behind {left}"
