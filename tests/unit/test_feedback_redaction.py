"""What redaction takes out of a planted corpus, what it leaves, and what it never breaks on."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.feedback.cleaning import KEPT_AT_MOST, READ_AT_MOST, clean, shorten
from orchestration.feedback.names import name_words
from orchestration.feedback.reader import Reader
from orchestration.feedback.redaction import MARKS, redact, without_marks
from orchestration.feedback.sentiment import Accuracy
from orchestration.settings import PROJECT
from tests.unit.feedback_corpus import INNOCENT, PEOPLE, PLANTED

NAMES = name_words(PEOPLE)
MARK = re.compile(r"\[(e-mail|phone|card|account|address|name)\]")


def parts(planted: str) -> tuple[str, str, str, str]:
    """The comment, what stands before the secret, the secret, what stands behind."""
    before, rest = planted.split("⟦")
    secret, behind = rest.split("⟧")
    return before + secret + behind, before, secret, behind


def is_name(planted: str) -> bool:
    """Whether the secret is a name, of which particles and initials may stay."""
    return "[name]" in redact(parts(planted)[0], NAMES).text


def is_gone(planted: str) -> bool:
    comment, _, secret, _ = parts(planted)
    left = redact(comment, NAMES).text
    return not any(word in left for word in re.findall(r"[\w@.+]{3,}", secret) if word != "van")


def test_personal_data_is_found() -> None:
    missed = [planted for planted in PLANTED if not is_gone(planted)]

    recall = 1 - len(missed) / len(PLANTED)

    assert recall >= 0.98, missed


def test_what_is_not_personal_stays() -> None:
    harmed = [comment for comment in INNOCENT if redact(comment, NAMES).text != comment]
    marks = sum(redact(parts(planted)[0], NAMES).count for planted in PLANTED)
    wrong = sum(redact(comment, NAMES).count for comment in INNOCENT)

    assert marks / (marks + wrong) >= 0.95, harmed


@pytest.mark.parametrize("planted", [each for each in PLANTED if not is_name(each)])
def test_only_the_secret_goes(planted: str) -> None:
    comment, before, _, behind = parts(planted)

    left = redact(comment, NAMES).text

    assert MARK.sub("", left).split() == (before + behind).split()


def test_a_name_is_only_taken_from_its_own_people() -> None:
    assert redact("Rosa helped me.", name_words(["Anna de Boer"])).text == "Rosa helped me."
    assert redact("Rosa helped me.", name_words(["Rosa Maes"])).text == "[name] helped me."


@pytest.mark.parametrize(
    ("name", "text", "left"),
    [
        (
            "John Smith",
            "Smith's order, John’s and the Smiths",
            "[name]'s order, [name]’s and the [name]s",
        ),
        ("John Smith", "this is john smith's account", "this is [name]'s account"),
        (
            "Jan Bos",
            "jan's laptop, Jans laptop, Bos' hus",
            "[name]'s laptop, [name]s laptop, [name]' hus",
        ),
        ("Anna Blanc", "la facture d'Anna, l’Anna", "la facture d'[name], l’[name]"),
        ("Mary Smith-Jones", "Jones here, Mrs. Smith-Jones", "[name] here, Mrs. [name]"),
        ("Mary Jones", "Smith-Jones here", "[name] here"),
        ("Anne-Marie de Vries", "I am Anne Marie de Vries", "I am [name]"),
        ("Anne Marie Jansen", "I am Anne-Marie", "I am [name]"),
        ("Jan Müller", "Mueller, Muller, MÜLLER", "[name], [name], [name]"),
        ("Jan Mueller", "Müller called", "[name] called"),
        ("Søren Åberg", "Soeren, Soren, Aaberg, Aberg", "[name], [name], [name], [name]"),
        ("Łukasz Đorđević", "Lukasz Dordevic", "[name]"),
        ("Lukasz Dordevic", "Łukasz, Đorđević", "[name], [name]"),
        ("John Smith", "JohnSmith, john_smith99, John_Smith", "[name], [name]99, [name]"),
        ("李小龙", "我是李小龙，你好", "我是[name],你好"),
        ("山田 太郎", "山田太郎です", "[name]です"),
        ("김철수", "김철수입니다", "[name]입니다"),
        ("محمد علي", "أنا محمد هنا", "أنا [name] هنا"),
        ("", "Frau Dr. Schmidt, Prof. Šimić", "Frau Dr. [name], Prof. [name]"),
    ],
)
def test_a_known_name_is_found_however_it_is_written(name: str, text: str, left: str) -> None:
    assert redact(clean(text).text, name_words([name])).text == left


@pytest.mark.parametrize(
    "text",
    [
        "smith works, jones well-known",
        "The ann and the annex, Annabel and Johnson",
        "It's Peter's",
        "An s, d'or and n'a pas",
        "Support-Team in Anne-sur-Mer",
    ],
)
def test_what_only_begins_like_a_known_name_stays(text: str) -> None:
    assert redact(text, name_words(["Ann Smith-Jones", "John Bo"])).text == text


def test_wide_digits_and_invisible_signs_hide_nothing() -> None:
    hidden = "mail anna\u200b@example.com or ＋31 ６ １２３４ ５６７８"

    left = redact(clean(hidden).text).text

    assert left == "mail [e-mail] or [phone]"


@pytest.mark.parametrize(
    ("hidden", "left"),
    [
        ("4111–1111–1111–1111", "[card]"),
        ("4111‑1111‑1111‑1111 12—27", "[card] 12-27"),
        ("+31–6–1234–5678", "[phone]"),
        ("06‑12345678, 06–12345678, 06−12345678", "[phone], [phone], [phone]"),
        ("٠٦١٢٣٤٥٦٧٨", "[phone]"),
        ("NL91–ABNA–0417–1643–00", "[account]"),
    ],
)
def test_other_dashes_and_digits_hide_nothing(hidden: str, left: str) -> None:
    assert redact(clean(hidden).text).text == left


def test_a_long_dash_parts_sentences() -> None:
    assert clean("Great—thanks – and 9–17").text == "Great—thanks - and 9-17"


def test_a_wrong_encoding_is_undone_and_told() -> None:
    cleaned = clean("De monteur was prÃ©cies op tijd, sÃ¼per")

    assert cleaned.text == "De monteur was précies op tijd, süper"
    assert cleaned.is_repaired
    assert not clean("precies, süper").is_repaired


def test_endless_text_is_cut_and_told() -> None:
    cleaned = clean("no end " * 300_000)

    assert cleaned.is_cut
    assert len(shorten(cleaned.text)) == KEPT_AT_MOST
    assert len(clean("ﷺ" * READ_AT_MOST).text) <= READ_AT_MOST


@given(st.text(max_size=300))
def test_any_text_is_read_twice_alike(text: str) -> None:
    once = redact(clean(text).text, NAMES)

    assert once == redact(clean(text).text, NAMES)
    assert "\n" not in once.text


class Listening:
    """A model that remembers what it was asked."""

    name = "listening"
    version = "1"

    def __init__(self) -> None:
        self.heard: list[tuple[str, str]] = []

    def score(self, text: str, language: str) -> float:
        self.heard.append((text, language))
        return 0.0


def test_language_and_sentiment_hear_no_mark() -> None:
    model = Listening()

    reading = Reader(("da", "de", "en", "fr", "nl"), model, Accuracy(1.0, 1)).read(
        "Rekening: Tulpstraat 12; Rosenlaan 7", ""
    )

    assert reading.comment_text == "Rekening: [address]; [address]"
    assert model.heard == [("Rekening: ;", "nl")]


def test_topics_leave_out_the_same_marks() -> None:
    macro = (PROJECT / "dbt_project/macros/without_marks.sql").read_text(encoding="utf-8")

    assert str(list(MARKS)) in macro
    assert without_marks(" ".join(f"[{mark}]" for mark in MARKS)) == ""
    assert without_marks("[invoice]") == "[invoice]"
