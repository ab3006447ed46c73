"""What a reader of the company's site gets: Lighthouse, a filter's redraw, axe, sheets of paper.

Reads the site that is there (`make nightly`), served on loopback. Lighthouse comes from npm and
needs the network the first time; what is missing is said, and the rest is measured.
"""

import gzip
import json
import os
import re
import shutil
import statistics
import subprocess
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from playwright.sync_api import Browser, Page, sync_playwright

from orchestration.printing import BROWSERS
from orchestration.settings import load_settings

LIGHTHOUSE = "lighthouse@12.8.2"
READ = ("", "support")
# What the renderer imports beside the engine and the semantic layer.
IMPORTED = ("babel", "jinja2", "markdown-it-py", "pyyaml", "vl-convert-python")
# A reader who chooses has the filters in sight, comes to them, and takes a moment.
IN_SIGHT = """control => {
  control.closest('details')?.setAttribute('open', '');
  control.closest('#filters').scrollIntoView();
  control.focus();
  return new Promise((done) => setTimeout(done, 300));
}"""
# From the choice to the frame that shows it, and until what is out of sight is drawn as well.
REDRAW = """value => new Promise((done) => {
  const control = document.querySelector('select[data-filter]');
  const main = document.querySelector('main');
  const begun = performance.now();
  const taken = [];
  const take = (place) => {
    taken[place] = performance.now() - begun;
    if (taken[0] && taken[1]) done(taken);
  };
  new MutationObserver((_, observer) => {
    if (main.hasAttribute('aria-busy')) return;
    observer.disconnect();
    take(1);
  }).observe(main, { attributes: true });
  control.value = value;
  control.dispatchEvent(new Event('change', { bubbles: true }));
  // A message arrives once the frame is painted.
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => take(0);
  requestAnimationFrame(() => port2.postMessage(null));
})"""


class Quiet(SimpleHTTPRequestHandler):
    """Serves files and tells nobody."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def main() -> None:
    """Print one line per measure, or why it could not be taken."""
    site = load_settings(None, dict(os.environ)).site
    if not (site / "index.html").exists():
        print(f"no site in {site}: run make nightly, then this again")  # noqa: T201
        return
    every = needed_by(IMPORTED)
    others = {name for name in requirements("cx-warehouse") if name not in IMPORTED}
    tell("packages that pages need", f"{megabytes_of(every):.0f} MB")
    tell("of these, nothing else needs", f"{megabytes_of(every - needed_by(others)):.0f} MB")
    largest = max(len(gzip.compress(file.read_bytes(), mtime=0)) for file in site.rglob("*.html"))
    tell("first view, gzip, largest page", f"{largest / 1e3:.0f} kB")
    chromium = next(filter(None, map(shutil.which, BROWSERS)), None)
    if chromium is None:
        print(f"nothing measured in a browser: install one of {', '.join(BROWSERS)}")  # noqa: T201
        return
    with served(site) as address:
        with sync_playwright() as playwright:
            options = ["--no-sandbox", "--disable-gpu"]
            browser = playwright.chromium.launch(executable_path=chromium, args=options)
            in_browser(browser, address, sorted(site.rglob("index.html")), site)
            browser.close()
        lighthouse(address, chromium)


def tell(name: str, value: str) -> None:
    """One measure."""
    print(f"{name:<48}{value:>24}", flush=True)  # noqa: T201


def requirements(package: str) -> set[str]:
    """The names of what an installed package needs here."""
    told = (Requirement(one) for one in distribution(package).requires or ())
    kept = (one for one in told if one.marker is None or one.marker.evaluate({"extra": ""}))
    return {canonicalize_name(one.name) for one in kept}


def needed_by(names: Iterable[str]) -> set[str]:
    """Packages with all that they need in turn; what the lock leaves out is not there."""
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        if (name := waiting.pop()) not in found:
            with suppress(PackageNotFoundError):
                waiting += requirements(name)
                found.add(name)
    return found


def megabytes_of(names: Iterable[str]) -> float:
    """What some installed packages take on the disk."""
    installed = [distribution(name) for name in names]
    files = [Path(str(one.locate_file(file))) for one in installed for file in one.files or ()]
    return sum(file.stat().st_size for file in files if file.exists()) / 1e6


@contextmanager
def served(site: Path) -> Iterator[str]:
    """The site on a free port of loopback."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def in_browser(browser: Browser, address: str, pages: list[Path], site: Path) -> None:
    """Violations of axe, sheets of paper, and how long a filter takes to redraw a page."""
    page = browser.new_page()
    found, sheets = 0, {}
    for file in pages:
        name = file.parent.relative_to(site).as_posix()
        page.goto(f"{address}{'' if name == '.' else f'{name}/'}")
        found += sum(len(one["nodes"]) for one in Axe().run(page).response["violations"])
        pdf = page.pdf(prefer_css_page_size=True)
        sheets[name] = len(re.findall(rb"/Type\s*/Page\b", pdf))
    tell(f"axe, elements that violate a rule, {len(pages)} pages", str(found))
    tell("sheets of paper, overview; most", f"{sheets['.']}; {max(sheets.values())}")
    for name in READ[1:]:
        page.goto(f"{address}{name}/")
        seen, whole = zip(*redraws(page), strict=True)
        tell(f"filter to redraw, {name}, median and most", milliseconds(seen))
        tell("the same until all is drawn", milliseconds(whole))


def redraws(page: Page) -> list[list[float]]:
    """Choose every value of the first list, thrice: milliseconds until seen, and until all."""
    control = page.locator("select[data-filter]").first
    control.evaluate(IN_SIGHT)
    values = control.locator("option").all()
    choices = [option.get_attribute("value") or "" for option in values][1:]
    return [page.evaluate(REDRAW, value) for _ in range(3) for value in choices]


def milliseconds(taken: Iterable[float]) -> str:
    """The median and the most."""
    told = list(taken)
    return f"{statistics.median(told):.0f} and {max(told):.0f} ms"


def lighthouse(address: str, chromium: str) -> None:
    """Lighthouse's desktop scores of the overview and of a long page."""
    npx = shutil.which("npx")
    if npx is None:
        print("no Lighthouse: npm is not installed")  # noqa: T201
        return
    for name in READ:
        command = [
            npx, "--yes", LIGHTHOUSE, f"{address}{name}", "--preset=desktop", "--quiet",
            "--only-categories=performance,accessibility,best-practices", "--output=json",
            "--chrome-flags=--headless=new --no-sandbox --disable-gpu",
        ]  # fmt: skip
        environment = {**os.environ, "CHROME_PATH": chromium}
        told = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
        if told.returncode:
            reason = (told.stderr.strip() or "no reason told").splitlines()[-1]
            print(f"no Lighthouse: {LIGHTHOUSE} could not be had or run ({reason})")  # noqa: T201
            return
        report = json.loads(told.stdout)
        scores = " / ".join(f"{100 * one['score']:.0f}" for one in report["categories"].values())
        paint = report["audits"]["largest-contentful-paint"]["numericValue"] / 1000
        tell(
            f"Lighthouse, {name or 'overview'}: speed / access / practice",
            f"{scores}, LCP {paint:.1f} s",
        )


if __name__ == "__main__":
    main()
