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


class PrintError(Exception):
    """There is no browser to print with, or it does not print; says why."""


def find_browser() -> str:
    """A browser on this machine.

    Raises:
        PrintError: None of the known ones is installed.
    """
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        raise PrintError(
            f"pages are printed by a browser, and none is installed: {', '.join(BROWSERS)}"
        )
    return found


def print_site(site: Path, out: Path) -> Mapping[str, Path]:
    """Print every page of a built site, also those that no menu lists; returns files by address.

    The folder has the addresses' own names. PDFs of pages that are gone are removed at the end.

    Raises:
        PrintError: There is no browser, or it does not print.
    """
    browser = find_browser()
    printed: dict[str, Path] = {}
    with tempfile.TemporaryDirectory() as profile:
        for address in addresses(site):
            file = out / f"{address.strip('/') or 'index'}.pdf"
            file.parent.mkdir(parents=True, exist_ok=True)
            _print(browser, site / address / "index.html", file, Path(profile))
            printed[address] = file
    for old in set(out.rglob("*.pdf")) - set(printed.values()):
        old.unlink()
    return printed


def addresses(site: Path) -> list[str]:
    """Every page of a built site: the listed ones as they are listed, then the others."""
    document = json.loads((site / "site.json").read_text(encoding="utf-8"))
    listed = [str(address) for address, *_ in document["pages"]]
    folders = (file.parent.relative_to(site) for file in site.rglob("index.html"))
    found = {"" if folder == Path() else f"{folder.as_posix()}/" for folder in folders}
    return [*listed, *sorted(found - set(listed))]


def _print(browser: str, page: Path, file: Path, profile: Path) -> None:
    """One page; an existing file is replaced only by a complete one.

    Raises:
        PrintError: The browser fails, takes too long, or leaves no file.
    """
    made = file.with_suffix(".partial")
    command = print_command(browser, page.resolve().as_uri(), made, profile)
    try:
        subprocess.run(command, check=True, capture_output=True, timeout=_SECONDS)  # noqa: S603 - our own pages, a browser by its known name
        made.replace(file)
    except subprocess.TimeoutExpired:
        reason = f"it took more than {_SECONDS} seconds"
    except subprocess.CalledProcessError as error:
        lines = error.stderr.decode(errors="replace").strip().splitlines()
        reason = f"exit code {error.returncode}" + (f": {lines[-1]}" if lines else "")
    except OSError as error:
        reason = error.strerror or str(error)
    else:
        return
    made.unlink(missing_ok=True)
    raise PrintError(f"{browser} does not print {page}: {reason}")


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
