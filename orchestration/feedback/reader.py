"""One comment's reading: cleaned, redacted, its language and how it is meant."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from orchestration.feedback import cleaning, language, redaction
from orchestration.feedback.names import name_words
from orchestration.feedback.sentiment import Accuracy, SentimentModel, label


@dataclass(frozen=True)
class Reading:
    """What the warehouse keeps of a comment.

    Attributes:
        comment_text: The redacted text, on one line and not longer than a page shows.
        language_code: Two letters, or unknown.
        sentiment_name: Negative, neutral or positive.
        sentiment_score: From −1 to 1.
        sentiment_model_name: Name and version of the model that said so.
        sentiment_accuracy: Share of labelled comments on which that model is right.
        sentiment_labelled_count: How many labelled comments that share is of.
        redaction_count: Pieces of personal data that were taken out.
        is_repaired: Whether a wrong encoding was undone.
        is_cut: Whether the text was longer than what is kept.
        reader_version: Changes whenever any of the above may.
    """

    comment_text: str
    language_code: str
    sentiment_name: str
    sentiment_score: float
    sentiment_model_name: str
    sentiment_accuracy: float
    sentiment_labelled_count: int
    redaction_count: int
    is_repaired: bool
    is_cut: bool
    reader_version: str


@dataclass
class Reader:
    """Reads comments; the same text with the same names is read once."""

    languages: Sequence[str]
    model: SentimentModel
    accuracy: Accuracy
    _language: "language.LanguageReader | None" = None
    _known: dict[tuple[str, str], Reading] = field(default_factory=dict)

    @property
    def version(self) -> str:
        """Changes with every part of the reader."""
        return reader_version(self.languages, self.model)

    def read_all(self, comments: Sequence[tuple[str, str]]) -> list[Reading]:
        """Read texts, each with its names; what was read is let go of, in bounded memory."""
        readings = [self.read(text, names) for text, names in comments]
        self._known.clear()
        return readings

    def read(self, text: str, names: str) -> Reading:
        """Read one comment.

        Args:
            text: As it was written.
            names: The names of the people behind it, one a line.
        """
        known = self._known.get((text, names))
        if known is None:
            known = self._known[text, names] = self._read(text, names)
        return known

    def _read(self, text: str, names: str) -> Reading:
        if self._language is None:
            self._language = language.LanguageReader.of(self.languages)
        cleaned = cleaning.clean(text)
        redacted = redaction.redact(cleaned.text, name_words(names.split("\n")))
        kept = cleaning.shorten(redacted.text)
        written = redaction.without_marks(kept)
        code = self._language.read(written)
        score = round(self.model.score(written, code), 4)
        return Reading(
            comment_text=kept,
            language_code=code,
            sentiment_name=label(score),
            sentiment_score=score,
            sentiment_model_name=f"{self.model.name} {self.model.version}",
            sentiment_accuracy=self.accuracy.share,
            sentiment_labelled_count=self.accuracy.labelled,
            redaction_count=redacted.count,
            is_repaired=cleaned.is_repaired,
            is_cut=cleaned.is_cut,
            reader_version=self.version,
        )


def reader_version(languages: Sequence[str], model: SentimentModel) -> str:
    """A short name of everything on which a reading depends but the comment."""
    parts = (cleaning.VERSION, redaction.VERSION, language.VERSION, *languages)
    identity = "|".join((*parts, model.name, model.version))
    return sha256(identity.encode()).hexdigest()[:10]
