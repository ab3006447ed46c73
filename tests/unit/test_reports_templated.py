"""One page per row: addresses, texts and bound parameters."""

from dataclasses import replace

import pytest
from report_world import CONFIG, KnownAnswers, write_warehouse

from reports.errors import SiteError
from reports.site import render_site

ROWS = """select * from (values ('gold', 'O''Hara; drop table x'), ('basic', '{7*7}'))
as rows (slug, name)"""
BODY = """
```sql given
select $name as told, length($name) as marks
```
{given[0].told} has {given[0].marks} marks; {rows[0].slug}.
"""


def render(tmp_path, sql=ROWS, *, each="rows", name="[slug]", body=BODY):
    pages = tmp_path / "pages" / "of"
    pages.mkdir(parents=True)
    (pages.parent / "index.md").write_text("---\ntitle: A\n---\n[all](/of/gold/)\n")
    page = f'---\ntitle: "{{name}}!"\neach: {each}\n---\n```sql rows\n{sql}\n```\n{body}'
    (pages / f"{name}.md").write_text(page)
    warehouse = write_warehouse(tmp_path / "published" / "warehouse.duckdb")
    return render_site(
        pages=pages.parent, warehouse=warehouse, out=tmp_path / "site", config=replace(CONFIG),
        metrics=KnownAnswers(),
    )  # fmt: skip


def test_every_row_is_a_page_whose_values_are_bound(tmp_path):
    summary = render(tmp_path)

    assert {"of/gold/", "of/basic/"} <= set(summary.pages)
    gold = (tmp_path / "site/of/gold/index.html").read_text(encoding="utf-8")
    assert "<h1>O&#39;Hara; drop table x!</h1>" in gold
    assert "O&#39;Hara; drop table x has 20 marks; gold." in gold
    assert "{7*7} has 5 marks; basic." in (tmp_path / "site/of/basic/index.html").read_text()


def test_pages_of_rows_are_not_listed_one_by_one(tmp_path):
    render(tmp_path)

    navigation = (tmp_path / "site/index.html").read_text().split("<nav")[1].split("</nav>")[0]
    assert "of/gold" not in navigation


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"each": "row"}, "there is no query 'row' on this page"),
        ({"name": "plain"}, "holds no [column]"),
        ({"name": "[slugs]"}, "no column 'slugs'"),
    ],
)
def test_a_template_that_makes_no_pages_stops_the_site(tmp_path, changed, told):
    with pytest.raises(SiteError) as caught:
        render(tmp_path, **changed)

    assert any(told in problem.message for problem in caught.value.problems)
