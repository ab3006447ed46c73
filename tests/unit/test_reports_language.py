"""The page language: what is understood, what it becomes, and how mistakes are told."""
# ruff: noqa: E501 - cases and their expectations read best on one line each

from pathlib import Path

import pytest
from jinja2 import Environment

from reports.components.registry import COMPONENTS
from reports.errors import PageError
from reports.language.check import Checker
from reports.language.compile import Compiler
from reports.language.expressions import shown, translate
from reports.language.sandbox import sandbox
from reports.language.source import address_of, read_page
from reports.tables import make_table

SCORES = make_table(
    "scores", ["month", "nps"], ["DATE", "DOUBLE"], [["2026-01", 41.5], ["2026-02", 44.0]]
)


def problems_of(body: str) -> list[str]:
    compiler = Compiler("pages/a.md", COMPONENTS)
    template = compiler.compile(body)
    if compiler.problems:
        return [str(problem) for problem in compiler.problems]
    found = Checker("pages/a.md", {"scores": SCORES}, COMPONENTS).check(sandbox(str), template)
    return [str(problem) for problem in found]


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("1 + 2 * 3 === 7", True),
        ("a !== 1 && !(a > 3)", True),
        ("a === 1 || a >= 2", True),
        ("a > 1 ? 'up' : 'down'", "up"),
        ("a > 5 ? 'x' : a > 1 ? 'y' : 'z'", "y"),
        ("(a > 5 ? 1 : 2) + 1", 3),
        ("a === null", False),
        ("'a && b'", "a && b"),
        ("rows[1]", 20),
    ],
)
def test_an_expression_means_what_evidence_means_by_it(expression, value):
    assert (
        Environment(autoescape=True).compile_expression(translate(expression))(a=2, rows=[10, 20])
        == value
    )


def test_a_field_is_shown_in_the_format_of_its_column():
    assert shown("scores[0].nps") == "show(scores[0], 'nps')"
    assert shown("scores.length") == "scores.length"


