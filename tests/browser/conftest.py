"""A browser for the tests that need one; without any installed they are skipped, and say so."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.small_world import small_site

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        pytest.skip(f"no browser: install one of {', '.join(BROWSERS)} to run these tests")
    with sync_playwright() as playwright:
        options = ["--no-sandbox", "--disable-gpu"]
        started = playwright.chromium.launch(executable_path=found, args=options)
        yield started
        started.close()


@dataclass
class Seen:
    """What a page asked for and complained of."""

    complaints: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)


@dataclass
class Reader:
    """Somebody who reads the site from a folder, with everything else refused."""

    browser: Browser
    site: Path

    @contextmanager
    def opened(self, address: str = "", **options: object) -> Iterator[tuple[Page, Seen]]:
        """A page as a reader opens it; `options` are the browser context's."""
        context = self.browser.new_context(
            **{"viewport": {"width": 1280, "height": 900}, **options}
        )
        page, seen = context.new_page(), Seen()
        page.on("console", lambda told: seen.complaints.append(told.text))
        page.on("pageerror", lambda error: seen.complaints.append(str(error)))

        def judge(route):
            if route.request.url.startswith(("file:", "data:")):
                route.continue_()
            else:
                seen.elsewhere.append(route.request.url)
                route.abort()

        context.route("**/*", judge)
        page.goto(self.url(address))
        yield page, seen
        context.close()

    def url(self, address: str = "") -> str:
        """Where a page stands in the file system."""
        path, _, choice = address.partition("#")
        file = (self.site / path / "index.html").as_uri()
        return f"{file}#{choice}" if choice else file

    def addresses(self) -> list[str]:
        """Every page of the site; of those made from one template the first."""
        found = sorted(
            "" if path == Path() else path.as_posix()
            for path in (file.parent.relative_to(self.site) for file in self.site.rglob("*.html"))
        )
        listed = json.loads((self.site / "site.json").read_text(encoding="utf-8"))["pages"]
        known = {address.strip("/") for address, *_ in listed}
        firsts: dict[str, str] = {}
        for address in found:
            firsts.setdefault(address if address in known else address.rsplit("/", 1)[0], address)
        return [address for address in found if address in {*known, *firsts.values()}]


@pytest.fixture(scope="session")
def reader(browser: Browser, site: Path) -> Reader:
    """A reader of the demo company's site."""
    return Reader(browser, site)


@pytest.fixture(scope="module")
def small(
    browser: Browser, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Reader:
    """A reader of a site of one page: the PAGE of the tests' module."""
    return Reader(browser, small_site(tmp_path_factory.mktemp("small"), request.module.PAGE))
