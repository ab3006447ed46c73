"""The conventions as a command: exit 1 and one line per violation."""

import sys
from pathlib import Path

from quality.conventions.check import ParseError, check, parse_project


def main() -> int:
    """Check the project this file lies in."""
    try:
        violations = check(parse_project(Path(__file__).resolve().parents[2]))
    except ParseError as error:
        sys.stderr.write(f"conventions: {' '.join(str(error).split())}\n")
        return 1
    for violation in violations:
        sys.stderr.write(f"{violation}\n")
    sys.stderr.write(f"conventions: {len(violations) or 'no'} violations\n")
    return 1 if violations else 0


if __name__ == "__main__":
    raise SystemExit(main())
