"""How a comment is meant: negative, neutral or positive, behind a small interface.

The model that comes with the project counts words; another one needs a name, a version and
`score`. How often a model is right is measured on comments that people labelled (D142).
"""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from math import sqrt
from pathlib import Path
from typing import Final, Protocol

HERE: Final = Path(__file__).parent
WORDS: Final = HERE / "sentiment_words.csv"
LABELLED: Final = HERE / "labelled_comments.csv"
CLEAR: Final = 0.15
"""Scores nearer to zero are neutral."""

_TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\S")
_REACH = 3
_SHORTEST_STEM = 3
_HINT = -1.5
_ENDS = frozenset(".,;:!?()")


class SentimentModel(Protocol):
    """Anything that tells how comments are meant, the same way every time."""

    @property
    def name(self) -> str:
        """What pages call it, such as `words`."""

    @property
    def version(self) -> str:
        """Changes whenever an answer may."""

    def score(self, text: str, language: str) -> float:
        """From −1, as bad as words get, to 1; 0 where nothing tells."""


@dataclass(frozen=True)
class Accuracy:
    """How often a model says what people said."""

    share: float
    labelled: int


def label(score: float) -> str:
    """The name of a score."""
    if abs(score) < CLEAR:
        return "neutral"
    return "positive" if score > 0 else "negative"


def measure(model: SentimentModel, file: Path = LABELLED) -> Accuracy:
    """Ask the model for every labelled comment."""
    with file.open(encoding="utf-8", newline="") as labelled:
        comments = list(csv.DictReader(labelled))
    right = sum(
        label(model.score(row["comment"], row["language_code"])) == row["sentiment_name"]
        for row in comments
    )
    return Accuracy(right / len(comments), len(comments))


@dataclass(frozen=True)
class Lexicon:
    """The words of one language: whole ones, beginnings of words, and those that turn others.

    Hints ("still", "never") are heard where nothing else speaks: customers report what fails.
    """

    words: dict[str, float]
    stems: dict[str, float]
    negations: frozenset[str]
    strengtheners: frozenset[str]
    turns: frozenset[str]
    hints: frozenset[str]

    def weight(self, token: str) -> float:
        """What a word says by itself; the longest beginning that is known decides."""
        if token in self.words:
            return self.words[token]
        for end in range(len(token), _SHORTEST_STEM - 1, -1):
            if token[:end] in self.stems:
                return self.stems[token[:end]]
        return 0.0

    def total(self, tokens: Sequence[str]) -> float:
        """The sum over a comment; what comes behind a "but" counts more than what is before."""
        total = before = 0.0
        if not any(map(self.weight, tokens)):
            return _HINT if self.hints.intersection(tokens) else 0.0
        for place, token in enumerate(tokens):
            if token in self.turns:
                before, total = 0.4 * (before + total), 0.0
                continue
            weight = self.weight(token)
            if weight:
                total += weight * self._turned(tokens, place)
        return before + total

    def _turned(self, tokens: Sequence[str], place: int) -> float:
        """What the words just before make of a word."""
        before = _up_to_end(tokens[max(0, place - _REACH) : place][::-1])
        factor = 1.4 if self.strengtheners.intersection(before) else 1.0
        # Some languages negate behind the verb, often at the end: "empfehle ich nicht".
        behind = _up_to_end(tokens[place + 1 : place + 2 + _REACH], self.turns)
        is_turned = bool(self.negations.intersection(before)) or (
            self.weight(tokens[place]) > 0 and bool(self.negations.intersection(behind))
        )
        return -0.8 * factor if is_turned else factor


@dataclass(frozen=True)
class WordModel:
    """Counts good and bad words of the comment's language, minding "not", "very" and "but"."""

    lexicons: dict[str, Lexicon]
    version: str
    name: str = "words"

    @classmethod
    def read(cls, file: Path = WORDS) -> "WordModel":
        """The model of a list of words; another list is another version."""
        content = file.read_bytes()
        rows = list(csv.DictReader(content.decode("utf-8").splitlines()))
        languages = sorted({row["language_code"] for row in rows})
        lexicons = {
            code: _lexicon([row for row in rows if row["language_code"] in (code, "any")])
            for code in languages
            if code != "any"
        }
        return cls(lexicons, version=f"1-{sha256(content).hexdigest()[:6]}")

    def score(self, text: str, language: str) -> float:
        """The comment's words weighed; of an unknown language, the one that says most."""
        tokens = _TOKEN.findall(text.casefold())
        known = self.lexicons.get(language)
        total = known.total(tokens) if known else 0.0
        if known is None:
            totals = [lexicon.total(tokens) for lexicon in self.lexicons.values()]
            total = max(totals, key=abs, default=0.0)
        return total / sqrt(total * total + 6.0)


def _up_to_end(tokens: Sequence[str], turns: frozenset[str] = frozenset()) -> Sequence[str]:
    """The words before the first sign or word that ends a thought."""
    ends = (place for place, token in enumerate(tokens) if token in _ENDS or token in turns)
    return tokens[: next(ends, len(tokens))]


def _lexicon(rows: Sequence[dict[str, str]]) -> Lexicon:
    def of(role: str) -> frozenset[str]:
        return frozenset(row["word"] for row in rows if row["role"] == role)

    weights = {row["word"]: float(row["weight"]) for row in rows if row["role"] == "weight"}
    return Lexicon(
        words={word: weight for word, weight in weights.items() if not word.endswith("*")},
        stems={word[:-1]: weight for word, weight in weights.items() if word.endswith("*")},
        negations=of("negation"),
        strengtheners=of("strengthener"),
        turns=of("turn"),
        hints=of("hint"),
    )
