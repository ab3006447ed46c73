"""Questions compiled before anybody asks, in a process of its own."""

from datetime import date
from pathlib import Path

import pytest

from reports import questions_ahead
from reports.metric_fences import read_metrics
from reports.semantic import SemanticLayer
from reports.semantic_compiler import SemanticCompiler
from tests.unit import semantic_world

AS_OF = date(2026, 4, 30)
ASKED = "metrics: [logo_churn_rate]\ngroup_by: [customer__tier_name]\nlast: 3 months"
PAGE = f"""\
---
title: Retention
---

```metrics broken
metrics: [no_such_metric]
```

```metrics churn
{ASKED}
```

<MetricsCatalogue/>
"""


def never(*_: object, **__: object) -> str:
    raise AssertionError("compiled again")


def test_what_pages_and_goals_ask_is_compiled_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages, manifest, kept = tmp_path / "pages", tmp_path / "manifest.json", tmp_path / "kept"
    pages.mkdir()
    (pages / "retention.md").write_text(PAGE)
    manifest.write_text(semantic_world.manifest())
    goal = ("lost", (), 2)

    with questions_ahead.questions_ahead(
        pages=pages, manifest=manifest, kept=kept, as_of=AS_OF, goals=[goal]
    ) as process:
        process.wait()

    monkeypatch.setattr(SemanticCompiler, "_explain", never)
    with SemanticLayer(semantic_world.write_warehouse(tmp_path), kept=kept) as layer:
        question, _ = read_metrics(ASKED, AS_OF)
        assert layer.query(question).columns == ("customer__tier_name", "logo_churn_rate")
        assert layer.query(questions_ahead.current_value(*goal, AS_OF)).rows
        assert all(layer.explain(metric.name).sql for metric in layer.metrics())
        with pytest.raises(AssertionError, match="compiled again"):
            layer.query(read_metrics("metrics: [lost]", AS_OF)[0])


def test_nothing_is_at_work_after_the_night(tmp_path: Path) -> None:
    told = {"pages": tmp_path, "manifest": tmp_path / "none", "kept": tmp_path / "kept"}
    with questions_ahead.questions_ahead(**told, as_of=AS_OF, goals=[]) as process:
        pass

    assert process.has_ended
