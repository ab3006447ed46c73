"""`cx goals`: what the company has set out to reach, and how far it has come."""

from pathlib import Path

import click

from orchestration.commands.shared import (
    company_option,
    echo_json,
    json_option,
    print_table,
    published,
    settings_of,
)


@click.command()
@company_option
@json_option
def goals(company: Path | None, as_json: bool) -> None:
    """The company's goals: baseline, current value, target, and whether it is on track."""
    settings = settings_of(company)
    with published(settings) as connection:
        found = connection.execute("select * from ops.experience_goals")
        columns = [column[0] for column in found.description]
        rows = [dict(zip(columns, row, strict=True)) for row in found.fetchall()]
    if as_json:
        about = {"mission": settings.experience.mission, "success": settings.experience.success}
        echo_json({**about, "goals": rows})
        return
    for text in (settings.experience.mission, settings.experience.success):
        if text:
            click.echo(f"{text}\n")
    if not rows:
        click.echo("no goals; [[goal]] in cx.toml names them, and cx nightly reckons them")
        return
    shown = {
        "goal": "goal_name",
        "from": "baseline_value",
        "now": "current_value",
        "to": "target_value",
        "by": "target_date",
        "status": "status_name",
        "ahead by": "ahead_value",
        "at this rate": "reached_date",
    }
    print_table(tuple(shown), [tuple(row[name] for name in shown.values()) for row in rows])
