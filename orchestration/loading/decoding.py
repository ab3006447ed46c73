"""Bytes and characters: opening text, finding the byte that is none, copies in UTF-8.

DuckDB reads UTF-8; a file in another declared encoding is copied into the scratch folder first.
"""

import codecs
import gzip
import zlib
from collections.abc import Iterator
from dataclasses import replace
from io import TextIOWrapper
from pathlib import Path
from typing import IO, cast

from orchestration.loading.files import LandedFile
from orchestration.loading.outcome import RefusedFileError

# What reading a compressed file raises that is cut off or is none.
DAMAGED_GZIP = (gzip.BadGzipFile, EOFError, zlib.error)
_CHUNK = 1 << 20
_MARK = "\ufeff"
_DECLARE = "declare the encoding the file is written in, for example latin-1, or "


def open_bytes(path: Path) -> IO[bytes]:
    """The bytes of a file, decompressed if its name ends in `.gz`."""
    if path.suffix.lower() == ".gz":
        return cast("IO[bytes]", gzip.open(path, "rb"))
    return path.open("rb")


def open_text(path: Path) -> IO[str]:
    """The text of a UTF-8 file, decompressed, without its byte-order mark."""
    return TextIOWrapper(open_bytes(path), encoding="utf-8-sig", errors="replace", newline="")


def skip_mark(text: IO[str]) -> str:
    """Step over the byte-order mark at the start of a text; what was there of it."""
    start = text.tell()
    if text.read(1) == _MARK:
        return _MARK
    text.seek(start)
    return ""


def is_utf8(encoding: str) -> bool:
    """Whether the declared encoding is the one DuckDB reads by itself."""
    return codecs.lookup(encoding).name in ("utf-8", "utf-8-sig", "ascii")


def readable(file: LandedFile, encoding: str, scratch: Path) -> LandedFile:
    """The file itself if it is UTF-8, else the same file with a path to a copy that is."""
    try:
        if is_utf8(encoding):
            return file
    except LookupError:
        raise RefusedFileError(f"its declared encoding '{encoding}' does not exist") from None
    target = scratch / f"{file.short}.csv"
    with target.open("w", encoding="utf-8", newline="") as copy:
        for piece in _decoded(file.path, encoding):
            copy.write(piece)
    return replace(file, path=target)


def first_wrong_byte(path: Path, encoding: str = "utf-8", declare: str = _DECLARE) -> str | None:
    """Where a file stops being text of the encoding, in words; None if it is."""
    try:
        for _ in _decoded(path, encoding, declare):
            pass
    except RefusedFileError as error:
        return str(error)
    return None


def _decoded(path: Path, encoding: str, declare: str = _DECLARE) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)()
    offset, line = 0, 1
    with open_bytes(path) as handle:
        while True:
            chunk = handle.read(_CHUNK)
            pending = len(decoder.getstate()[0])
            try:
                piece = decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                start = offset - pending + error.start
                line += error.object[: error.start].count(b"\n")
                raise RefusedFileError(
                    f"byte 0x{error.object[error.start]:02X} at offset {start} (line {line}) is"
                    f" not {encoding}; {declare}have it exported as UTF-8"
                ) from error
            except UnicodeError as error:
                raise RefusedFileError(
                    f"it is not {encoding}: {error}; declare {encoding}-le or {encoding}-be, by the"
                    " order of its bytes, or have it exported as UTF-8"
                ) from error
            if not chunk:
                return
            yield piece
            offset += len(chunk)
            line += piece.count("\n")
