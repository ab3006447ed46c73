"""`cx demo`, `cx land`, `cx gate`, `cx build`: the stages of a night, one by one."""

from datetime import date
from pathlib import Path

import click

from orchestration.commands.shared import (
    NightDay,
    as_of_option,
    company_option,
    echo_json,
    json_option,
    night_of,
    progress,
    settings_of,
)


class _FaultOption(click.Option):
    """Names the catalogue when help is asked for, and imports it no sooner."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """The option with every fault there is."""
        from orchestration.demo.faults import FAULTS

        self.help = f"Plant a fault today: {', '.join(sorted(FAULTS))}."
        return super().get_help_record(ctx)


@click.command()
@company_option
@click.option(
    "--through",
    type=NightDay(),
    help="Last day to write. Default: yesterday in the company's time zone.",
)
@click.option("--months", type=click.IntRange(1, 240), help="Months of history. Default: 24.")
@click.option("--customers", type=click.IntRange(1), help="Customers at the end. Default: 5000.")
@click.option("--seed", type=int, help="Seed of the random draws; another seed, another company.")
@click.option("--fault", "faults", multiple=True, metavar="NAME", cls=_FaultOption)
@click.option(
    "--score", "is_score", is_flag=True, help="Compare the customers identified with the truth."
)
@json_option
def demo(
    company: Path | None,
    through: date | None,
    months: int | None,
    customers: int | None,
    seed: int | None,
    faults: tuple[str, ...],
    is_score: bool,
    as_json: bool,
) -> None:
    """Write the simulated company's extracts into the landing."""
    if is_score:
        _score(company, as_json=as_json)
        return
    from orchestration.demo.writing import write_demo
    from orchestration.nights import open_home

    settings = settings_of(company)
    day = through or settings.last_complete_day()
    with progress():
        open_home(settings.home)
        summary = write_demo(
            settings.home,
            through=day,
            months=months,
            customers=customers,
            seed=seed,
            faults=faults,
        )
    if as_json:
        echo_json(summary)
        return
    for table, rows in summary.rows.items():
        click.echo(f"{table}: {rows:,} rows")
    planted = f", with {', '.join(summary.faults)}" if summary.faults else ""
    nights = f"{len(summary.nights)} deliveries" if summary.nights else "nothing new"
    click.echo(f"{nights} through {summary.through}{planted}: {settings.landing}")


def _score(company: Path | None, *, as_json: bool) -> None:
    from orchestration.demo.scoring import score

    settings = settings_of(company)
    scores = score(settings.home, settings.published_warehouse)
    if as_json:
        echo_json(scores)
        return
    click.echo(f"{'':20}{'names':>9}{'linked':>9}{'correct':>9}{'precision':>11}{'recall':>9}")
    for each in scores:
        counts = "".join(f"{number:>9,}" for number in (each.names, each.linked, each.correct))
        # A rule finds no more than its own links: only sources have a recall.
        recall = "" if each.name.startswith("by ") else f"{each.recall:>9.2%}"
        click.echo(f"{each.name:<20}{counts}{each.precision:>11.2%}{recall}")


@click.command()
@company_option
@as_of_option
@json_option
def land(company: Path | None, as_of: date | None, as_json: bool) -> None:
    """Fetch and load what is new.

    Exit code 1: a file is refused, each with its reason on stderr; the gate would stop the night.
    """
    from orchestration import steps

    with night_of(company, as_of) as night:
        steps.land(night)
        summaries = [
            summary
            for table in steps.tables(night.settings)
            for summary in steps.load(night, table)
        ]
    if as_json:
        echo_json(summaries)
    for summary in () if as_json else summaries:
        if summary.table.startswith("mapped/"):
            # An entity that no feed fills.
            continue
        click.echo(
            f"{summary.table}: {summary.files} files, {summary.rows_loaded:,} rows loaded, "
            f"{summary.rows_rejected:,} rejected"
        )
        for note in summary.notes:
            click.echo(f"  {note}")
        if extra := summary.extra_columns:
            click.echo(f"  columns outside the contract ({len(extra)}): {', '.join(extra)}")
    refused = [file for summary in summaries for file in summary.refused]
    for file in refused:
        click.echo(f"refused {file.reason}", err=True)
    if refused:
        click.echo("put the mended file in its place and run cx land; cx gate judges", err=True)
        raise SystemExit(1)


@click.command()
@company_option
@as_of_option
@json_option
def gate(company: Path | None, as_of: date | None, as_json: bool) -> None:
    """Judge what the night brought, before any model reads it.

    Exit code 1: a blocking rule is broken; a night would stop here.
    """
    from orchestration import steps
    from quality.verdicts import failures, warnings

    with night_of(company, as_of) as night:
        verdicts = steps.gate(night, steps.tables(night.settings))
    if as_json:
        echo_json([verdict.to_json() for verdict in verdicts])
    warned = warnings(verdicts)
    for verdict in () if as_json else warned:
        click.echo(f"warning {verdict.sentence}")
    for verdict in failures(verdicts):
        click.echo(f"stopped {verdict.night} at gate: {verdict.message}", err=True)
    if failures(verdicts):
        raise SystemExit(1)
    if not as_json:
        click.echo(f"{len(verdicts) - len(warned)} rules hold, {len(warned)} warn")


@click.command()
@company_option
@as_of_option
@click.option("--full-refresh", is_flag=True, help="Build every model anew from the lake.")
@json_option
def build(company: Path | None, as_of: date | None, full_refresh: bool, as_json: bool) -> None:
    """Models, forecasts, audit, publication; no page is rendered."""
    from orchestration.rebuild import build_whole

    with night_of(company, as_of, full_refresh=full_refresh, is_whole=True) as night:
        path = build_whole(night)
        record = night.run.finish()
    if as_json:
        echo_json(record)
    else:
        click.echo(f"published {record.night}: {path}")
