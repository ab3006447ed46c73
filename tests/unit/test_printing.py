"""Pages as PDFs: every page once, under its own name, by a browser that may fail."""

import json
import os
from pathlib import Path

import pytest

from orchestration.printing import BROWSERS, PrintError, print_site

PRINTS = 'for word; do case $word in --print-to-pdf=*) echo "$word" > "${word#*=}";; esac; done'


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A built site: two listed pages, one of a template and two whose addresses are near."""
    folder = tmp_path / "site"
    for address in ("", "loyalty", "segments/tier-plus", "a-b", "a/b"):
        (folder / address).mkdir(parents=True, exist_ok=True)
        (folder / address / "index.html").write_text("<html/>")
    listed = [["", "Overview", 1], ["loyalty/", "Loyalty", 2]]
    (folder / "site.json").write_text(json.dumps({"pages": listed}))
    return folder


@pytest.fixture
def browser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A browser that writes what it was asked for; a test may let it do otherwise."""
    file = tmp_path / "bin" / BROWSERS[0]
    file.parent.mkdir()
    file.write_text(f"#!/bin/sh\n{PRINTS}\n")
    file.chmod(0o755)
    monkeypatch.setenv("PATH", f"{file.parent}{os.pathsep}/usr/bin{os.pathsep}/bin")
    return file


def printed(out: Path) -> set[str]:
    return {file.relative_to(out).as_posix() for file in out.rglob("*") if file.is_file()}


@pytest.mark.usefixtures("browser")
def test_every_page_is_printed_once_under_its_own_name(tmp_path: Path, site: Path) -> None:
    told = print_site(site, tmp_path / "out")

    assert list(told) == ["", "loyalty/", "a-b/", "a/b/", "segments/tier-plus/"]
    assert printed(tmp_path / "out") == {
        "index.pdf", "loyalty.pdf", "a-b.pdf", "a/b.pdf", "segments/tier-plus.pdf"
    }  # fmt: skip


@pytest.mark.usefixtures("browser")
def test_what_was_printed_of_a_page_that_is_gone_is_removed(tmp_path: Path, site: Path) -> None:
    (tmp_path / "out" / "old").mkdir(parents=True)
    (tmp_path / "out" / "old" / "page.pdf").write_text("of an earlier night")
    (tmp_path / "out" / "digest.eml").write_text("a mail")

    print_site(site, tmp_path / "out")

    assert "old/page.pdf" not in printed(tmp_path / "out")
    assert "digest.eml" in printed(tmp_path / "out")


@pytest.mark.parametrize(
    ("does", "told"),
    [
        ("echo first >&2; echo no display >&2; exit 3", "exit code 3: no display"),
        ("exit 0", "No such file or directory"),
        ("exit 1", "exit code 1$"),
    ],
)
def test_a_browser_that_fails_is_told_in_one_line(
    tmp_path: Path, site: Path, browser: Path, does: str, told: str
) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "index.pdf").write_text("of last night")
    browser.write_text(f"#!/bin/sh\n{does}\n")

    with pytest.raises(PrintError, match=rf"does not print .*index\.html: {told}") as caught:
        print_site(site, tmp_path / "out")

    assert "\n" not in str(caught.value)
    assert printed(tmp_path / "out") == {"index.pdf"}
