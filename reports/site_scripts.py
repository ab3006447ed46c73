"""Reads the scripts of a finished page: only what its policy names may run, no cube tells tales.

Everything around them is checked in `site_check.py`.
"""

import base64
import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_SCRIPT = re.compile(r"<script(?P<attributes>[^>]*)>(?P<text>.*?)</script>\n?", re.DOTALL)
_POLICY = re.compile(r'http-equiv="Content-Security-Policy" content="([^"]*)"')
_ELSEWHERE = re.compile(r"(?:https?:|['\"`(])//[a-z0-9-]+\.[a-z]", re.IGNORECASE)
# The namespace of drawings is a name, not an address.
_NAMES = ("http://www.w3.org/2000/svg",)
_EVALUATES = re.compile(r"\beval\s*\(|\bnew Function\b|\bfetch\s*\(|XMLHttpRequest|\bimport\s*\(")


@dataclass(frozen=True)
class Script:
    """One script element: attributes and text."""

    attributes: str
    text: str

    @property
    def is_data(self) -> bool:
        """Whether it holds data, which never runs."""
        return 'type="application/json"' in self.attributes


def take_scripts(html: str) -> tuple[str, list[Script]]:
    """A page without its scripts, and the scripts."""
    scripts = [Script(m["attributes"].strip(), m["text"]) for m in _SCRIPT.finditer(html)]
    return _SCRIPT.sub("", html), scripts


def check_scripts(scripts: Sequence[Script], html: str, minimum: int) -> Iterator[str]:
    """What is wrong with the scripts of a page.

    Args:
        scripts: As they stand in the page.
        html: The page around them.
        minimum: Customers that every group of a cube must hold.
    """
    found = _POLICY.search(html)
    policy = found[1] if found else ""
    if not policy.startswith("default-src 'none'"):
        yield "the page has no content security policy that begins with default-src 'none'"
    if "unsafe" in policy:
        yield "the content security policy allows what is unsafe"
    for script in scripts:
        if script.is_data:
            yield from _check_data(script, minimum)
        elif script.attributes:
            yield f"a script has attributes: {script.attributes}"
        else:
            yield from _check_code(script.text, policy)


def _check_code(text: str, policy: str) -> Iterator[str]:
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    if f"'sha256-{digest}'" not in policy:
        yield "a script is not the one that the content security policy names"
    for name in _NAMES:
        text = text.replace(name, "")
    if elsewhere := _ELSEWHERE.search(text):
        yield f"a script names an address elsewhere: {elsewhere.group()}"
    if evaluates := _EVALUATES.search(text):
        yield f"a script loads or runs text: {evaluates.group()}"


def _check_data(script: Script, minimum: int) -> Iterator[str]:
    try:
        data: Any = json.loads(script.text)
    except json.JSONDecodeError as error:
        yield f"the data of a page is not JSON: {error}"
        return
    cube = data.get("cube", {})
    for family in cube.get("families", ()):
        yield from _check_family(family, minimum)


def _check_family(family: Mapping[str, Any], minimum: int) -> Iterator[str]:
    """Neither a group nor the rest that the groups leave of a value may be small."""
    groups, rows = family["groups"], family["rows"]
    customers = groups["customers"]
    if small := [count for count in customers if count < minimum]:
        yield f"a filter tells groups apart of {min(small)} customers, fewer than {minimum}"
    for dimension, counts in family["given_up"].items():
        if small := [count for count in counts if 0 < count < minimum]:
            yield (
                f"the groups of {dimension} leave {min(small)} customers over, fewer than {minimum}"
            )
    lengths = {len(column) for column in groups.values()}
    if len(lengths) > 1 or any(not 0 <= n < len(customers) for n in rows["group"]):
        yield "the rows of a page's filters belong to no group"
