"""The language of a comment, among those that the company's customers write (DECISIONS D141)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

VERSION: Final = "py3langid 1"
UNKNOWN: Final = "unknown"
SURE_ENOUGH: Final = 0.5


@dataclass(frozen=True)
class LanguageReader:
    """Tells one of the languages, or unknown when no answer is likelier than not."""

    identifier: "LanguageIdentifier"

    @classmethod
    def of(cls, languages: Sequence[str]) -> "LanguageReader":
        """A reader of these languages, by their two letters."""
        from py3langid.langid import MODEL_FILE, LanguageIdentifier

        identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
        identifier.set_languages(list(languages))
        return cls(identifier)

    def read(self, text: str) -> str:
        """Two letters of a language, or `unknown`."""
        code, probability = self.identifier.classify(text)
        return str(code) if probability > SURE_ENOUGH else UNKNOWN
