"""Writing SVG: escaped, rounded to a tenth of a pixel, classes instead of colors."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2s
from typing import Literal, TypeAlias

from markupsafe import Markup, escape

from improve.web.charts.labels import inside
from improve.web.charts.text import fit, width

Anchor: TypeAlias = Literal["start", "middle", "end"]
Only: TypeAlias = Literal["both", "wide", "narrow"]
"""Which drawings are wanted: both for a page (CSS shows one), one of them for a document."""

EMPTY = Markup("")

# XML 1.0 allows no other control characters and no halves of surrogate pairs.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def safe(text: str) -> Markup:
    """Escaped, and what XML does not allow replaced."""
    return escape(_NOT_XML.sub("\ufffd", text))


def px(value: float) -> str:
    """A coordinate with at most one decimal."""
    text = f"{value:.1f}"
    text = text[:-2] if text.endswith(".0") else text
    return "0" if text == "-0" else text


def diamond(x: float, y: float, size: float) -> str:
    side = px(size)
    return f"M{px(x)} {px(y - size)}l{side} {side}-{side} {side}-{side}-{side}z"


@dataclass(frozen=True, slots=True)
class Caption:
    """What a drawing says, for those who do not see it: the finding, then the numbers."""

    title: str
    desc: str = ""


class Canvas:
    """Collects the parts of one drawing, back to front."""

    def __init__(self, size: float, height: float) -> None:
        self.width = size
        self.height = height
        self._parts: list[str] = []

    def line(self, x1: float, y1: float, x2: float, y2: float, css: str) -> None:
        self._parts.append(f'<line class="{css}" x1="{px(x1)}" y1="{px(y1)}" x2="{px(x2)}" y2="{px(y2)}"/>')

    def rect(self, x: float, y: float, size: float, height: float, css: str, *, radius: float = 0) -> None:
        corner = f' rx="{px(radius)}"' if radius else ""
        box = f'x="{px(x)}" y="{px(y)}" width="{px(max(0.0, size))}" height="{px(max(0.0, height))}"'
        self._parts.append(f'<rect class="{css}" {box}{corner}/>')

    def circle(self, x: float, y: float, radius: float, css: str, *, hover: str = "") -> None:
        self._shape("circle", f'class="{css}" cx="{px(x)}" cy="{px(y)}" r="{px(radius)}"', hover)

    def path(self, shape: str, css: str, *, hover: str = "") -> None:
        if shape:
            self._shape("path", f'class="{css}" d="{shape}"', hover)

    def polyline(self, points: list[tuple[float, float]], css: str) -> None:
        if len(points) > 1:
            places = " ".join(f"{px(x)},{px(y)}" for x, y in points)
            self._parts.append(f'<polyline class="{css}" points="{places}"/>')

    def text(
        self, x: float, y: float, content: str, css: str = "", *, anchor: Anchor = "start", room: float = 0
    ) -> None:
        """`y` is the baseline. What is wider than `room` px, or than the drawing, ends with an ellipsis."""
        bold = bool({"k", "good", "bad", "st2"} & set(css.split()))
        content = fit(content, min(room or self.width, self.width - 2), bold=bold)
        if not content:
            return
        size = width(content, bold=bold)
        shift = {"start": 0.0, "middle": size / 2, "end": size}[anchor]
        x = inside(x - shift + size / 2, size, self.width) + shift
        name = f' class="{css}"' if css else ""
        aligned = "" if anchor == "start" else f' text-anchor="{anchor}"'
        self._parts.append(f'<text x="{px(x)}" y="{px(y)}"{name}{aligned}>{safe(content)}</text>')

    def _shape(self, tag: str, attributes: str, hover: str) -> None:
        end = f"><title>{safe(hover)}</title></{tag}>" if hover else "/>"
        self._parts.append(f"<{tag} {attributes}{end}")

    def titled(self, css: str, caption: Caption, *, id: str = "", suffix: str = "") -> Markup:
        """An image with its title and description. Without an id one is made from the content."""
        body = "".join(self._parts)
        name = (
            id
            or "c" + blake2s((caption.title + caption.desc + body).encode("utf-8", "replace")).hexdigest()[:8]
        )
        title, desc = (safe(f"{name}{suffix}-{part}") for part in "td")
        read = f"{title} {desc}" if caption.desc else title
        head = f'<title id="{title}">{safe(caption.title)}</title>'
        if caption.desc:
            head += f'<desc id="{desc}">{safe(caption.desc)}</desc>'
        return self._tag(
            f'class="{css}" viewBox="{self._box()}" role="img" aria-labelledby="{read}"', head + body
        )

    def small(self, css: str, label: str = "") -> Markup:
        """An image of fixed size; without a label it is hidden, because a word stands beside it."""
        read = f'role="img" aria-label="{safe(label)}"' if label else 'aria-hidden="true"'
        size = f'width="{px(self.width)}" height="{px(self.height)}"'
        return self._tag(f'class="{css}" viewBox="{self._box()}" {size} {read}', "".join(self._parts))

    def _box(self) -> str:
        return f"0 0 {px(self.width)} {px(self.height)}"

    def _tag(self, attributes: str, content: str) -> Markup:
        # Everything that came from outside went through `safe` or `px` above.
        return Markup(f"<svg {attributes}>{content}</svg>")  # noqa: S704


def drawings(
    only: Only,
    wide: Callable[[], Markup],
    narrow: Callable[[], Markup],
    *,
    css: str = "draw",
    below: Markup = EMPTY,
) -> Markup:
    """Both drawings and their key in a box whose width decides which one shows; or the one drawing wanted."""
    if only == "wide":
        return wide()
    if only == "narrow":
        return narrow()
    return Markup('<div class="{}">{}{}{}</div>').format(css, wide(), narrow(), below)
