"""The site's script by itself: it writes values as the build does."""

from dataclasses import asdict
from datetime import date
from pathlib import Path

import pytest

from reports.formats import DATES, format_value, parse_format

SCRIPTS = Path("reports/scripts").resolve()
NUMBERS = (0, -0.2, 0.4, 0.5, 1.5, 59.5, 59.7, 94, 1439.7, 1440, 1500, 2879, -3312.4, 1234567.891)
NUMBER_FORMATS = (
    "num", "num0", "num1", "+num1", "pct1", "+points", "amount0", "usd1k", "duration", "id", "year",
)  # fmt: skip
DAYS = (date(2026, 3, 4), date(2026, 11, 30), date(2024, 2, 29))
DATE_FORMATS = (*DATES, "dd/mm/yyyy", "d mmm yy", 'd "of" mmmm', "yyyy-mm-dd hh:mm", "h AM/PM")


@pytest.fixture(scope="module")
def written(browser):
    page = browser.new_page()
    page.add_script_tag(path=SCRIPTS / "formats.js")
    yield lambda value, code: page.evaluate(
        "([value, format]) => write(value, format)", [value, asdict(parse_format(code))]
    )
    page.close()


@pytest.mark.parametrize("code", NUMBER_FORMATS)
def test_the_script_writes_numbers_as_the_build_does(written, code):
    values = [*NUMBERS, None, True, False, "words"]

    assert [written(value, code) for value in values] == [format_value(v, code) for v in values]


@pytest.mark.parametrize("code", DATE_FORMATS)
def test_the_script_writes_days_as_the_build_does(written, code):
    shown = [written(day.isoformat(), code) for day in DAYS]

    assert shown == [format_value(day, code) for day in DAYS]
