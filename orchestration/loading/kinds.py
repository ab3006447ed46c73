"""What a file is, by its first bytes, where it is not what its table expects.

Asked once, before any reader: an archive, a spreadsheet or a web page otherwise looks like text in
a wrong encoding.
"""

from pathlib import Path

from orchestration.loading.decoding import open_bytes
from orchestration.loading.outcome import RefusedFileError

_LOOKED_AT = 4096
_SIGNS: tuple[tuple[bytes, str], ...] = (
    (b"PK\x03\x04", "it is a zip archive or an Excel workbook: unpack it, or save it as CSV"),
    (b"\xd0\xcf\x11\xe0", "it is an old Excel workbook: save it as CSV"),
    (b"\x28\xb5\x2f\xfd", "it is packed with zstd: unpack it, or pack it with gzip"),
    (b"BZh", "it is packed with bzip2: unpack it, or pack it with gzip"),
    (b"%PDF", "it is a PDF: have the table itself exported"),
)
_GZIP, _PARQUET, _PAGE = b"\x1f\x8b", b"PAR1", (b"<!doctype", b"<html", b"<?xml")
_WIDE = (b"\xff\xfe", b"\xfe\xff")


def refuse_other_kinds(path: Path, file_format: str, encoding: str) -> None:
    """Refuse a file that is something else, with its cure; damage is for its reader to tell."""
    is_packed = path.suffix.lower() == ".gz"
    try:
        with open_bytes(path) as handle:
            start = handle.read(_LOOKED_AT)
    except (OSError, EOFError):
        return
    if told := _other_kind(start, file_format, encoding, is_packed=is_packed):
        raise RefusedFileError(told)


def _other_kind(start: bytes, file_format: str, encoding: str, *, is_packed: bool) -> str | None:
    for sign, told in _SIGNS:
        if start.startswith(sign):
            return told
    if start.startswith(_GZIP):
        if is_packed:
            return "it is packed with gzip twice: unpack it once"
        return "it is packed with gzip, and its name does not end in .gz: mend it"
    if file_format == "parquet":
        return None
    if start.startswith(_PARQUET):
        return 'it is Parquet: have it exported as text, or say format = "parquet"'
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text[:20].lower().startswith(_PAGE):
        return "it is a web page, such as a login page, and no table: fetch it again, signed in"
    if start.startswith(_WIDE) and not encoding.lower().replace("_", "-").startswith("utf-16"):
        say = 'say encoding = "utf-16", or ' if file_format == "csv" else ""
        return f"it is UTF-16: {say}have it exported as UTF-8"
    if file_format == "csv":
        return "it is JSON: say that its format is json_lines" if text.startswith(b'{"') else None
    return _other_json(text)


def _other_json(text: bytes) -> str | None:
    first, _, rest = text.partition(b"\n")
    if text.startswith(b"[") and b"{" in text[:200]:
        return "it is one JSON array: write each of its objects on a line of its own (jq -c '.[]')"
    if first.strip() == b"{" and rest.strip():
        return "its JSON is spread over lines: write each object on one line (jq -c .)"
    return None
