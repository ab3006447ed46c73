"""Tables in a browser: sorted and searched within their groups, and only where the page says so."""

from tests.browser.small_world import LIVE_NUMBER

PAGE = (
    """
```sql q
select * from (values ('North', 'a', 1), ('North', 'b', 3), ('South', 'c', 2), ('South', 'd', 9),
    ('North', 'e', null)) as q(region, name, n)
```
<DataTable data={q} title="Grouped" groupBy=region subtotals=true search=true>
<Column id=name/>
<Column id=n totalAgg=sum/>
</DataTable>

<DataTable data={q} title="Unsorted" sort=false search=true/>

<DataTable data={q} title="Plain" sort=false/>
"""
    + LIVE_NUMBER
)


def rows(page, title):
    """The first cell of each row that is seen."""
    table = page.locator("figure.table", has_text=title)
    return [
        text.split("\t")[0].strip()
        for text in table.locator("tbody tr:not([hidden])").all_inner_texts()
    ]


def test_rows_are_sorted_within_their_groups(small):
    with small.opened() as (page, seen):
        built = rows(page, "Grouped")
        head = page.locator("figure.table", has_text="Grouped").get_by_role("button", name="N").last
        head.click()
        down = rows(page, "Grouped")
        head.click()
        up = rows(page, "Grouped")
        head.click()

        assert built == ["North", "a", "b", "e", "Together", "South", "c", "d", "Together"]
        assert down == ["North", "b", "a", "e", "Together", "South", "d", "c", "Together"]
        assert up == ["North", "a", "b", "e", "Together", "South", "c", "d", "Together"]
        assert rows(page, "Grouped") == built
        assert seen.complaints == []


def test_a_search_keeps_the_heading_of_what_it_finds_and_hides_the_others(small):
    with small.opened() as (page, _):
        page.locator("figure.table", has_text="Grouped").get_by_role("searchbox").fill("d")
        assert rows(page, "Grouped") == ["South", "d", "Together"]
        page.locator("figure.table", has_text="Grouped").get_by_role("searchbox").fill("")
        assert len(rows(page, "Grouped")) == 9


def test_a_table_is_not_sorted_where_the_page_says_so(small):
    with small.opened() as (page, _):
        page.locator("figure.table", has_text="Unsorted").get_by_role("searchbox").fill("South")

        assert rows(page, "Unsorted") == ["South", "South"]
        for title in ("Unsorted", "Plain"):
            assert not page.locator("figure.table", has_text=title).get_by_role("button").count()
