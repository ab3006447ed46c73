"""One night at a time on a data folder: its lock, its stages and how long each took.

The record is written before the first stage, so that a night that was killed is seen as one. What
the stages do does not belong here.
"""

import fcntl
import logging
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from shutil import rmtree

from filelock import FileLock, Timeout

from orchestration.company import SettingsError
from orchestration.night_records import NightRecord, read_record, write_record

log = logging.getLogger("cx")
# Prefix of the scratch folders that loading works in.
SCRATCH = ".loading-"
_MOMENT_SECONDS = 0.2
# Which verb repeats a stage; the others are parts of `cx build`.
_VERB_OF = {"land": "cx land", "gate": "cx gate", "site": "cx site", "forget": "cx forget"}


class LockError(Exception):
    """A data folder that cannot be held."""


class NightBusyError(LockError):
    """Another night holds the lock of this data folder."""


class HomeError(LockError):
    """A data folder that is not a folder or cannot be written to."""


class StageError(Exception):
    """A stage that stopped the night; says what, where, and which command looks further."""

    def __init__(self, stage: str, reason: str, look: str = "") -> None:
        super().__init__(f"{stage}: {reason}")
        self.stage = stage
        self.reason = " ".join(reason.split())
        self.look = look


@contextmanager
def hold_lock(home: Path) -> Iterator[None]:
    """Be the only night on this data folder; the kernel frees the lock of a killed process.

    What a killed one was loading lies in a folder of its own, which is removed.

    Raises:
        NightBusyError: Another process holds it.
        HomeError: The folder cannot be written into.
    """
    open_home(home)
    lock = FileLock(home / "night.lock", is_singleton=True)
    try:
        # `is_held` may be asking at this moment.
        lock.acquire(timeout=_MOMENT_SECONDS, poll_interval=_MOMENT_SECONDS / 4)
    except Timeout:
        raise NightBusyError(
            f"another night is at work in {home}{_holder(home)}; wait until it ends"
        ) from None
    try:
        (home / "night.pid").write_text(f"{os.getpid()}\n", encoding="utf-8")
        for left in home.glob(f"{SCRATCH}*"):
            rmtree(left, ignore_errors=True)
        yield
    finally:
        lock.release()


def open_home(home: Path) -> None:
    """The data folder, made if it is not there.

    Raises:
        HomeError: The folder is none or cannot be written into.
    """
    try:
        home.mkdir(parents=True, exist_ok=True)
        reason = "" if os.access(home, os.W_OK | os.X_OK) else "it is not writable"
    except OSError as error:
        reason = error.strerror or str(error)
    if reason:
        raise HomeError(f"{home} cannot hold data: {reason}; name another folder by CX_HOME")


def _holder(home: Path) -> str:
    """The process that says it holds the lock; it writes so a moment after it has it."""
    try:
        return f" (process {(home / 'night.pid').read_text(encoding='utf-8').strip()})"
    except FileNotFoundError:
        return ""


def is_held(home: Path) -> bool:
    """Whether a night is at work; tries the lock, shared with others that ask, and releases it."""
    try:
        with (home / "night.lock").open("rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


class NightRun:
    """A night while it runs: times its stages, remembers what went wrong, keeps the record."""

    def __init__(self, nights: Path | None, night: date, started_at: datetime) -> None:
        """Begin; without a folder nothing is kept (a verb that is only a part of a night).

        What an earlier run of the night brought stays counted until this one brings something.
        """
        before = read_record(nights, night) if nights is not None else None
        self._nights = nights
        self._has_counted = False
        self._began = time.monotonic()
        self._errors: dict[str, StageError] = {}
        self._record = NightRecord(
            night,
            "running",
            started_at.astimezone(UTC),
            rows_loaded=before.rows_loaded if before else 0,
            rows_rejected=before.rows_rejected if before else 0,
            # A run that is still said to be at work was killed.
            stopped_runs=before.stopped_runs + (before.status == "running") if before else 0,
        )
        self._write()

    @property
    def record(self) -> NightRecord:
        """The record as it stands."""
        return self._record

    @contextmanager
    def stage(self, name: str, step: str = "") -> Iterator[None]:
        """Time a step. Success clears its earlier failure, so parallel steps need names."""
        if self._record.stage != name:
            log.info("%s …", name)
            self._keep(stage=name)
        began = time.monotonic()
        try:
            yield
            self._errors.pop(f"{name} {step}", None)
        except StageError as error:
            self.fail(error, step)
            raise
        except SettingsError as error:
            stage_error = StageError(name, str(error))
            self.fail(stage_error, step)
            raise stage_error from error
        except Exception as error:
            place = f"{step}: " if step else ""
            reason = f"{place}{type(error).__name__}: {error}"
            self.fail(StageError(name, reason, _VERB_OF.get(name, "cx build")), step)
            raise
        except BaseException:
            # Control-C, or a machine that shuts down; each library has an exception of its own.
            self.fail(StageError(name, "interrupted from outside", "cx nightly"), step)
            raise
        finally:
            spent = self._record.timings.get(name, 0.0) + time.monotonic() - began
            self._keep(timings={**self._record.timings, name: round(spent, 3)})

    def fail(self, error: StageError, step: str = "") -> None:
        """Remember why the night will have to stop."""
        self._errors[f"{error.stage} {step}"] = error

    def count(self, *, loaded: int, rejected: int) -> None:
        """Add rows that came in."""
        earlier = self._record if self._has_counted else None
        self._has_counted = True
        self._keep(
            rows_loaded=loaded + (earlier.rows_loaded if earlier else 0),
            rows_rejected=rejected + (earlier.rows_rejected if earlier else 0),
        )

    def as_published(self) -> NightRecord:
        """The record as it will stand if nothing else stops the night."""
        return replace(self._ended(), status="published", stage=None)

    def finish(self, *, site_warnings: int = 0) -> NightRecord:
        """The night is published and rendered."""
        self._record = replace(self.as_published(), site_warnings=site_warnings)
        self._write()
        return self._record

    def close(self) -> NightRecord:
        """End the night; if it has not finished it was stopped, and the record says why."""
        if self._record.status == "running":
            self._record = self._stopped()
            self._write()
        return self._record

    def _stopped(self) -> NightRecord:
        unfinished = StageError(self._record.stage or "start", "ended before its last stage", "")
        first, *others = self._errors.values() or [unfinished]
        more = f" (and {len(others)} more)" if others else ""
        return replace(
            self._ended(),
            status="stopped",
            stage=first.stage,
            reason=first.reason + more,
            look=first.look or None,
            stopped_runs=self._record.stopped_runs + 1,
        )

    def _ended(self) -> NightRecord:
        spent = time.monotonic() - self._began
        finished_at = self._record.started_at + timedelta(seconds=spent)
        return replace(self._record, finished_at=finished_at, seconds=round(spent, 3))

    def _keep(self, **changes: object) -> None:
        self._record = replace(self._record, **changes)  # type: ignore[arg-type]
        self._write()

    def _write(self) -> None:
        if self._nights is not None:
            write_record(self._nights, self._record)
