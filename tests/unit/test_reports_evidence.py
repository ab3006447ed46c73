"""A page as it is written for Evidence's legacy syntax renders as it is.

JavaScript beyond the translated subset is the one exception; it is refused with its line.
"""

from collections.abc import Callable

import pytest

from reports.errors import SiteError

PAGE = """
# Sales

```sql sales_by_month
select * from (values
    (date '2026-01-01', 'Web', 1200.0, 0.12), (date '2026-01-01', 'Shop', 800.0, 0.10),
    (date '2026-02-01', 'Web', 1500.0, 0.15), (date '2026-02-01', 'Shop', 700.0, 0.09)
) as sales(month, channel, sales_usd, margin_pct)
```

```sql totals
select month, sum(sales_usd) as sales_usd, count(*) as channels
from ${sales_by_month} as sales
group by month order by month desc
```

```sql by_channel
select channel, sum(sales_usd) as sales_usd
from ${sales_by_month} as sales
group by 1 order by 2 desc
```

{#if totals.length > 0}

Last month brought <Value data={totals} column=sales_usd fmt=usd0/>,
in {totals[0].channels} channels.

{:else}

Nothing was sold.

{/if}

{#each by_channel as row}

* {row.channel}: {fmt(row.sales_usd, 'usd0')}

{/each}

The web's last margin was <Value data={sales_by_month} column=margin_pct row=2/>.

<Grid cols=2>
<BigValue data={totals} value=sales_usd title="Sales" fmt=usd0 sparkline=month/>
<BigValue data={totals} value=channels title="Channels"/>
</Grid>

<LineChart data={totals} x=month y=sales_usd yFmt=usd0 title="Sales by month">
<ReferenceLine y=2000 label="Plan"/>
</LineChart>

<BarChart data={sales_by_month} x=month y=sales_usd series=channel type=stacked
    title="Sales by channel"/>

<Tabs>
<Tab label="Table">

<DataTable data={sales_by_month} rows=2 search=true>
<Column id=month title="Month" fmt='mmm yyyy'/>
<Column id=channel title="Channel"/>
<Column id=sales_usd title="Sales" contentType=colorscale/>
<Column id=margin_pct title="Margin"/>
</DataTable>

</Tab>
<Tab label="Notes">

<Alert status=warning>The shop was closed for a week.</Alert>

</Tab>
</Tabs>

<Details title="How it is counted">

Returns are taken off on the day they come back.

</Details>
"""


def test_an_evidence_page_renders_unchanged(html: Callable[[str], str]) -> None:
    page = html(PAGE)

    assert "Last month brought" in page
    assert "$2,200" in page
    assert "in 2 channels." in page
    assert "Nothing was sold." not in page
    assert "Web: $2,700" in page
    assert page.count("<svg") >= 3
    assert "Plan" in page
    assert "Feb 2026" in page
    assert "15.0%" in page
    assert "The shop was closed for a week." in page
    assert "How it is counted" in page


@pytest.mark.parametrize(
    "javascript",
    [
        "{totals.map(row => row.sales_usd).join(', ')}",
        "{new Date().getFullYear()}",
        "{totals[0].sales_usd.toFixed(2)}",
    ],
)
def test_javascript_beyond_the_subset_is_refused_with_its_line(
    html: Callable[[str], str], javascript: str
) -> None:
    with pytest.raises(SiteError, match=r"index\.md:\d+"):
        html(f"{PAGE}\n{javascript}\n")
