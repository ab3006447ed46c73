"""Telling the company that a night stopped: its command or its webhook, given the run's record.

Both are tried for a bounded time, and neither can hide the reason of the night. What is sent holds
keys of rows and no values.
"""

import json
import logging
import shlex
import subprocess
from dataclasses import asdict
from threading import Thread
from typing import Any

from orchestration.company_night import Alarm, SecretName
from orchestration.night_records import NightRecord
from orchestration.nights import log
from orchestration.publishing import PublishedError, published_state
from orchestration.settings import Settings
from quality.verdicts import failures, read_verdicts

_RETRIES = 3
_PAUSE = 0.5
_AGAIN = (408, 425, 429, 500, 502, 503, 504)


def report_of(settings: Settings, record: NightRecord) -> dict[str, Any]:
    """The record of a stopped night as plain values, with each broken rule."""
    try:
        published = published_state(settings.published_warehouse)
    except PublishedError:
        # It may be why the night stopped, which is to be reported all the same.
        published = None
    broken = failures(read_verdicts(settings.verdicts, night=record.night))
    report = {
        "company": settings.name,
        **asdict(record),
        "timings": dict(record.timings),
        "published_as_of": published.as_of if published else None,
        "broken_rules": [
            {
                "table": verdict.table,
                "rule": verdict.rule,
                "expected": verdict.expected,
                "found": verdict.found,
                "example_keys": list(verdict.examples),
                "look": verdict.look,
            }
            for verdict in broken
        ],
    }
    plain: dict[str, Any] = json.loads(json.dumps(report, default=str))
    return plain


def raise_alarm(settings: Settings, record: NightRecord) -> None:
    """Tell whoever the company wants to be told; a failure to do so is only logged."""
    alarm = settings.night.on_failure
    if not (alarm.command or alarm.webhook):
        return
    report = report_of(settings, record)
    if alarm.command:
        run_command(alarm, report)
    if alarm.webhook:
        call_webhook(alarm, settings, report)


def run_command(alarm: Alarm, report: dict[str, Any]) -> None:
    """Run the command, the reason as its last argument and the report on its stdin."""
    reason = f"{report['night']} {report['stage']}: {report['reason']}"
    try:
        done = subprocess.run(  # noqa: S603 - the company's own words, from its cx.toml
            [*shlex.split(alarm.command), reason],
            input=json.dumps(report, ensure_ascii=False),
            text=True,
            check=False,
            timeout=alarm.timeout_seconds,
            capture_output=True,
        )
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        log.warning("night.on_failure.command could not run: %s", type(error).__name__)
        return
    if done.returncode:
        log.warning("night.on_failure.command ended with %s", done.returncode)


def call_webhook(alarm: Alarm, settings: Settings, report: dict[str, Any]) -> None:
    """Post the report, waiting no longer than allowed: an answer may trickle in for ever."""
    address = alarm.webhook
    if isinstance(address, SecretName):
        address = settings.secrets.reveal(address.secret)
    headers = {"Content-Type": "application/json"}
    if alarm.token is not None:
        headers["Authorization"] = f"Bearer {settings.secrets.reveal(alarm.token.secret)}"
    body = json.dumps(report, ensure_ascii=False).encode()
    caller = Thread(target=_post, args=(address, body, headers, alarm.timeout_seconds), daemon=True)
    caller.start()
    caller.join(alarm.timeout_seconds)
    if caller.is_alive():
        log.warning("night.on_failure.webhook gave no answer in %g s", alarm.timeout_seconds)


def _post(address: str, body: bytes, headers: dict[str, str], seconds: float) -> None:
    """Post it, retrying errors that may pass; nothing that is logged shows the address."""
    import urllib3

    # It logs the address of every retry, and the address may be the secret.
    logging.getLogger("urllib3").setLevel(logging.ERROR)
    retries = urllib3.Retry(
        total=_RETRIES,
        redirect=0,
        backoff_factor=_PAUSE,
        status_forcelist=_AGAIN,
        allowed_methods=None,
        respect_retry_after_header=False,
        raise_on_status=False,
    )
    try:
        with urllib3.PoolManager(retries=retries, timeout=seconds / (_RETRIES + 1)) as pool:
            answer = pool.request("POST", address, body=body, headers=headers, redirect=False)
    except (urllib3.exceptions.HTTPError, ValueError) as error:
        log.warning("night.on_failure.webhook could not be reached: %s", type(error).__name__)
        return
    if not 200 <= answer.status < 300:
        log.warning("night.on_failure.webhook answered %s", answer.status)
