"""Drawings come from processes of their own, and a page waits for its own."""

import json
import os
import signal
from concurrent.futures import Future
from pathlib import Path

import pytest

from reports.charts.draw import Charts
from reports.charts.engine import DrawingError, Engine

POINT = {"mark": "point", "data": {"values": [{"x": 1}]}, "encoding": {"x": {"field": "x"}}}


def test_a_page_gets_its_drawings_where_they_were_promised() -> None:
    charts = Charts()
    first, second = charts.svg(POINT, "plot-wide"), charts.svg(POINT, "plot-narrow")

    page = charts.filled(f"<p>before</p>{first}<p>between</p>{second}<p>after</p>")

    assert "<svg" not in first
    assert page.startswith("<p>before</p><svg ")
    assert 'class="plot-wide"' in page
    assert 'class="plot-narrow"' in page
    assert page.endswith("</svg><p>after</p>")


def test_equal_charts_are_drawn_once() -> None:
    charts = Charts()
    charts.svg(POINT, "plot-wide")
    charts.svg(dict(reversed(POINT.items())), "plot-narrow")

    assert len(charts.drawings) == 1


def test_a_chart_of_an_earlier_night_is_not_drawn_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = Charts(tmp_path)
    drawn = before.filled(before.svg(POINT, "plot-wide"))
    monkeypatch.setattr("reports.charts.draw.engines", lambda: pytest.fail("drawn again"))

    again = Charts(tmp_path)
    again.warm()

    assert again.filled(again.svg(POINT, "plot-wide")) == drawn


def test_text_that_looks_like_a_promise_stays_text() -> None:
    charts = Charts()
    charts.svg(POINT, "plot-wide")

    assert charts.filled("drawing-0123456789abcdef-0-plot;") == "drawing-0123456789abcdef-0-plot;"


def test_what_cannot_be_drawn_is_an_error_and_the_engine_goes_on() -> None:
    engine = Engine()
    refused = engine.draw('{"mark": "no such mark"}')
    drawn = engine.draw(json.dumps(POINT))

    with pytest.raises(DrawingError):
        refused.result(timeout=60)
    assert drawn.result(timeout=60).startswith("<svg")


def test_an_engine_that_was_killed_is_told_and_not_waited_for() -> None:
    engine = Engine()
    engine.draw(json.dumps(POINT)).result(timeout=60)
    os.kill(engine._process.pid, signal.SIGKILL)
    engine._process.wait()

    asked: Future[str] = engine.draw(json.dumps(POINT))

    assert not engine.is_alive
    with pytest.raises(DrawingError, match="has ended"):
        asked.result(timeout=60)


def test_half_an_answer_is_an_error_and_nobody_waits_for_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    torn = tmp_path / "torn"
    torn.write_text('#!/bin/sh\nread line\nprintf \'{"svg": "<sv\'\n', encoding="utf-8")
    torn.chmod(0o755)
    monkeypatch.setattr("sys.executable", str(torn))

    drawing = Engine().draw(json.dumps(POINT))

    with pytest.raises(DrawingError, match="has ended"):
        drawing.result(timeout=10)
