"""What customers wrote, in their own words: redacted before, and held back where in doubt."""

import re
from dataclasses import dataclass

from markupsafe import Markup

from reports.components.attributes import DATA, TITLED
from reports.components.declare import Attr, Call, Declaration, Kind
from reports.components.figure import empty
from reports.formats import format_value
from reports.site_check import personal_data

_TONES = {"positive": ("good", "+"), "negative": ("bad", "−"), "neutral": ("muted", "○")}
_LANGUAGE = re.compile(r"[a-z]{2,3}")


@dataclass(frozen=True)
class QuoteView:
    """One comment."""

    text: str
    language: str
    tone: str
    sign: str
    sentiment: str
    caption: str


@dataclass(frozen=True)
class QuotesView:
    """Comments under their headings."""

    id: str
    title: str
    subtitle: str
    groups: tuple[tuple[str, tuple[QuoteView, ...]], ...]
    held_back: int
    source: str
    as_of: str


def _quotes(call: Call) -> Markup:
    if not call.has_rows():
        return empty(call)
    text, group = call.column("text"), call.column("group")
    sentiment, caption, language = map(call.column, ("sentiment", "caption", "language"))
    assert text is not None
    groups: dict[str, list[QuoteView]] = {}
    held_back = 0
    for row in call.table():
        words = str(row[text.name] or "")
        if not words or personal_data(words, call.context.config.allowed_text):
            held_back += 1
            continue
        meant = str(row[sentiment.name] or "") if sentiment else ""
        spoken = str(row[language.name] or "") if language else ""
        tone, sign = _TONES.get(meant, ("muted", ""))
        groups.setdefault(call.context.write(row[group.name], group) if group else "", []).append(
            QuoteView(
                text=words,
                language=spoken if _LANGUAGE.fullmatch(spoken) else "",
                tone=tone,
                sign=sign,
                sentiment=meant,
                caption=call.context.write(row[caption.name], caption) if caption else "",
            )
        )
    view = QuotesView(
        id=call.context.identifier("quotes"),
        title=call.text("title"),
        subtitle=call.text("subtitle"),
        groups=tuple((name, tuple(quotes)) for name, quotes in groups.items()),
        held_back=held_back,
        source=call.text("source"),
        as_of=format_value(call.context.config.as_of, "day"),
    )
    return call.context.fill("quotes.html", view)


DECLARATIONS = (
    Declaration(
        "Quotes",
        "Redacted comments under their headings. One in which something still looks like personal "
        "data is held back and counted; there is no download.",
        (
            DATA,
            Attr("text", Kind.COLUMN, "Column of the redacted comment.", required=True),
            Attr("group", Kind.COLUMN, "Column of the headings."),
            Attr("sentiment", Kind.COLUMN, "Column that holds positive, neutral or negative."),
            Attr("caption", Kind.COLUMN, "Column of where and when it was written."),
            Attr("language", Kind.COLUMN, "Column of the language's code, for reading aloud."),
            *TITLED,
        ),
        _quotes,
        example="<Quotes data={comments} text=comment_text group=topic_name "
        "sentiment=sentiment_name/>",
    ),
)
