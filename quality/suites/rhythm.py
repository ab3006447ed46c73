"""Rules that hold a night's rows against nights like it: its hours, and its mix of codes.

A wrong time zone or a form that fills in one answer breaks no type and no range. What moved
further than chance allows is warned of; a campaign moves such things too, so nothing is stopped
(DECISIONS D196). Which nights are like it, the volume's rule says (D148): weekends are another
world, and the table's first load, its whole history, tells nothing of a night.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from quality.contract import TableContract
from quality.deliveries import Calendar
from quality.rules import Rule, braced
from quality.sql import literal, quoted
from quality.volume import similar_nights

ENOUGH_ROWS, ENOUGH_HISTORY = 30, 300
# Of the mean hour: standard errors, and hours that daylight saving and seasons explain.
FAR, HOURS_TOLERATED = 5, 1.5
# Below this concentration a table has no hour of its own (0 is none, 1 is a clock).
LEAST_RHYTHM = 0.2
SHARE_TOLERATED = 0.25


def rhythm_rules(
    table: TableContract, *, lake: Path, as_of: date, calendar: Calendar
) -> Iterator[Rule]:
    """The rules of a table some of whose nights are like this one; none on a holiday."""
    folder = lake / table.source / table.name
    nights = sorted(
        date.fromisoformat(path.name.partition("=")[2]) for path in folder.glob("_loaded_on=[2-9]*")
    )
    # The first is history.
    kept = [night for night in nights[1:] if calendar.counts(night, table.path)]
    similar = similar_nights(kept, as_of, calendar.holidays)
    if similar is None or as_of in calendar.holidays:
        return
    chosen, basis = similar
    files = ", ".join(
        braced(literal(str(folder / f"_loaded_on={night}" / "*.parquet"))) for night in chosen
    )
    past = (
        f"(select * from read_parquet([{files}], hive_partitioning = true, union_by_name = true))"
    )
    moment = next((c.name for c in table.required if c.data_type == "timestamp"), None)
    if moment:
        yield times_of_day(moment, past, basis)
    for column in table.columns:
        if column.accepted and column.data_type == "varchar" and not column.personal:
            yield shares_kept(column.name, past, basis)


def times_of_day(column: str, past: str, basis: str) -> Rule:
    """The mean hour, on the circle, is where it has been: another is another time zone."""
    angle = f"2 * pi() * (epoch({quoted(column)}) % 86400) / 86400"
    means = f"avg(cos({angle})) as x, avg(sin({angle})) as y, count({quoted(column)}) as number"
    return Rule(
        name=f"times_of_day:{column}",
        is_blocking=False,
        expected=f"{column} at the hours of {basis}, within"
        f" {HOURS_TOLERATED:g} hours and {FAR} standard errors",
        offenders=f"""
            with tonight as (select {means} from {{batch}}),
            before as (select {means} from {past} as past),
            compared as (
                select
                    sqrt(before.x * before.x + before.y * before.y) as rhythm,
                    atan2(before.y, before.x) * 12 / pi() as hour_before,
                    atan2(tonight.y, tonight.x) * 12 / pi() as hour_tonight,
                    tonight.number
                from tonight cross join before
                where tonight.number >= {ENOUGH_ROWS} and before.number >= {ENOUGH_HISTORY}
            ), moved as (
                select
                    *, abs((hour_tonight - hour_before + 36) % 24 - 12) as hours,
                    12 / pi() * sqrt((1 - rhythm * rhythm) / (2 * number)) / rhythm as error
                from compared where rhythm >= {LEAST_RHYTHM}
            )
            select
                'mean hour ' || round((hour_before + 24) % 24, 1) || ' → '
                || round((hour_tonight + 24) % 24, 1) || ' UTC' as example
            from moved where hours > greatest({HOURS_TOLERATED}, {FAR} * error)
        """,
    )


def shares_kept(column: str, past: str, basis: str) -> Rule:
    """Each code has about the share it has had: a form that changed fills in one of them."""
    shares = (
        f"cast({quoted(column)} as varchar) as code, count(*) as number,"
        " count(*) / sum(count(*)) over () as share, sum(count(*)) over () as total"
    )
    return Rule(
        name=f"shares_kept:{column}",
        is_blocking=False,
        expected=f"codes of {column} with their shares of {basis}, within"
        f" {SHARE_TOLERATED:.0%} and {FAR} standard errors",
        offenders=f"""
            with tonight as (
                select {shares} from {{batch}} where {quoted(column)} is not null group by 1
            ), before as (
                select {shares} from {past} as past where {quoted(column)} is not null group by 1
            ), totals as (
                select
                    (select max(total) from tonight) as tonight_total,
                    (select max(total) from before) as before_total
            ), compared as (
                select
                    coalesce(tonight.code, before.code) as code,
                    coalesce(tonight.share, 0) as share, coalesce(before.share, 0) as usual
                from tonight full join before on tonight.code = before.code
            )
            select
                code || ': ' || round(100 * usual) || ' % → ' || round(100 * share) || ' %'
                    as example
            from compared cross join totals
            where tonight_total >= {ENOUGH_ROWS} and before_total >= {ENOUGH_HISTORY}
                and abs(share - usual) > greatest(
                    {SHARE_TOLERATED}, {FAR} * sqrt(usual * (1 - usual) / tonight_total)
                )
        """,
    )
