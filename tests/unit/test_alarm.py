"""A stopped night is told: to a command or a webhook, in bounded time, without a secret."""

import json
import shlex
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from orchestration import alarm
from orchestration.alarm import raise_alarm, report_of
from orchestration.night_records import NightRecord
from orchestration.settings import Settings, load_settings
from quality.verdicts import Verdict, write_verdicts

NIGHT = date(2026, 5, 31)
SECRET = "T0KEN-that-nobody-may-see"
RECORD = NightRecord(
    night=NIGHT,
    status="stopped",
    started_at=datetime(2026, 6, 1, 1, tzinfo=UTC),
    stage="gate",
    reason="zendesk/tickets volume: expected 40 to 90 rows; found 3 rows",
    look="cx status",
    timings={"land": 1.5},
)
COMPANY = """
[company]
name = "Small"
time_zone = "UTC"
currency = "EUR"
sources = ["zendesk"]
[night.on_failure]
"""


def company(folder: Path, alarm: str, **environ: str) -> Settings:
    (folder / "cx.toml").write_text(COMPANY + alarm, encoding="utf-8")
    settings = load_settings(folder, environ)
    rule = Verdict(NIGHT, "gate", "zendesk/tickets", "volume", False, True, "40", "3", ("7", "8"))
    write_verdicts(settings.verdicts, [rule])
    return settings


@contextmanager
def server(*answers: int, wait: float = 0) -> Iterator[tuple[str, list[Any]]]:
    """A webhook on loopback that gives these answers in turn, and what it was sent."""
    sent: list[Any] = []

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            sent.append((self.path, self.headers["Authorization"], json.loads(body)))
            time.sleep(wait)
            self.send_response(answers[min(len(sent), len(answers)) - 1])
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Hook) as hook:
        thread = Thread(target=hook.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{hook.server_port}", sent
        hook.shutdown()


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alarm, "_PAUSE", 0.01)


def test_the_report_names_the_rule_keys_and_the_command(tmp_path: Path) -> None:
    told = report_of(company(tmp_path, ""), RECORD)

    assert (told["company"], told["night"], told["stage"]) == ("Small", "2026-05-31", "gate")
    assert told["published_as_of"] is None
    assert told["broken_rules"] == [
        {
            "table": "zendesk/tickets",
            "rule": "volume",
            "expected": "40",
            "found": "3",
            "example_keys": ["7", "8"],
            "look": "cx status",
        }
    ]


def test_a_warehouse_that_cannot_be_read_keeps_nobody_from_being_told(tmp_path: Path) -> None:
    settings = company(tmp_path, "")
    settings.published.mkdir(parents=True)
    settings.published_warehouse.write_bytes(b"torn")

    assert report_of(settings, RECORD)["published_as_of"] is None


def test_a_command_gets_the_reason_and_the_report(tmp_path: Path) -> None:
    out = tmp_path / "told"
    code = f"import sys; open({str(out)!r}, 'w').write(sys.argv[-1] + chr(10) + sys.stdin.read())"
    command = shlex.join([sys.executable, "-c", code])

    raise_alarm(company(tmp_path, f"command = {json.dumps(command)}"), RECORD)

    reason, _, report = out.read_text(encoding="utf-8").partition("\n")
    assert reason.startswith("2026-05-31 gate: zendesk/tickets volume")
    assert json.loads(report)["stage"] == "gate"


def test_a_webhook_is_tried_again_after_errors_that_pass(tmp_path: Path) -> None:
    with server(503, 500, 204) as (address, sent):
        settings = company(
            tmp_path,
            'webhook = { secret = "HOOK" }\ntoken = { secret = "TOKEN" }',
            HOOK=f"{address}/services/x",
            TOKEN=SECRET,
        )
        raise_alarm(settings, RECORD)

    assert [(path, token) for path, token, _ in sent] == [("/services/x", f"Bearer {SECRET}")] * 3
    assert sent[-1][2]["broken_rules"][0]["table"] == "zendesk/tickets"


def test_a_refusal_is_not_repeated_and_no_redirect_is_followed(tmp_path: Path) -> None:
    for answer in (403, 302):
        with server(answer) as (address, sent):
            raise_alarm(company(tmp_path, f'webhook = "{address}"'), RECORD)

        assert len(sent) == 1


def test_a_webhook_that_never_answers_is_given_up(tmp_path: Path) -> None:
    with server(204, wait=1.5) as (address, _):
        began = time.monotonic()
        raise_alarm(company(tmp_path, f'webhook = "{address}"\ntimeout_seconds = 0.2'), RECORD)

        assert time.monotonic() - began < 1


def test_what_goes_wrong_shows_no_secret(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    settings = company(
        tmp_path,
        'webhook = { secret = "HOOK" }\ntoken = { secret = "TOKEN" }\ntimeout_seconds = 2',
        HOOK=f"http://127.0.0.1:9/{SECRET}",
        TOKEN=SECRET,
    )

    raise_alarm(settings, RECORD)

    assert "night.on_failure.webhook could not be reached" in caplog.text
    told = (caplog.text, *capfd.readouterr(), repr(settings), str(settings.secrets))
    assert not any(SECRET in text for text in told)


def test_a_command_that_is_not_there_is_only_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    raise_alarm(company(tmp_path, 'command = "no-such-command --now"'), RECORD)

    assert "could not run: FileNotFoundError" in caplog.text
