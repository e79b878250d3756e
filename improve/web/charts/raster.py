"""An SVG that `standalone` wrote, as a PNG. It knows what `svg.Canvas` draws, and nothing else of SVG.

Drawn at twice the wanted size and reduced, which smooths the edges. Fonts are those of the machine: Chinese needs one
of the usual CJK fonts (Noto Sans CJK, WenQuanYi, Microsoft YaHei, PingFang); Latin text is always possible.
"""

import io
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeAlias
from xml.etree import ElementTree

from PIL import Image, ImageDraw, ImageFont

from improve.web.charts.text import is_wide

Place: TypeAlias = tuple[float, float]
Style: TypeAlias = Mapping[str, str]
Font: TypeAlias = Any

_SMOOTH = 2
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_NUMBER = re.compile(r"-?\d*\.?\d+")
_STEP = re.compile(r"([MmLlHhVvzZ])([^MmLlHhVvzZ]*)")
_FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "/System/Library/Fonts",
    "/Library/Fonts",
    "C:/Windows/Fonts",
)
_CJK = (
    "NotoSansCJK-Regular.ttc",
    "NotoSansCJKsc-Regular.otf",
    "SourceHanSansSC-Regular.otf",
    "wqy-microhei.ttc",
)
_CJK_ELSEWHERE = ("wqy-zenhei.ttc", "msyh.ttc", "PingFang.ttc", "DroidSansFallbackFull.ttf", "simhei.ttf")
_CJK_BOLD = ("NotoSansCJK-Bold.ttc", "NotoSansCJKsc-Bold.otf", "SourceHanSansSC-Bold.otf", "msyhbd.ttc")


class MissingFont(LookupError):
    """The machine has no font for characters that are to be written."""


