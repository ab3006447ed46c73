"""Whole lines of text files as rows, for formats that DuckDB does not split for us."""

from collections.abc import Sequence

from orchestration.loading.batch import texts
from orchestration.loading.files import LandedFile

MAX_LINE = 16_000_000


def lines_of(files: Sequence[LandedFile], *, skip: int = 0) -> str:
    """A table function with one `line` per line (null: blank) and, virtually, its `filename`.

    The delimiter is a control character that neither JSON nor plain text may hold.
    """
    return (
        f"read_csv({texts([str(file.path) for file in files])}, columns = {{line: 'VARCHAR'}},"
        " delim = chr(31), quote = '', escape = '', header = false, auto_detect = false,"
        f" strict_mode = false, skip = {skip}, max_line_size = {MAX_LINE},"
        f" buffer_size = {2 * MAX_LINE})"
    ).replace("chr(31)", "'\x1f'")
