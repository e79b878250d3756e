"""Reading drawings back: the pictures in a piece of markup, their coordinates and the boxes of their texts."""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from improve.web.charts.text import ASCENT, DESCENT, width

BOLD = {"k", "good", "bad", "st2"}
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_STEP = re.compile(r"([MHVlhvz])([^MHVlhvz]*)")


def pictures(markup: str) -> list[Element]:
    """Every svg in the markup. Raises ParseError where it is not well formed."""
    root = ElementTree.fromstring(f"<root>{markup}</root>")  # noqa: S314 - drawn by ourselves
    return list(root.iter("svg"))


def box_of(svg: Element) -> tuple[float, float]:
    _, _, width_, height = (float(part) for part in svg.attrib["viewBox"].split())
    return width_, height


def classes(svg: Element, tag: str = "*") -> list[str]:
    return [name for element in svg.iter() if tag in ("*", element.tag) for name in css(element)]


def css(element: Element) -> list[str]:
    return element.get("class", "").split()


def marked(svg: Element, name: str) -> list[Element]:
    return [element for element in svg.iter() if name in css(element)]


def texts(svg: Element) -> list[str]:
    return [element.text or "" for element in svg.iter("text")]


@dataclass(frozen=True)
class Box:
    text: str
    left: float
    top: float
    right: float
    bottom: float

    def touches(self, other: "Box") -> bool:
        return (
            self.left < other.right - 0.3
            and other.left < self.right - 0.3
            and self.top < other.bottom - 0.3
            and other.top < self.bottom - 0.3
        )


def text_boxes(svg: Element) -> list[Box]:
    boxes = []
    for element in svg.iter("text"):
        content = element.text or ""
        size = width(content, bold=bool(BOLD & set(css(element))))
        shift = {"start": 0.0, "middle": size / 2, "end": size}[element.get("text-anchor", "start")]
        left, y = float(element.attrib["x"]) - shift, float(element.attrib["y"])
        boxes.append(Box(content, left, y - ASCENT, left + size, y + DESCENT))
    return boxes


def collisions(svg: Element) -> list[tuple[str, str]]:
    return [(a.text, b.text) for a, b in combinations(text_boxes(svg), 2) if a.touches(b)]


def places(svg: Element) -> Iterator[tuple[float, float]]:
    """Every point that is drawn, in the coordinates of the picture."""
    for element in svg.iter():
        number = {name: float(element.get(name, 0)) for name in _coordinates(element)}
        match element.tag:
            case "line":
                yield number["x1"], number["y1"]
                yield number["x2"], number["y2"]
            case "rect":
                yield number["x"], number["y"]
                yield number["x"] + number["width"], number["y"] + number["height"]
            case "circle":
                yield number["cx"] - number["r"], number["cy"] - number["r"]
                yield number["cx"] + number["r"], number["cy"] + number["r"]
            case "polyline":
                for pair in element.attrib["points"].split():
                    x, y = pair.split(",")
                    yield float(x), float(y)
            case "path":
                yield from _along(element.attrib["d"])
    for box in text_boxes(svg):
        yield box.left, box.top
        yield box.right, box.bottom


def _coordinates(element: Element) -> list[str]:
    known = ("x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "width", "height")
    return [name for name in known if name in element.attrib and element.tag != "svg"]


def _along(shape: str) -> Iterator[tuple[float, float]]:
    x = y = 0.0
    for step, rest in _STEP.findall(shape):
        numbers = [float(number) for number in _NUMBER.findall(rest)]
        if step == "M":
            x, y = numbers
        elif step == "H":
            x = numbers[0]
        elif step == "V":
            y = numbers[0]
        elif step == "h":
            x += numbers[0]
        elif step == "v":
            y += numbers[0]
        elif step == "l":
            for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
                x, y = x + dx, y + dy
                yield x, y
        yield x, y


def outside(svg: Element, margin: float = 0.2) -> list[tuple[float, float]]:
    """Points that are not finite or not inside the picture."""
    right, bottom = box_of(svg)
    return [
        (x, y)
        for x, y in places(svg)
        if not (
            math.isfinite(x)
            and math.isfinite(y)
            and -margin <= x <= right + margin
            and -margin <= y <= bottom + margin
        )
    ]
