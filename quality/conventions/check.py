"""Ask all rules of a project, leave out what is accepted, and report what is accepted in vain."""

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from quality.conventions import documentation, governance, modeling, sql, structure, tree
from quality.conventions.accepted import ACCEPTED
from quality.conventions.project import Project, Rule, Violation

RULES: tuple[Rule, ...] = (
    *modeling.RULES,
    *documentation.RULES,
    *governance.RULES,
    *structure.RULES,
    *sql.RULES,
    *tree.RULES,
)


class ParseError(Exception):
    """dbt could not read the project."""


def check(
    project: Project,
    rules: Iterable[Rule] = RULES,
    accepted: Mapping[tuple[str, str], str] = ACCEPTED,
) -> tuple[Violation, ...]:
    """All violations that are not accepted, by file."""
    found = [violation for rule in rules for violation in rule(project)]
    seen = {(violation.rule, violation.subject) for violation in found}
    stale = [
        Violation(
            "quality/conventions/accepted.py", "accepted in vain", subject, f"remove {rule!r}"
        )
        for rule, subject in accepted
        if (rule, subject) not in seen
    ]
    left = [v for v in found if (v.rule, v.subject) not in accepted]
    return tuple(sorted([*left, *stale], key=lambda v: (v.file, v.rule, v.subject)))


def parse_project(root: Path) -> Project:
    """Parse the dbt project afresh, every source of it enabled, into a temporary folder.

    Raises:
        ParseError: dbt refuses the project; says why.
    """
    from dbt.cli.main import dbtRunner

    sources = sorted(p.name for p in (root / "dbt_project/models/staging").iterdir() if p.is_dir())
    with TemporaryDirectory(prefix="cx-conventions-") as target:
        os.environ["DBT_SEND_ANONYMOUS_USAGE_STATS"] = "false"
        folders = ["--project-dir", str(root), "--profiles-dir", str(root)]
        written = ["--target-path", target, "--log-path", target]
        variables = ["--vars", json.dumps({"sources": sources})]
        result = dbtRunner().invoke(
            ["--quiet", "parse", "--no-partial-parse", *folders, *written, *variables]
        )
        if not result.success:
            raise ParseError(f"dbt parse failed: {result.exception}")
        manifest = json.loads((Path(target) / "manifest.json").read_bytes())
    return Project(root, manifest)