def rastered(svg: str, *, scale: int) -> bytes:
    """The drawing as the bytes of a PNG. Raises MissingFont."""
    root = ElementTree.fromstring(svg)  # noqa: S314 - our own drawing, escaped by `svg.safe`
    box = [float(part) for part in root.attrib["viewBox"].split()]
    factor = scale * _SMOOTH
    size = (round(box[2] * factor), round(box[3] * factor))
    image = Image.new("RGB", size, "#ffffff")
    pen = _Pen(ImageDraw.Draw(image), _rules(root), factor, (box[0], box[1]))
    for element in root:
        pen.draw(element)
    image = image.resize((size[0] // _SMOOTH, size[1] // _SMOOTH), Image.Resampling.LANCZOS)
    stream = io.BytesIO()
    image.save(stream, "PNG", optimize=True)
    return stream.getvalue()


def _rules(root: ElementTree.Element) -> list[tuple[str, dict[str, str]]]:
    """The rules of the style element in their order, by the last part of each selector."""
    text = next((one.text or "" for one in root if _tag(one) == "style"), "")
    found = []
    for selectors, body in _RULE.findall(text):
        pairs = (part.split(":", maxsplit=1) for part in body.split(";") if ":" in part)
        values = {name.strip(): value.strip() for name, value in pairs}
        found += [(selector.split()[-1], values) for selector in selectors.split(",") if selector.strip()]
    return found


def _tag(element: ElementTree.Element) -> str:
    return element.tag.rsplit("}", maxsplit=1)[-1]


class _Pen:
    """Draws one element after the other."""

    def __init__(
        self, canvas: Any, rules: Sequence[tuple[str, dict[str, str]]], factor: float, origin: Place
    ) -> None:
        self.canvas, self.rules, self.factor, self.origin = canvas, rules, factor, origin

    def draw(self, element: ElementTree.Element) -> None:
        tag = _tag(element)
        style = self._style(element, tag)
        given = element.attrib
        if tag == "text":
            self._text(element.text or "", given, style)
        elif tag == "circle":
            self._circle(given, style)
        elif tag in ("line", "rect", "polyline", "path"):
            shapes = list(_shapes(tag, given))
            self._fill([points for points, is_closed in shapes if is_closed], style)
            for points, is_closed in shapes:
                self._stroke([*points, points[0]] if is_closed else points, style)

    def _style(self, element: ElementTree.Element, tag: str) -> dict[str, str]:
        names = {tag, *(f".{name}" for name in element.get("class", "").split())}
        style: dict[str, str] = {}
        for selector, values in self.rules:
            if selector in names:
                style |= values
        return style | {name: element.attrib[name] for name in ("fill",) if name in element.attrib}

    def _at(self, place: Place) -> Place:
        return ((place[0] - self.origin[0]) * self.factor, (place[1] - self.origin[1]) * self.factor)

    def _fill(self, shapes: Sequence[Sequence[Place]], style: Style) -> None:
        color = style.get("fill", "#000000")
        if color == "none":
            return
        for number, points in enumerate(shapes):
            # A second shape inside the first one is its hole.
            self.canvas.polygon(
                [self._at(point) for point in points], fill="#ffffff" if number % 2 else color
            )

    def _stroke(self, points: Sequence[Place], style: Style) -> None:
        color = style.get("stroke", "none")
        if color == "none":
            return
        thick = max(1, round(float(style.get("stroke-width", "1")) * self.factor))
        dashes = [float(part) for part in _NUMBER.findall(style.get("stroke-dasharray", ""))]
        for part in _dashed(points, dashes) if dashes else [points]:
            self.canvas.line([self._at(point) for point in part], fill=color, width=thick, joint="curve")

    def _circle(self, given: Style, style: Style) -> None:
        x, y = self._at((float(given["cx"]), float(given["cy"])))
        radius = float(given["r"]) * self.factor
        fill, edge = style.get("fill", "#000000"), style.get("stroke", "none")
        thick = max(1, round(float(style.get("stroke-width", "1")) * self.factor))
        self.canvas.ellipse(
            (x - radius, y - radius, x + radius, y + radius),
            fill=None if fill == "none" else fill,
            outline=None if edge == "none" else edge,
            width=thick if edge != "none" else 0,
        )

    def _text(self, content: str, given: Style, style: Style) -> None:
        is_bold = style.get("font-weight") == "600"
        font = _font("cjk" if any(map(is_wide, content)) else "latin", round(14 * self.factor), is_bold)
        anchor = {"middle": "ms", "end": "rs"}.get(given.get("text-anchor", ""), "ls")
        place = self._at((float(given.get("x", "0")), float(given.get("y", "0"))))
        self.canvas.text(place, content, fill=style.get("fill", "#000000"), font=font, anchor=anchor)


def _shapes(tag: str, given: Style) -> Iterator[tuple[list[Place], bool]]:
    """Points of an element's outlines, and whether each is closed."""
    if tag == "line":
        yield [(float(given["x1"]), float(given["y1"])), (float(given["x2"]), float(given["y2"]))], False
    elif tag == "rect":
        x, y = float(given.get("x", "0")), float(given.get("y", "0"))
        wide, high = float(given["width"]), float(given["height"])
        yield [(x, y), (x + wide, y), (x + wide, y + high), (x, y + high)], True
    elif tag == "polyline":
        pairs = (pair.split(",") for pair in given["points"].split())
        yield [(float(x), float(y)) for x, y in pairs], False
    else:
        yield from _path(given["d"])


def _path(text: str) -> Iterator[tuple[list[Place], bool]]:
    points: list[Place] = []
    for letter, rest in _STEP.findall(text):
        numbers = [float(part) for part in _NUMBER.findall(rest)]
        if letter in "zZ":
            yield points, True
            points = []
            continue
        if letter == "M" and points:
            yield points, False
            points = []
        for point in _steps(letter, numbers, points[-1] if points else (0.0, 0.0)):
            points.append(point)
    if len(points) > 1:
        yield points, False


def _steps(letter: str, numbers: Sequence[float], here: Place) -> Iterator[Place]:
    """The points that one command of a path adds."""
    x, y = here
    if letter in "HhVv":
        for number in numbers:
            base = 0.0 if letter.isupper() else (x if letter == "h" else y)
            x, y = (base + number, y) if letter in "Hh" else (x, base + number)
            yield x, y
        return
    for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
        x, y = (dx, dy) if letter.isupper() else (x + dx, y + dy)
        yield x, y


def _dashed(points: Sequence[Place], pattern: Sequence[float]) -> Iterator[list[Place]]:
    """The pieces of a line that are drawn, for a pattern of lengths on and off."""
    lengths = list(pattern) if len(pattern) % 2 == 0 else [*pattern, *pattern]
    turn, left = 0, lengths[0]
    for (x1, y1), (x2, y2) in pairwise(points):
        whole = math.hypot(x2 - x1, y2 - y1)
        done = 0.0
        while done < whole:
            step = min(left, whole - done)
            if turn % 2 == 0:
                a, b = done / whole, (done + step) / whole
                yield [
                    (x1 + (x2 - x1) * a, y1 + (y2 - y1) * a),
                    (x1 + (x2 - x1) * b, y1 + (y2 - y1) * b),
                ]
            done, left = done + step, left - step
            if left <= 1e-9:
                turn += 1
                left = lengths[turn % len(lengths)]


@cache
def _font(script: str, size: int, is_bold: bool) -> Font:
    path = _cjk_file(is_bold)
    if path is not None:
        # The simplified forms are the third face of Noto's collection.
        face = 2 if Path(path).name.startswith("NotoSansCJK-") else 0
        return ImageFont.truetype(path, size, index=face)
    if script == "cjk":
        raise MissingFont("no font for Chinese on this machine")
    return ImageFont.load_default(size)


@cache
def _cjk_file(is_bold: bool) -> str | None:
    """A CJK font of the machine; the first of the list that is there."""
    wanted = [*(_CJK_BOLD if is_bold else ()), *_CJK, *_CJK_ELSEWHERE]
    found = {
        path.name: str(path)
        for folder in _FOLDERS
        if Path(folder).is_dir()
        for path in Path(folder).rglob("*")
        if path.name in wanted
    }
    return next((found[name] for name in wanted if name in found), None)
