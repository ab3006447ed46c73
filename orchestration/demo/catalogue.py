"""The catalogue of faults as a page of the documentation: python -m orchestration.demo.catalogue.

Written into quality/FAULTS.md; a test compares the two.
"""

import sys
from pathlib import Path

from orchestration.demo.faults import FAULTS

PAGE = Path(__file__).resolve().parents[2] / "quality" / "FAULTS.md"
_HEAD = """\
# Faults

Bad days that can be planted into the last delivery of the simulated company:
`cx demo --fault NAME`, several times if wanted, then `cx nightly`. Each is told by the guard that
is meant for it and is silent where it is not planted; `tests/pipeline/test_faults.py` tries both.
This page is made from the catalogue by `python -m orchestration.demo.catalogue`.

| fault | file | what arrives | who notices |
|---|---|---|---|
"""


def page() -> str:
    """The whole page."""
    rows = (
        f"| `{fault.name}` | {fault.table} | {fault.description} | {fault.caught_by} |\n"
        for fault in sorted(FAULTS.values(), key=lambda fault: fault.name)
    )
    return _HEAD + "".join(rows)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"{PAGE}\n")
