"""The conventions as a command: exit 1 and one line per violation."""

import sys
from pathlib import Path

from quality.conventions.check import check, parse_project


def main() -> int:
    """Check the project this file lies in."""
    violations = check(parse_project(Path(__file__).resolve().parents[2]))
    for violation in violations:
        sys.stderr.write(f"{violation}\n")
    sys.stderr.write(f"conventions: {len(violations) or 'no'} violations\n")
    return 1 if violations else 0


if __name__ == "__main__":
    raise SystemExit(main())
