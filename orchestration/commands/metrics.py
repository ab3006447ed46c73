"""`cx metrics`, `cx query`, `cx compare`, `cx explain`: the semantic layer on a warehouse."""

import csv
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from orchestration.commands.shared import (
    Day,
    MistakeError,
    company_option,
    draft_option,
    echo_json,
    json_option,
    one_line,
    print_table,
    readable_file,
    settings_of,
)

if TYPE_CHECKING:
    from reports.metric_queries import QueryResult
    from reports.semantic import SemanticLayer


@contextmanager
def semantic_layer(company: Path | None, *, is_draft: bool) -> Iterator["SemanticLayer"]:
    """The semantic layer of a warehouse; its errors name what was meant."""
    settings = settings_of(company)
    warehouse = readable_file(settings, is_draft=is_draft)
    from orchestration.draft import drafted_metrics
    from reports.metric_queries import QuestionError, UnknownMetricError
    from reports.semantic import SemanticLayer

    with (
        one_line(QuestionError, ending=MistakeError),
        SemanticLayer(warehouse, kept=settings.compiled_metrics) as layer,
    ):
        try:
            yield layer
        except UnknownMetricError as error:
            if is_draft or error.name not in drafted_metrics(settings):
                raise
            raise UnknownMetricError(error.name, " yet; the draft has it: --build") from error


@click.command()
@company_option
@draft_option
@json_option
def metrics(company: Path | None, is_draft: bool, as_json: bool) -> None:
    """What can be asked: every metric, its unit and its definition."""
    with semantic_layer(company, is_draft=is_draft) as layer:
        found = layer.metrics()
    if as_json:
        echo_json([asdict(metric) for metric in found])
        return
    rows = [(metric.name, metric.label, metric.unit, metric.decision) for metric in found]
    print_table(("metric", "label", "unit", "decision"), rows)


@click.command()
@click.argument("metrics", nargs=-1, required=True, metavar="METRIC…")
@click.option("--by", "group_by", multiple=True, help="Dimensions, comma separated.")
@click.option("--where", multiple=True, help="A condition such as customer__tier_name = 'Premier'.")
@click.option("--start", type=Day(), help="First day, by the metric's own date.")
@click.option("--end", type=Day(), help="Last day, inclusive.")
@click.option("--order-by", multiple=True, help="Columns, comma separated; - for descending.")
@click.option("--limit", type=click.IntRange(min=1), help="At most so many rows.")
@click.option("--interval", is_flag=True, help="Also n, 95 % interval, goal and status.")
@click.option("--format", "shape", type=click.Choice(["table", "csv", "json"]), default="table")
@click.option("--json", "shape", flag_value="json", help="The same as --format json.")
@company_option
@draft_option
def query(
    metrics: tuple[str, ...],
    group_by: tuple[str, ...],
    where: tuple[str, ...],
    start: date | None,
    end: date | None,
    order_by: tuple[str, ...],
    limit: int | None,
    interval: bool,
    shape: str,
    company: Path | None,
    is_draft: bool,
) -> None:
    """Ask for metrics: cx query nps --by metric_time__month,customer__tier_name."""
    from reports.metric_queries import MetricsQuery

    asked = MetricsQuery(
        metrics=_names(metrics),
        group_by=_names(group_by),
        where=where,
        start=start,
        end=end,
        order_by=_names(order_by),
        limit=limit,
        interval=interval,
    )
    with semantic_layer(company, is_draft=is_draft) as layer:
        result = layer.query(asked)
    print_result(result, shape)


@click.command()
@click.argument("metrics", nargs=-1, required=True, metavar="METRIC…")
@click.option("--start", type=Day(), required=True, help="First day, by the metric's own date.")
@click.option("--end", type=Day(), required=True, help="Last day, inclusive.")
@click.option(
    "--against", default="previous", help="previous (the default), year, or FIRST:LAST, two days."
)
@click.option("--by", "group_by", multiple=True, help="Dimensions, comma separated.")
@click.option("--where", multiple=True, help="A condition such as customer__tier_name = 'Premier'.")
@click.option("--format", "shape", type=click.Choice(["table", "csv", "json"]), default="table")
@click.option("--json", "shape", flag_value="json", help="The same as --format json.")
@company_option
@draft_option
def compare(
    metrics: tuple[str, ...],
    start: date,
    end: date,
    against: str,
    group_by: tuple[str, ...],
    where: tuple[str, ...],
    shape: str,
    company: Path | None,
    is_draft: bool,
) -> None:
    """Whether a metric has changed: cx compare nps --start 2026-07-01 --end 2026-09-30.

    With --by metric_time__month each month is compared with the one before it, or a year before.
    """
    from reports.comparisons import compared
    from reports.metric_queries import MetricsQuery

    with semantic_layer(company, is_draft=is_draft) as layer:
        asked = MetricsQuery(
            metrics=_names(metrics),
            group_by=_names(group_by),
            where=where,
            start=start,
            end=end,
        )
        result = layer.query(compared(asked, against))
    print_result(result, shape)


@click.command()
@click.argument("metric")
@company_option
@draft_option
@json_option
def explain(metric: str, company: Path | None, is_draft: bool, as_json: bool) -> None:
    """A metric's definition, its decision and the SQL that computes it."""
    with semantic_layer(company, is_draft=is_draft) as layer:
        explanation = layer.explain(metric)
    if as_json:
        echo_json(asdict(explanation))
        return
    about = explanation.metric
    click.echo(f"{about.label} ({about.name})\n\n{about.description}\n")
    click.echo(f"decision   {about.decision or '–'}\nowner      {about.owner or '–'}")
    click.echo(f"unit       {about.unit}, better {about.direction}")
    click.echo(f"reads      {', '.join(explanation.marts)}")
    for part in explanation.inputs:
        click.echo(f"made of    {part}")
    click.echo(f"asked by   {', '.join(about.dimensions)}\n\n{explanation.sql}")


def print_result(result: "QueryResult", shape: str) -> None:
    """Rows as a table, CSV or JSON on stdout."""
    if shape == "json":
        echo_json([dict(zip(result.columns, row, strict=True)) for row in result.rows])
    elif shape == "csv":
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(result.columns)
        writer.writerows(result.rows)
    else:
        print_table(result.columns, result.rows)


def _names(texts: Sequence[str]) -> tuple[str, ...]:
    return tuple(name.strip() for text in texts for name in text.split(",") if name.strip())
