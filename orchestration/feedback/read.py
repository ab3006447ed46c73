"""Which comments a night has to read, and where their readings go.

Read is what was never read, what has another text than when it was read last, and everything when
the reader itself has changed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.feedback.lake import readings_glob, write_readings
from orchestration.feedback.reader import Reader, Reading, reader_version
from orchestration.feedback.readers import cores, readers
from orchestration.feedback.sentiment import Accuracy, SentimentModel, WordModel, measure

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

BATCH = 50_000
"""Comments in memory at a time: about 100 MB with their readings."""


@dataclass(frozen=True)
class ReadingSummary:
    """What a night read."""

    comments: int
    reader_version: str
    accuracy: Accuracy


def read_feedback(
    connection: "DuckDBPyConnection",
    lake: Path,
    *,
    as_of: date,
    languages: tuple[str, ...],
    model: SentimentModel | None = None,
    processes: int | None = None,
) -> ReadingSummary:
    """Read every comment that no night up to `as_of` has read with this reader.

    Args:
        connection: The build, with intermediate.int_feedback_unioned and its people's names.
        lake: The lake's folder.
        as_of: The night.
        languages: Those that the company's customers write.
        model: How comments are meant; the word model if None.
        processes: How many may read a history at the same time; one per core if None.
    """
    model = model or WordModel.read()
    version = reader_version(languages, model)
    reader = Reader(languages, model, measure(model))
    connection.execute(_UNREAD.format(files=readings_glob(lake)), [version, as_of])
    first = connection.fetchmany(BATCH)
    count = 0
    if first:
        number = sum(1 for _ in (lake / "feedback" / "readings").glob("*/*.parquet"))
        batches = _read(connection, reader, first, processes or cores())
        name = f"{number:05}-{version}"
        count = write_readings(lake, batches, as_of=as_of, name=name)
    return ReadingSummary(count, version, reader.accuracy)


def _read(
    connection: "DuckDBPyConnection",
    reader: Reader,
    first: list[tuple[str, str, str, str]],
    processes: int,
) -> Iterator[list[tuple[str, str, Reading]]]:
    rows = first
    with readers(reader, comments=len(first), processes=processes) as read:
        while rows:
            readings = read([(text, names) for *_, text, names in rows])
            keys = ((key, digest) for key, digest, *_ in rows)
            yield [(*key, reading) for key, reading in zip(keys, readings, strict=True)]
            rows = connection.fetchmany(BATCH)


# A text is known by its hash, which is asked only of what came since anything was read: another one
# comes with its night. What was out of sight until tonight has no reading, however old it is.
_UNREAD = """
with readings as (
    select feedback_id, max({{
        'night': _loaded_on, 'file': _file, 'row': _row,
        'version': reader_version, 'text_hash': text_hash
    }}) as latest
    from read_parquet('{files}', hive_partitioning = true)
    where _loaded_on <= $2
    group by feedback_id
),

unread as (
    select feedback.*, md5(feedback.comment_text) as text_hash
    from intermediate.int_feedback_identified as feedback
    left join readings on feedback.feedback_id = readings.feedback_id
    where
        readings.feedback_id is null
        or readings.latest.version <> $1
        or (
            feedback._loaded_on >= (select max(latest.night) from readings)
            and md5(feedback.comment_text) <> readings.latest.text_hash
        )
),

known_people as (
    select unread.feedback_id, people.person_name
    from unread
    inner join intermediate.int_people_named as people on people.customer_id = unread.customer_id
    union
    select unread.feedback_id, people.person_name
    from unread
    inner join intermediate.int_people_named as people on people.person_key = unread.person_key
),

names as (
    select feedback_id, string_agg(person_name, chr(10) order by person_name) as person_names
    from known_people
    group by feedback_id
)

select
    unread.feedback_id,
    unread.text_hash,
    unread.comment_text,
    coalesce(names.person_names, '') as person_names
from unread
left join names on unread.feedback_id = names.feedback_id
order by unread.feedback_id
"""
