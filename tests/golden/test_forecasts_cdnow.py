"""The forecasts fitted to the purchases on which their authors published.

CDNOW, the sample of 2,357 customers, calibration to 1997-09-30, weeks: Fader, Hardie & Lee (2005),
tables 2 and 3; Fader & Hardie (2013), note 025. The purchases are not ours to commit, so these
tests run where they lie in ../shared/data/cdnow; `test_forecasts.py` holds what needs no data.
"""

from collections import defaultdict
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from orchestration.forecasts import bgnbd, gamma_gamma

SAMPLE = Path(__file__).resolve().parents[3] / "shared/data/cdnow/CDNOW_sample.txt"
CALIBRATION_END = date(1997, 9, 30)

Days = dict[str, dict[date, float]]


@pytest.fixture(scope="module")
def purchases() -> Days:
    if not SAMPLE.exists():
        pytest.skip(f"the CDNOW sample is not at {SAMPLE}; test_forecasts.py holds without it")
    days: Days = defaultdict(lambda: defaultdict(float))
    for line in SAMPLE.read_text(encoding="utf-8").splitlines():
        if line.strip():
            _, customer, day, _, value = line.split()
            days[customer][date.fromisoformat(f"{day[:4]}-{day[4:6]}-{day[6:]}")] += float(value)
    return days


@pytest.fixture(scope="module")
def calibration(purchases: Days) -> tuple[bgnbd.History, np.ndarray]:
    rows = []
    for days in purchases.values():
        known = sorted(day for day in days if day <= CALIBRATION_END)
        repeats = [days[day] for day in known[1:]]
        rows.append(
            (
                len(repeats),
                (known[-1] - known[0]).days / 7,
                (CALIBRATION_END - known[0]).days / 7,
                float(np.mean(repeats)) if repeats else 0.0,
            )
        )
    frequency, recency, age, spend = np.array(rows).T
    return bgnbd.History(frequency, recency, age), spend


def test_the_published_purchase_model_is_found(
    calibration: tuple[bgnbd.History, np.ndarray],
) -> None:
    history, _ = calibration

    model = bgnbd.fit(history)

    assert len(history.age) == 2357
    assert (model.r, model.alpha) == pytest.approx((0.243, 4.414), abs=0.0006)
    assert (model.a, model.b) == pytest.approx((0.793, 2.426), abs=0.0006)
    assert bgnbd.log_likelihood(model, history).sum() == pytest.approx(-9582.4, abs=0.05)


def test_the_39_weeks_that_follow_are_expected_to_hold_1653_purchases(
    purchases: Days, calibration: tuple[bgnbd.History, np.ndarray]
) -> None:
    history, _ = calibration

    expected = bgnbd.expected_purchases(bgnbd.fit(history), history, 39.0).sum()

    held = sum(day > CALIBRATION_END for days in purchases.values() for day in days)
    assert held == 1882
    assert expected == pytest.approx(1653, abs=1)


def test_the_published_spend_model_is_found(
    calibration: tuple[bgnbd.History, np.ndarray],
) -> None:
    history, spend = calibration

    model = gamma_gamma.fit(history.frequency, spend)

    assert (model.p, model.q, model.gamma) == pytest.approx((6.25, 3.74, 15.44), abs=0.005)
    assert gamma_gamma.frequency_spend_correlation(history.frequency, spend) == pytest.approx(
        0.114, abs=0.001
    )
