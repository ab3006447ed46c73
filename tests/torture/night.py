"""One night that something happens to: `cx nightly` in this process, on a machine that fails it.

The process ends itself without warning before or after its nth rename, is told that a sync failed,
or may write no file larger than a limit, as on a disk that is full.
"""

import argparse
import errno
import os
import resource
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any


def main() -> None:
    """Break the machine as asked and run the night."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--die-before-rename", type=int, default=0)
    parser.add_argument("--die-after-rename", type=int, default=0)
    parser.add_argument("--fail-sync", type=int, default=0)
    parser.add_argument("--file-limit", type=int, default=0)
    parser.add_argument("words", nargs="*")
    told = parser.parse_args()
    if told.die_before_rename or told.die_after_rename:
        _die_at_rename(told.die_before_rename, told.die_after_rename)
    if told.fail_sync:
        _fail_sync(told.fail_sync)
    if told.file_limit:
        resource.setrlimit(resource.RLIMIT_FSIZE, (told.file_limit, told.file_limit))
    from orchestration.cli import cx
    from orchestration.leaving import leave

    code = 0
    try:
        cx(told.words, prog_name="cx")
    except SystemExit as ending:
        code = ending.code if isinstance(ending.code, int) else 1
    leave(code)


def _die_at_rename(before: int, after: int) -> None:
    """Renames are where files get their names: the moments that decide what a reader finds."""
    count = 0

    def dying(rename: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            nonlocal count
            count += 1
            if count == before:
                os.kill(os.getpid(), signal.SIGKILL)
            done = rename(*args, **kwargs)
            if count == after:
                os.kill(os.getpid(), signal.SIGKILL)
            return done

        return call

    Path.replace = dying(Path.replace)  # type: ignore[method-assign]
    Path.rename = dying(Path.rename)  # type: ignore[method-assign]
    os.replace = dying(os.replace)


def _fail_sync(nth: int) -> None:
    sync, count = os.fsync, 0

    def failing(handle: int) -> None:
        nonlocal count
        count += 1
        if count == nth:
            raise OSError(errno.EIO, "the disk could not keep it")
        sync(handle)

    os.fsync = failing


if __name__ == "__main__":
    main()
