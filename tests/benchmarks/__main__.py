"""`make bench`: the night's floor, loading against the bare copy, a million customers' links.

CX_BENCH_CONTACTS sets the size of the night in contacts (10,000 by default, up to millions).
"""

import os

from tests.benchmarks import identity, loading, night


def main() -> None:
    """Run and print everything."""
    # A process that this one starts is told to have held what this one held: the largest is last.
    night.main(contacts=int(os.environ.get("CX_BENCH_CONTACTS", "10000")))
    loading.main()
    identity.main()


main()
