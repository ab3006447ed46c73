"""`make bench`: loading against the bare copy, a million customers' links, the night's floor.

CX_BENCH_CONTACTS sets the size of the night in contacts (10,000 by default, up to millions).
"""

import os

from tests.benchmarks import identity, loading, night


def main() -> None:
    """Run and print everything."""
    loading.main()
    identity.main()
    night.main(contacts=int(os.environ.get("CX_BENCH_CONTACTS", "10000")))


main()
