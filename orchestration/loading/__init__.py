"""Loading: from bytes in the landing to typed Parquet in the lake, every row accounted for."""

from orchestration.loading.outcome import LoadRecord, LoadSummary, RefusedFile
from orchestration.loading.tables import newest_loaded_on, read_ledger

__all__ = [
    "LoadRecord",
    "LoadSummary",
    "RefusedFile",
    "newest_loaded_on",
    "read_ledger",
]
