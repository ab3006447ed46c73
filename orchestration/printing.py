"""The site on paper: each page as a PDF, printed by a browser that is installed.

The style sheet for paper is the site's own; this module only finds a browser and asks it.
"""

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_OPTIONS = (
    "--headless", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-pdf-header-footer",
)  # fmt: skip
_SECONDS = 60


class NoBrowserError(Exception):
    """There is no browser to print with; says which would do."""


def find_browser() -> str:
    """A browser on this machine.

    Raises:
        NoBrowserError: None of the known ones is installed.
    """
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        raise NoBrowserError(
            f"pages are printed by a browser, and none is installed: {', '.join(BROWSERS)}"
        )
    return found


def print_site(site: Path, out: Path) -> Mapping[str, Path]:
    """Print every listed page of a built site; the files by address.

    Raises:
        NoBrowserError: There is no browser.
    """
    browser = find_browser()
    told = json.loads((site / "site.json").read_text(encoding="utf-8"))
    out.mkdir(parents=True, exist_ok=True)
    printed: dict[str, Path] = {}
    with tempfile.TemporaryDirectory() as profile:
        for address, *_ in told["pages"]:
            file = out / f"{address.strip('/').replace('/', '-') or 'index'}.pdf"
            page = (site / address / "index.html").resolve().as_uri()
            subprocess.run(  # noqa: S603 - our own pages, a browser by its known name
                print_command(browser, page, file, Path(profile)),
                check=True, capture_output=True, timeout=_SECONDS,
            )  # fmt: skip
            printed[address] = file
    return printed


def print_command(browser: str, page: str, file: Path, profile: Path) -> list[str]:
    """How a browser is asked for one page; as root it has no sandbox of its own."""
    unboxed = ["--no-sandbox"] if os.name == "posix" and os.geteuid() == 0 else []
    return [
        browser,
        *_OPTIONS,
        *unboxed,
        f"--user-data-dir={profile}",
        f"--print-to-pdf={file}",
        page,
    ]
