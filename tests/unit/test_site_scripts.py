"""The built pages' scripts: nothing runs but what the policy names, no cube tells tales."""

import json

import pytest

from reports.rendering import page_script
from reports.site_scripts import check_scripts, take_scripts

SCRIPT, DIGEST = page_script(has_filters=True)
POLICY = f"default-src 'none'; script-src 'sha256-{DIGEST}'"


def cube(customers=(5, 9), group=(0, 1, 1), given_up=(0, 5)):
    groups = {"customers": customers, "region": list(range(len(customers)))}
    family = {"groups": groups, "rows": {"group": group}, "given_up": {"region": given_up}}
    return {"cube": {"families": [family]}}


CUBE = cube()


def html(script=f"<script>{SCRIPT}</script>", cube=CUBE, policy=POLICY):
    data = f'<script type="application/json" id="page-data">{json.dumps(cube)}</script>'
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}" />'
    return f"<html><head>{meta}</head><body>{data}\n{script}</body></html>"


def found(text, minimum=5):
    rest, scripts = take_scripts(text)
    assert "<script" not in rest
    return list(check_scripts(scripts, rest, minimum))


def test_the_sites_own_script_passes():
    assert found(html()) == []


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"script": "<script>alert(1)</script>"}, "not the one"),
        ({"script": '<script src="https://cdn.example/x.js"></script>'}, "has attributes"),
        ({"policy": "script-src 'self'"}, "no content security policy"),
        ({"policy": POLICY + " 'unsafe-inline'"}, "unsafe"),
        ({"cube": cube(customers=(5, 4))}, "of 4 customers"),
        ({"cube": cube(given_up=(0, 4))}, "region leave 4 customers over"),
        ({"cube": cube(customers=(5,))}, "no group"),
    ],
)
def test_anything_else_is_found(changed, told):
    assert any(told in message for message in found(html(**changed)))


@pytest.mark.parametrize("code", ["fetch('x')", "eval('1')", "'//cdn.example/x'", "import('x')"])
def test_code_that_reaches_out_is_found(code):
    changed = html(script=f"<script>{SCRIPT}{code}</script>")

    assert any("elsewhere" in told or "loads or runs" in told for told in found(changed))
