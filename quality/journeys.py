"""The company's journeys as it wrote them down: are the two seeds whole, and do they fit?

dbt would build empty journeys from a misspelt event without a word. Reads CSV files and nothing
else; what the events really are is the warehouse's business.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from quality.near import did_you_mean

JOURNEYS = (
    "journey_code",
    "journey_name",
    "start_event_name",
    "completion_event_name",
    "window_days",
    "owner_name",
)
TOUCHPOINTS = (
    "journey_code",
    "stage_number",
    "stage_name",
    "touchpoint_name",
    "channel_name",
    "is_moment_of_truth",
    "source_name",
    "event_name",
)
# What the rows of one stage have in common: each tells it by an event of another log.
ALIKE = ("stage_name", "touchpoint_name", "channel_name", "is_moment_of_truth")


class JourneysError(Exception):
    """Seeds that define no journeys; says file, line and cure."""


@dataclass(frozen=True)
class Line:
    """One line of a seed and where it stands."""

    place: str
    values: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.values[column]

    def wrong(self, what: str) -> JourneysError:
        """The error that names this line."""
        return JourneysError(f"{self.place}: {what}")


def check_journeys(seeds: Path) -> None:
    """Read both seeds and refuse the first mistake.

    Raises:
        JourneysError: A cell is missing or wrong, or the two seeds do not fit each other.
    """
    journeys = _read(seeds / "journeys.csv", JOURNEYS)
    touchpoints = _read(seeds / "touchpoints.csv", TOUCHPOINTS)
    known = _by_code(journeys)
    stages: dict[str, list[Line]] = {code: [] for code in known}
    for line in touchpoints:
        code = line["journey_code"]
        if code not in known:
            raise line.wrong(
                f"there is no journey '{code}' in journeys.csv{did_you_mean(code, known)}"
            )
        stages[code].append(line)
    _check_stages(touchpoints)
    for code, journey in known.items():
        _check_journey(journey, stages[code])


def _read(path: Path, columns: Sequence[str]) -> tuple[Line, ...]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        try:
            if tuple(rows.fieldnames or ()) != tuple(columns):
                raise JourneysError(f"{path.name}:1: the columns must be {', '.join(columns)}")
            return tuple(_lines(path, rows, columns))
        except csv.Error as error:
            raise JourneysError(f"{path.name}:{rows.reader.line_num}: no CSV: {error}") from error


def _lines(path: Path, rows: "csv.DictReader[str]", columns: Sequence[str]) -> Iterator[Line]:
    for row in rows:
        line = Line(f"{path.name}:{rows.line_num}", {c: (row[c] or "").strip() for c in columns})
        for column in columns:
            if column == "completion_event_name" and not line[column]:
                raise line.wrong("no completion event: name the event that reaches the goal")
            if column in ("source_name", "event_name") and not line[column]:
                raise line.wrong("a stage without an event: fill source_name and event_name")
            if not line[column]:
                raise line.wrong(f"{column} is empty")
        yield line


def _by_code(journeys: Sequence[Line]) -> dict[str, Line]:
    known: dict[str, Line] = {}
    for line in journeys:
        if line["journey_code"] in known:
            raise line.wrong(f"journey '{line['journey_code']}' is defined twice")
        if not _is_number(line["window_days"]):
            raise line.wrong(f"window_days is '{line['window_days']}', not a number of days")
        known[line["journey_code"]] = line
    return known


def _check_stages(touchpoints: Sequence[Line]) -> None:
    stages: dict[tuple[str, int], Line] = {}
    events: dict[tuple[str, str], str] = {}
    for line in touchpoints:
        number, event = line["stage_number"], (line["source_name"], line["event_name"])
        if not _is_number(number):
            raise line.wrong(f"stage_number is '{number}', not 1, 2, 3 …")
        if line["is_moment_of_truth"] not in ("true", "false"):
            raise line.wrong("is_moment_of_truth is neither true nor false")
        first = stages.setdefault((line["journey_code"], int(number)), line)
        for column in ALIKE:
            if line[column] != first[column]:
                raise line.wrong(
                    f"stage {number} of '{line['journey_code']}' stands in {first.place} already,"
                    f" with another {column}: rows of one stage differ in their events alone"
                )
        if place := events.get(event):
            raise line.wrong(f"the event '{event[1]}' marks the stage in {place} already")
        events[event] = line.place


def _check_journey(journey: Line, stages: Sequence[Line]) -> None:
    events = [stage["event_name"] for stage in stages]
    marked: dict[str, str] = {}
    if not stages:
        raise journey.wrong(f"'{journey['journey_code']}' has no stage in touchpoints.csv")
    for column in ("start_event_name", "completion_event_name"):
        if journey[column] not in events:
            near = did_you_mean(journey[column], events)
            raise journey.wrong(f"{column} '{journey[column]}' marks none of its stages{near}")
        first, *others = [stage for stage in stages if stage["event_name"] == journey[column]]
        for stage in others:
            if int(stage["stage_number"]) != int(first["stage_number"]):
                raise stage.wrong(
                    f"the event '{journey[column]}' marks stage {first['stage_number']} in"
                    f" {first.place}: give both rows one stage_number"
                )
        marked[column] = str(int(first["stage_number"]))
    if marked["start_event_name"] == marked["completion_event_name"]:
        raise journey.wrong("it ends with the event that begins it")


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and int(text) > 0
