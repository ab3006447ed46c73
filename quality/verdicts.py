"""What a gate or an audit found, and the history of it.

A verdict says which rule was asked of which table, what was expected and what was found. The
history is one JSON-lines file per night and stage, which keeps every attempt: what stopped a night
is known after its correction too, and the last attempt is what stands. Deciding what is right or
wrong belongs in gates and audits.
"""

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

EXAMPLES = 5
_FAILED = '"passed": false, "is_blocking": true'
OF_REJECTS = ("rows_accepted", "no_row_rejected")


@dataclass(frozen=True)
class Verdict:
    """One rule asked of one table in one night.

    Args:
        night: The as-of date.
        stage: `gate-<source>-<table>` or `audit`.
        table: What was judged: `source/table` at a gate, a mart or layer in an audit.
        rule: Name of the rule.
        passed: Whether it holds.
        is_blocking: Whether the night stops when it does not.
        expected: What the rule wants, in words.
        found: What is there, in words.
        examples: Up to five keys of offending rows, never their values: they leave the machine.
    """

    night: date
    stage: str
    table: str
    rule: str
    passed: bool
    is_blocking: bool
    expected: str
    found: str
    examples: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """Table, rule, what was expected, what was found, and keys of examples."""
        shown = f" (for example {', '.join(self.examples)})" if self.examples else ""
        return f"{self.table} {self.rule}: expected {self.expected}; found {self.found}{shown}"

    @property
    def look(self) -> str:
        """The command that looks further."""
        return f"cx rejects show --table {self.table}" if self.rule in OF_REJECTS else "cx status"

    @property
    def message(self) -> str:
        """One line: the sentence, and of a broken rule the command that looks further."""
        return self.sentence if self.passed else f"{self.sentence}; look further: {self.look}"

    def to_json(self) -> dict[str, Any]:
        """The verdict as plain values, for JSON and templates."""
        return {**asdict(self), "night": self.night.isoformat(), "examples": list(self.examples)}

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> "Verdict":
        """The verdict that `to_json` described; keys of a newer version are ignored."""
        known = {field.name: document[field.name] for field in fields(cls)}
        known["night"] = date.fromisoformat(known["night"])
        known["examples"] = tuple(known["examples"])
        return cls(**known)


def failures(verdicts: Iterable[Verdict]) -> tuple[Verdict, ...]:
    """The verdicts that stop the night."""
    return tuple(v for v in verdicts if v.is_blocking and not v.passed)


def warnings(verdicts: Iterable[Verdict]) -> tuple[Verdict, ...]:
    """The verdicts worth reading that stop nothing."""
    return tuple(v for v in verdicts if not v.is_blocking and not v.passed)


def write_verdicts(folder: Path, verdicts: Iterable[Verdict]) -> tuple[Path, ...]:
    """Add an attempt to `<folder>/<night>/<stage>.jsonl`, unless it says what the last one said.

    Each file appears whole or not at all, so that a killed night leaves no half verdict.
    """
    stages: dict[tuple[date, str], list[Verdict]] = {}
    for verdict in verdicts:
        stages.setdefault((verdict.night, verdict.stage), []).append(verdict)
    paths = []
    for (night, stage), attempt in stages.items():
        path = folder / night.isoformat() / f"{stage}.jsonl"
        attempts = _read_attempts(path) if path.exists() else []
        if not attempts or attempts[-1] != attempt:
            _write_attempts(path, [*attempts, attempt])
        paths.append(path)
    return tuple(paths)


def read_verdicts(
    folder: Path, *, night: date | None = None, stage: str = "*"
) -> tuple[Verdict, ...]:
    """What stands of the history, oldest night first; of one night or stage if given."""
    return tuple(
        verdict
        for attempts in _history(folder, night, stage)
        for verdict in (attempts[-1] if attempts else ())
    )


def read_stops(folder: Path, *, night: date | None = None, stage: str = "*") -> tuple[Verdict, ...]:
    """Every verdict that stopped an attempt, those that a correction answered since included."""
    return tuple(
        verdict
        for attempts in _history(folder, night, stage)
        for attempt in attempts
        for verdict in failures(attempt)
    )


def judged_nights(folder: Path, stage: str) -> dict[date, bool]:
    """The nights a stage was asked in, and whether its last attempt let the night go on."""
    nights = {}
    for path in folder.glob(f"????-??-??/{stage}.jsonl"):
        # Years of nights are read for every table: most of them say no such thing.
        is_open = _FAILED not in path.read_text(encoding="utf-8") or not failures(
            _read_attempts(path)[-1]
        )
        nights[date.fromisoformat(path.parent.name)] = is_open
    return nights


def _history(folder: Path, night: date | None, stage: str) -> Iterator[list[list[Verdict]]]:
    nights = night.isoformat() if night else "*-*-*"
    for path in sorted(folder.glob(f"{nights}/{stage}.jsonl")):
        if not path.name.startswith("."):
            yield _read_attempts(path)


def _read_attempts(path: Path) -> list[list[Verdict]]:
    """The verdicts of each attempt; a file of an older version holds one."""
    attempts: dict[int, list[Verdict]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        attempts.setdefault(record.get("attempt", 1), []).append(Verdict.from_json(record))
    return [attempts[number] for number in sorted(attempts)]


def _write_attempts(path: Path, attempts: Iterable[Iterable[Verdict]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{uuid4().hex}")
    lines = (
        json.dumps({"attempt": number, **verdict.to_json()}, ensure_ascii=False) + "\n"
        for number, attempt in enumerate(attempts, start=1)
        for verdict in attempt
    )
    draft.write_text("".join(lines), encoding="utf-8")
    os.replace(draft, path)  # noqa: PTH105 - says that the replacement is atomic
