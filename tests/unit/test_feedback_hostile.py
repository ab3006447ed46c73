"""Comments that are made to be read for ever are read as fast as any other."""

import signal
from collections.abc import Iterator

import pytest

from orchestration.feedback.cleaning import READ_AT_MOST, clean
from orchestration.feedback.names import name_words
from orchestration.feedback.redaction import redact
from reports.site_check import personal_data

# Each is repeated up to the length at which a comment is cut. Of the first, 2,000 characters took
# 17 seconds and eight times as long for each doubling; of the second, 2,000 took 6 seconds.
PARTS = (
    "A-",
    "+1111111111111111111111111111111111111x ",
    "A'",
    "A.",
    "Aa ",
    "Aa-Aa ",
    "HA-HA 1 ",
    "1 A-A ",
    "1 Rue A-A ",
    "1 rue de la A B C D ",
    "Astraat 1 A ",
    "A-straat 1 ",
    "straat 1 ",
    "at ",
    "a(at)",
    "a at a dot ",
    "a@",
    "a@a",
    "@a.",
    "a.a@a.a ",
    "{at}",
    "AB12",
    "AB12 ",
    "NL91ABNA0417164301 ",
    "NL91 A 1 B 2 C 3 ",
    "12-34-56 , ",
    "4",
    "4 ",
    "4111 ",
    "4111-",
    "0",
    "01",
    "01 ",
    "(01) ",
    "+1 ",
    "+31 6 ",
    "00 1 ",
    "0031-",
    "555 123 ",
    "call 1 ",
    "call 12 34 ",
    "order ",
    "order number: ",
    "Mr. ",
    "Mr A'",
    "Thanks A",
    "Thanks Ann Ann ",
    "Ann de ",
    "Ann-",
    "ann'",
    "Ann's-",
    "李",
    "Å–",
    "🙂‍",
    "ﷺ",
    "Ã©",
)
NAMES = name_words(["Ann-Ann de Ann", "José Łukasz O'Brien", "李 小"])
SECONDS = 5.0
"""Of work, not of the clock: ten times what the slowest takes on a busy machine."""


@pytest.fixture
def _bounded() -> Iterator[None]:
    def give_up(*_: object) -> None:
        pytest.fail("this text takes too long")

    signal.signal(signal.SIGVTALRM, give_up)
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
    yield
    signal.setitimer(signal.ITIMER_VIRTUAL, 0)


@pytest.mark.usefixtures("_bounded")
@pytest.mark.parametrize("part", PARTS)
def test_no_text_is_read_for_ever(part: str) -> None:
    text = (part * READ_AT_MOST)[: READ_AT_MOST - 2] + " 1"

    assert redact(clean(text).text, NAMES).text
    assert personal_data(text) is not None