@pytest.mark.parametrize("expression", ["", "a @ b", "(a", "a ? b", "a ?? b"])
def test_an_expression_that_is_none_is_refused(expression):
    with pytest.raises(PageError):
        translate(expression)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("ok\n\n<LinChart data={scores}/>", "pages/a.md:3: there is no component <LinChart> (did you mean 'LineChart'?)"),
        ("{scoers[0].nps}", "pages/a.md:1: there is no query or value 'scoers' (did you mean 'scores'?)"),
        ("\n{scores[0].npss}", "pages/a.md:2: query 'scores' has no column 'npss' (did you mean 'nps'?)"),
        ("{scores.nps}", "pages/a.md:1: 'scores' has many rows; write scores[0].nps"),
        ("{#if 1}\nx", "pages/a.md:1: {#if} is never closed"),
        ("{/each}", "pages/a.md:1: {/each} without its {#each}"),
        ("<Grid>\n\n</Details>", "pages/a.md:3: </Details> closes nothing; Grid of line 1 is still open"),
        ("<div>x</div>", "pages/a.md:1: HTML such as <div> is not part of the language; use a component, or \\< for the sign"),
        ("<Grid cols=two>\nx\n</Grid>", "pages/a.md:1: attribute 'cols' of <Grid> must be a number, not 'two'"),
        ("<LineChart data={scores} x=month/>", "pages/a.md:1: <LineChart> needs the attribute 'y'"),
        ("<LineChart data={scores} x=month y=nsp/>", "pages/a.md:1: query 'scores' has no column 'nsp' (did you mean 'nps'?)"),
        ("<DataTable data={scores}>\n<Column id=mont/>\n</DataTable>", "pages/a.md:2: query 'scores' has no column 'mont' (did you mean 'month'?)"),
        ("<Value data={scores}\n  colum=nps/>", "pages/a.md:2: <Value> has no attribute 'colum' (did you mean 'column'?)"),
        ("<Value data={scores} fmt=pct9/>", "pages/a.md:1: unknown format 'pct9' (did you mean 'pct1'?)"),
        ("<Column id=nps/>", "pages/a.md:1: <Column> belongs inside <DataTable>"),
        ("{{ scores[0].nps | safe }}", "pages/a.md:1: No filter named 'safe'."),
        ("{% include 'x' %}", "pages/a.md:1: include is not part of the page language"),
        ("{% autoescape false %}{{ scores[0].nps }}{% endautoescape %}", "pages/a.md:1: scopedevalcontextmodifier is not part of the page language"),
        ("{{ scores.__class__ }}", "pages/a.md:1: '__class__' is not part of the page language"),
        ("{scores[0].nps.toFixed(1)}", "pages/a.md:1: 'toFixed' cannot be called; the language has fmt(value, 'format') and filters"),
        ("{at()}", "pages/a.md:1: 'at' cannot be called; the language has fmt(value, 'format') and filters"),
        ("{show(1)}", "pages/a.md:1: 'show' cannot be called; the language has fmt(value, 'format') and filters"),
        ("{{ component('Nope') }}", "pages/a.md:1: 'component' cannot be called; the language has fmt(value, 'format') and filters"),
        ("{{ component('Value', colum=1) }}", "pages/a.md:1: <Value> has no attribute 'colum' (did you mean 'column'?)"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_page_line_and_cure(body, message):
    assert message in problems_of(body)


def test_all_mistakes_are_told_at_once():
    assert len(problems_of("{nothing}\n\n<Value data={scores} column=x/>\n\n{scores[0].y}")) == 3


@pytest.mark.parametrize(
    "body",
    [
        "A brace \\{ and `{code}` and\n\n```\n{fenced} {{ too }}\n```",
        "{#each scores as row, i}\n- {i}: {row.nps}\n{/each}",
        "{#if scores.length > 1}a{:else if scores.length === 1}b{:else}c{/if}",
        "{% for row in scores %}{{ row.nps }}{% endfor %} {# a comment #} <!-- and another -->",
        "<Grid cols=2>\n    <Value data={scores} column=nps/>\n    text, indented\n</Grid>\n[x](/a/{scores[0].month}/)",
    ],
)
def test_what_the_language_has_is_understood(body):
    assert problems_of(body) == []


def test_code_stays_code():
    template = Compiler("pages/a.md", COMPONENTS).compile("`{x}` and `{{ y }}`")

    assert (
        sandbox(str).from_string(template).render()
        == "<p><code>{x}</code> and <code>{{ y }}</code></p>"
    )


def test_repeated_items_are_one_list():
    template = Compiler("pages/a.md", COMPONENTS).compile("{#each rows as row}\n- {row}\n{/each}")
    html = sandbox(str).from_string(template, globals={"at": lambda line: ""}).render(rows=[1, 2])

    assert html.count("<ul>") == 1
    assert html.count("<li>") == 2


@pytest.mark.parametrize(
    ("path", "address"), [("index.md", ""), ("a/b.md", "a/b/"), ("a/index.md", "a/")]
)
def test_a_page_is_served_where_its_file_stands(path, address):
    assert address_of(Path(path)) == address


def test_front_matter_that_is_unknown_or_wrong_is_told_with_its_line(tmp_path):
    file = tmp_path / "pages" / "a.md"
    file.parent.mkdir()
    file.write_text(
        "---\ntitel: A\nsidebar_link: 3\n---\n```sql Bad-Name\nselect 1\n```\n", encoding="utf-8"
    )

    _, problems = read_page(file, file.parent, tmp_path / "queries")

    assert [str(problem) for problem in problems] == [
        "pages/a.md:2: unknown front matter 'titel' (did you mean 'title'?)",
        "pages/a.md:3: front matter 'sidebar_link' cannot be 3",
        "pages/a.md:5: a query cannot be named 'Bad-Name': lower-case letters, digits and _, no word of the language",
    ]
