"""Pictures that lie beside the pages, written into the page itself."""

from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from reports.components.declare import Attr, Call, Declaration, Kind
from reports.config import KINDS
from reports.errors import PageError, nearest
from reports.rendering import picture


@dataclass(frozen=True)
class ImageView:
    """A picture and its words."""

    data: str
    description: str
    caption: str
    width: str


def _image(call: Call) -> Markup:
    folder = call.context.config.images or Path("images")
    known = sorted(
        file.relative_to(folder).as_posix()
        for file in folder.rglob("*")
        if file.suffix.lower() in KINDS
    )
    name = call.text("file")
    if name not in known:
        raise PageError(f"there is no picture '{name}' in images/{nearest(name, known)}")
    width = call.value("width")
    view = ImageView(
        picture(folder / name), call.text("description"), call.text("caption"),
        str(width) if width else "",
    )  # fmt: skip
    return call.context.fill("image.html", view)


DECLARATIONS = (
    Declaration(
        "Image",
        "A picture of the folder `images/` beside the pages, written into the page.",
        (
            Attr("file", Kind.TEXT, "Its file, SVG, PNG, JPEG or WebP.", required=True),
            Attr("description", Kind.TEXT, "What it shows, for those who do not see it.",
                 required=True),
            Attr("caption", Kind.TEXT, "Words below it."),
            Attr("width", Kind.INTEGER, "Width in pixels; its own by default."),
        ),
        _image,
        example='<Image file=journey.svg description="Four steps from sign-up to first success"/>',
    ),
)  # fmt: skip
