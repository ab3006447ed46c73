"""The sentiment model: what its words do, and how often it is right on labelled comments."""

import csv
from collections import Counter

import pytest

from orchestration.feedback.language import LanguageReader
from orchestration.feedback.sentiment import LABELLED, WordModel, label, measure


@pytest.fixture(scope="module")
def model() -> WordModel:
    return WordModel.read()


@pytest.mark.parametrize(
    ("language", "comment", "expected"),
    [
        ("en", "Great service.", "positive"),
        ("en", "Not great.", "negative"),
        ("en", "The product is nice, but the support is terrible.", "negative"),
        ("en", "It took long, but the agent was great.", "positive"),
        ("nl", "Niet tevreden.", "negative"),
        ("de", "Das empfehle ich nicht.", "negative"),
        ("fr", "Jamais.", "negative"),
        ("da", "Meget tilfreds 😀", "positive"),
        ("unknown", "super service", "positive"),
        ("en", "=1+1 <b>{{ x }}</b>", "neutral"),
        ("en", "", "neutral"),
    ],
)
def test_words_are_weighed(model: WordModel, language: str, comment: str, expected: str) -> None:
    assert label(model.score(comment, language)) == expected


def test_the_labelled_comments_are_many_and_mixed() -> None:
    with LABELLED.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))

    assert len({row["comment"] for row in rows}) == len(rows) >= 200
    assert set(Counter(row["language_code"] for row in rows).values()) == {40}
    assert min(Counter(row["sentiment_name"] for row in rows).values()) >= 40


def test_accuracy_is_what_the_decision_says(model: WordModel) -> None:
    accuracy = measure(model)

    assert accuracy.labelled == 200
    assert accuracy.share == pytest.approx(0.725, abs=0.03)


def test_the_language_of_a_comment_is_told() -> None:
    with LABELLED.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    reader = LanguageReader.of(("da", "de", "en", "fr", "nl"))

    right = sum(reader.read(row["comment"]) == row["language_code"] for row in rows)

    assert right / len(rows) >= 0.98
    assert reader.read("42") == "unknown"
