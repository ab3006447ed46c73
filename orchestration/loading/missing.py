"""What is told of a header that lacks a column: names, and never a person (DECISIONS D190).

The first line of a file without a header is a record. Reasons go to the ledger, the status page
and a webhook, so a line is quoted only if it looks like names.
"""

import re
from collections.abc import Collection, Sequence
from difflib import get_close_matches

from orchestration.loading.outcome import RefusedFileError

# What parts columns where it is no comma; in one name of a header it is a sign.
_DELIMITERS = (";", "\t", "|", ",")
_DATA = re.compile(r"@|\d{5}|\d{4}-\d\d|^[-+\d.,:/ ]*\d[-+\d.,:/ ]*$")
_LONGEST, _SHOWN = 60, 8


def looks_like_data(names: Collection[str]) -> bool:
    """Whether a line of names has one that is none: an address, a number, a date, a sentence."""
    return any(_DATA.search(name) or len(name) > _LONGEST for name in names)


def missing_column(
    place: str, wanted_name: str, present: Sequence[str], known: Collection[str] = ()
) -> RefusedFileError:
    """The same words whoever misses the column; `known` are the other names that are looked for."""
    lacks = f"it has no column '{wanted_name}', which {place} needs"
    mark = next((m for m in _DELIMITERS if len(present) == 1 and m in present[0]), None)
    names = present[0].split(mark) if mark else present
    if looks_like_data([name.strip('"') for name in names]):
        return RefusedFileError(
            f"{lacks}, and its first line looks like data: it has no header. Have it exported with"
            " the names of its columns in the first line"
        )
    if mark:
        told = "tab" if mark == "\t" else mark
        return RefusedFileError(
            f"{lacks}: its header is one name; if '{told}' parts its columns, say"
            f' delimiter = "{told}"'
        )
    if any("\ufffd" in name for name in present):
        return RefusedFileError(
            f"{lacks}, and its header has bytes that are no UTF-8; say in which encoding it is"
            ' written, such as encoding = "cp1252"'
        )
    folded = {name.casefold(): name for name in present}
    near = get_close_matches(wanted_name.casefold(), folded, n=1, cutoff=0.5)
    hint = f"; the nearest column it has is '{folded[near[0]]}'" if near else ""
    if not near and {name.casefold() for name in known} & set(folded):
        more = ", …" if len(present) > _SHOWN else ""
        hint = f"; it has {', '.join(present[:_SHOWN])}{more}"
    return RefusedFileError(
        f"{lacks}{hint}. If the column was renamed, write its new name there, else have the file"
        " exported again"
    )
