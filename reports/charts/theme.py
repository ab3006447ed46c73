"""Colours, type and text widths of charts.

A specification carries stand-in colours; in the drawn SVG they become CSS custom properties, so
that one drawing serves the light page, the dark page and paper.
"""

FONT_SIZE = 13
# From one line of writing in a drawing to the next.
LINE_HEIGHT = 15
# Names of events, and the size they have on a tablet, where they still need to stand apart.
EVENT_SIZE, EVENT_ROOM = 12, 14
INK, MUTED, RULE, GOAL, BAND, HALO, NEUTRAL = (f"#f0f0{n:02x}" for n in range(7))
SERIES = tuple(f"#f0f1{n:02x}" for n in range(8))
GOOD, WARN, BAD = (f"#f0f2{n:02x}" for n in range(3))
VARIABLES = {
    INK: "--ink",
    MUTED: "--muted",
    RULE: "--rule",
    GOAL: "--goal",
    BAND: "--band",
    HALO: "--panel",
    NEUTRAL: "--neutral",
    **{colour: f"--series-{n}" for n, colour in enumerate(SERIES, 1)},
    GOOD: "--good",
    WARN: "--warn",
    BAD: "--bad",
}
NAMED = {
    "good": GOOD,
    "warn": WARN,
    "bad": BAD,
    "muted": MUTED,
    "neutral": NEUTRAL,
    "ink": INK,
    "goal": GOAL,
}

# Widths of Arial in units of the font's size; what is not named is as wide as a lower-case n.
_WIDTHS = (
    dict.fromkeys(" .,:;!|/\\'ijlIft()[]–", 0.28)
    | dict.fromkeys("0123456789€$£", 0.56)
    | dict.fromkeys("mwMW%@—", 0.85)
    | dict.fromkeys("ABCDEFGHKLNOPQRSTUVXYZ&+−×", 0.7)
)


def text_width(text: str, size: float = FONT_SIZE) -> float:
    """About how wide a text is in pixels; rather too wide than too narrow."""
    return sum(_WIDTHS.get(mark, 0.56) for mark in text) * size * 1.04


def config() -> dict[str, object]:
    """The theme as Vega-Lite configuration."""
    axis = {
        "labelColor": MUTED,
        "labelFontSize": FONT_SIZE,
        "labelPadding": 6,
        # Labels have their room already: measuring them again is a third of a drawing's time.
        "labelLimit": 0,
        "domainColor": MUTED,
        "tickColor": MUTED,
        "gridColor": RULE,
        "title": None,
    }
    return {
        "font": "Liberation Sans",
        "background": None,
        "view": {"stroke": None},
        "axis": axis,
        "axisY": {"domain": False, "ticks": False, "grid": True},
        "axisX": {"grid": False, "tickSize": 5},
        "text": {"color": INK, "fontSize": FONT_SIZE},
        "title": {"color": MUTED, "fontSize": FONT_SIZE, "fontWeight": "normal", "anchor": "start"},
    }
