"""Writes the manual of the page language, README.md, from the components' own declarations.

python -m reports.manual
"""

from pathlib import Path

from reports.components.declare import Attr, Declaration
from reports.components.registry import COMPONENTS

README = Path(__file__).with_name("README.md")
_HEAD = """\
# The report site

Pages in `pages/` are Markdown with named queries and components, written the way Evidence pages
are. `cx site` renders them over the published warehouse into a static site: no server, no network,
and no script but the site's own, which filters need and reading does not. This file is written by
`python -m reports.manual` from the components' declarations.

## A page

    ---
    title: Loyalty
    question: Would customers recommend us?
    needs: [fct_survey_responses]
    ---

    ```metrics months
    metrics: [nps, nps_responses]
    grain: month
    last: 13 months
    ```

    ```sql latest
    select * from ${months} order by metric_time__month desc limit 1
    ```

    The score is {latest[0].nps} from {latest[0].nps_responses} answers.

    <LineChart data={months} x=metric_time__month y=nps title="Loyalty keeps rising"/>

* `pages/a/b.md` is served at `/a/b/`, `index.md` at its folder. Links such as `/loyalty/` are made
  relative, so that the site works from any folder and from a file system.
* Front matter: `title`, `question`, `description`, `owner`, `audience`, `sidebar_position`,
  `sidebar_link`, `hide_title`, `full_width`, `queries` (files of `queries/`, without `.sql`),
  `needs` (marts without rows leave the page out) and `filters` (dimensions to choose by).
* ` ```sql name ` is one SELECT over the schemas marts, seeds and ops. `${other}` inlines another
  query of the page. `$as_of`, `$month_end` (of the last complete month), `$currency`,
  `$company`, `$mission`, `$success` and `$minimum_group` are bound parameters. Clock and
  random functions are refused.
* ` ```metrics name ` asks the semantic layer: `metrics`, `group_by`, `where`, `grain`, `start`,
  `end`, `last` (`13 months`: complete ones up to the night), `order_by`, `limit`. `interval: true`
  adds `<metric>_n`, `_low`, `_high`, `_goal` and `_status`; `against: previous` (or `year`) adds
  `<metric>_against`, `_change` and `_verdict`: of the whole period with the one before it, or with
  a `grain` of each month with the month before it. With `shape: long` the answer has one row per
  metric, with `metric_name`, `metric_label`, `value` and the same columns without the prefix.
  Values of fewer answers than `minimum_group` are withheld.
* `{query[0].column}` writes a value in its column's format; `{#if c} … {:else if d} … {:else} …
  {/if}` and `{#each query as row} … {/each}` choose and repeat; `fmt(value, 'pct1')` formats.
  Comparisons, `&&`, `||`, `!`, `? :`, arithmetic and indexing work, and so do Jinja's own `{{ }}`
  and `{% %}`. A null is neither more nor less than anything, and arithmetic with it is null: `–`.
  A title or description around a value that is null gives way: to the subtitle, or the column's
  own title. A brace in the text is written `\\{`.
* `live: true` in a metrics fence makes what shows it follow the page's `<Filters>`. Its metrics
  must be sums, counts, or ratios and means of them, over whole months. The page carries these
  parts by month and by the dimensions in `filters`, groups of fewer than `minimum_group` customers
  of any metric merged, and computes everything else by the semantic layer's own formulas. The
  dimension named first is given up last.
* `pages/a/[b].md` with `each: query` in its front matter becomes one page per row of that query
  (a fence of the page or a file of `queries/`): the row's column `b` is the end of its address,
  `{name}` in the front matter's texts is its column `name`, `{query[0].name}` in the page as well,
  and every column is the bound parameter `$name` of the page's queries and of `where`.
* Numbers come from queries; a page does no arithmetic of its own.
* Whatever is not understood is an error with page and line. All errors are told at once, and then
  no site is written. What last night's rows hold stops only the part of a page that would have
  shown them: a sentence and the rows stand in its place, and `cx site` warns (DECISIONS D199).
* `stands_out(low, high)` tells in SQL whether one row's interval lies above those of all others:
  only then is it named as the highest.

## Formats

`num0`…`num4`, `pct0`…`pct4`, `mult1`, `points` (a difference of shares), `usd0`, `eur2`, … with
`k`, `m` or `b` (`usd1k`), `amount0` (the company's currency), `duration` (minutes), `id`, `name`
(what readers call a value: `sms` is SMS; in SQL `value_name(column)`), the dates `day`, `moment`,
`month`, `quarter`, `year`, `shortdate`, `longdate`, `fulldate`, `mdy`, `dmy`, `hms`, `ddd`, `dddd`,
`mmm`, `mmmm`, `yyyy`, and Excel codes: numbers of `0`, `#`, grouping and scaling commas, `%`,
sections between `;` and quoted words (`#,##0.0`, `0.0,,"M"`, `#,##0;(#,##0)`), dates from `yyyy` to
`ss` (`dd/mm/yyyy hh:mm`). Colours, fractions and exponents are refused, as is every name that is
not known. A column's name may carry its format: `churn_pct1`, `price_usd2`, `mrr_amount`,
`reopen_rate`, `order_date`, `customer__tier_name`. Metrics bring theirs, and their labels, from the
semantic layer.

## Components
"""


def manual() -> str:
    """The whole text."""
    sections = "\n".join(_section(COMPONENTS[name]) for name in sorted(COMPONENTS))
    return f"{_HEAD}\n{sections}"


def _section(declaration: Declaration) -> str:
    lines = [f"### {declaration.name}", "", declaration.description]
    if declaration.inside:
        lines[-1] += f" Stands inside {' or '.join(f'`<{home}>`' for home in declaration.inside)}."
    if declaration.example:
        lines += ["", *(f"    {line}" for line in declaration.example.split("\n"))]
    if declaration.attributes:
        lines += ["", "| attribute | takes | default | |", "|---|---|---|---|"]
        lines += [_row(attribute) for attribute in declaration.attributes]
    return "\n".join([*lines, ""])


def _row(attribute: Attr) -> str:
    takes = ", ".join(attribute.choices) if attribute.choices else attribute.kind.value
    default = "required" if attribute.required else _default(attribute)
    return f"| `{attribute.name}` | {takes} | {default} | {attribute.description} |"


def _default(attribute: Attr) -> str:
    value = attribute.default
    if value is None:
        return ""
    return (
        str(value).lower()
        if isinstance(value, bool)
        else f"{value:g}"
        if isinstance(value, float)
        else str(value)
    )


if __name__ == "__main__":
    README.write_text(manual(), encoding="utf-8")
