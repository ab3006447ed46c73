"""What of a file a sieve lets through: lines of a text, rows of a batch, whether any of a file."""

import json
from collections.abc import Iterable, Iterator
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from orchestration.forgetting.sieve import Sieve
from orchestration.loading.decoding import DAMAGED_GZIP, open_bytes

if TYPE_CHECKING:
    from pyarrow import Array, RecordBatch

# Pieces overlap by more than the longest identifier.
_PIECE, _OVERLAP = 1 << 20, 1 << 12
# LookupError: of an encoding that does not exist.
_UNREADABLE = (*DAMAGED_GZIP, UnicodeError, LookupError)

_Told = TypeVar("_Told")


def sifted(told: Iterable[tuple[_Told, str]], sieve: Sieve | None) -> Iterator[tuple[_Told, bool]]:
    """Each thing in order, and whether the sieve lets its text through; all without a sieve.

    What the sieve learns of one is looked for in those that follow.
    """
    if sieve is None:
        yield from ((each, True) for each, _ in told)
        return
    for block in _blocks(told):
        # Mostly nobody is in any of them, and one long text is told from faster than many.
        whole = b"\n".join(text for _, text in block)
        near = sieve.near(whole)
        yield from ((each, near is not None and near.lets_through(text)) for each, text in block)


def rows_let_through(batch: "RecordBatch", sieve: Sieve) -> Iterator[int]:
    """The rows in which somebody may be, in order."""
    told = sifted(enumerate(_row_texts(batch)), sieve)
    return (row for row, is_let_through in told if is_let_through)


def is_text_let_through(path: Path, encoding: str, sieve: Sieve) -> bool:
    """Whether somebody may be in a file of text; also if it cannot be read to its end."""
    before = ""
    try:
        with (
            open_bytes(path) as raw,
            TextIOWrapper(raw, encoding=encoding, newline="") as text,
        ):
            while piece := text.read(_PIECE):
                if sieve.near(_encoded(before + piece)):
                    return True
                before = piece[-_OVERLAP:]
    except _UNREADABLE:
        return True
    return False


def _blocks(told: Iterable[tuple[_Told, str]]) -> Iterator[list[tuple[_Told, bytes]]]:
    block: list[tuple[_Told, bytes]] = []
    size = 0
    for each, text in told:
        block.append((each, _encoded(text)))
        size += len(text)
        if size >= _PIECE:
            yield block
            block, size = [], 0
    yield block


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _row_texts(batch: "RecordBatch") -> list[str]:
    import pyarrow as pa
    import pyarrow.compute as pc

    texts = [text for column in batch.columns if (text := _texts(column)) is not None]
    if not texts:
        return [""] * batch.num_rows
    mark = pa.scalar("\n", pa.large_string())
    joined = pc.binary_join_element_wise(*texts, mark, null_handling="skip")
    return joined.to_pylist()  # type: ignore[no-any-return]


def _texts(column: "Array") -> "Array | None":
    """A column's values as text; none of kinds that are no identifier."""
    import pyarrow as pa
    from pyarrow import types

    kind = column.type
    if types.is_dictionary(kind):
        return _texts(column.dictionary_decode())
    if types.is_string(kind) or types.is_large_string(kind) or types.is_integer(kind):
        return column.cast(pa.large_string())
    if types.is_boolean(kind) or types.is_temporal(kind) or types.is_null(kind):
        return None
    values = (None if value is None else _written(value) for value in column.to_pylist())
    return pa.array(values, pa.large_string())


def _written(value: object) -> str:
    if isinstance(value, dict | list | tuple):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)
