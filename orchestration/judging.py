"""Gates and audits in a process beside the night.

Great Expectations takes four seconds and 270 MB to import: the second process does that while
this one imports Dagster and loads files, and gives the memory back (DECISIONS D88). It ends by
itself when the night's process ends, however that ends.
"""

import atexit
from collections.abc import Callable, Sequence
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import TYPE_CHECKING, Any, NoReturn

from orchestration.leaving import leave

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from orchestration.settings import Settings
    from quality.contract import TableContract
    from quality.verdicts import Verdict

_END_WITHIN_SECONDS = 5
_judge: list[Connection] = []


class JudgeError(Exception):
    """The second process is gone."""


def call_judge() -> None:
    """Start the second process unless it is there."""
    if _judge:
        return
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs,), daemon=True, name="judge")
    process.start()
    # Only the judge holds its end, so that it sees ours close.
    theirs.close()
    _judge.append(ours)
    atexit.register(_dismiss, ours, process)


def _dismiss(connection: Connection, process: BaseProcess) -> None:
    connection.close()
    process.join(_END_WITHIN_SECONDS)


def judge(question: Callable[..., tuple["Verdict", ...]], /, **facts: Any) -> tuple["Verdict", ...]:
    """Ask a function of this module in the second process; its errors are raised here."""
    call_judge()
    try:
        _judge[0].send((question, facts))
        answer = _judge[0].recv()
    except (EOFError, OSError) as error:
        _judge.clear()
        raise JudgeError(
            f"the process that judges ended while it was asked ({type(error).__name__}); most often"
            " the machine has too little memory: look for the kernel's log of killed processes"
        ) from error
    if isinstance(answer, Exception):
        raise answer
    verdicts: tuple[Verdict, ...] = answer
    return verdicts


def gate_tables(
    *,
    lake: "Path",
    tables: "tuple[TableContract, ...]",
    as_of: "date",
    holidays: "frozenset[date]",
    memory: str,
    **facts: Any,
) -> tuple["Verdict", ...]:
    """The gates of several tables with one connection; the desk adds its holidays."""
    from quality.duckdb_engine import Validator
    from quality.gates import run_gate
    from quality.holidays import read_holidays

    with Validator(memory_limit=memory) as validator:
        closed = holidays | read_holidays(lake, validator.sql, as_of=as_of)
        return tuple(
            verdict
            for table in tables
            for verdict in run_gate(
                lake, table, as_of=as_of, validator=validator, holidays=closed, **facts
            )
        )


def audit_warehouse(*, warehouse: "Path", lake: "Path", **facts: Any) -> tuple["Verdict", ...]:
    """The audit of a built warehouse."""
    from quality.audits import run_audit

    return run_audit(warehouse, lake, **facts)


def _serve(questions: Connection) -> NoReturn:
    import quality.audits
    import quality.duckdb_engine  # noqa: F401 - what takes long comes first

    while True:
        try:
            question, facts = questions.recv()
        except EOFError:
            leave(0)
        try:
            questions.send(question(**facts))
        except Exception as error:
            questions.send(_portable(error))


def _portable(error: Exception) -> Exception:
    """The error may not survive pickling; its message does."""
    return RuntimeError(f"{type(error).__name__}: {error}")


def check_volume_since(settings: "Settings", tables: Sequence[str]) -> None:
    """Refuse a table that its source does not have: nobody would notice that it is ignored.

    Args:
        settings: The company.
        tables: All tables of a source, as `source/table`.

    Raises:
        SettingsError: `night.volume_since` names another.
    """
    from orchestration.settings import SettingsError

    source = tables[0].partition("/")[0]
    for name in settings.night.volume_since:
        if name.startswith(f"{source}/") and name not in tables:
            place = f"{settings.company / 'cx.toml'}: night.volume_since"
            raise SettingsError(f"{place}: there is no table '{name}'")
