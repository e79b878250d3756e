"""Pictures for ideas and answers, drawn and not photographed: nothing of a real place, and the same every time."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

from PIL import Image, ImageDraw

SIZE = (960, 640)
PAPER, FLOOR, WALL, INK = "#f3efe4", "#c9c3b3", "#8d9490", "#2b3330"
YELLOW, RED, GREEN = "#f2c12e", "#b5382c", "#0b5d50"


def sketch(name: str) -> bytes:
    """The picture of that name as a JPEG."""
    image = Image.new("RGB", SIZE, PAPER)
    DRAWINGS[name](ImageDraw.Draw(image))
    out = BytesIO()
    image.save(out, "JPEG", quality=85)
    return out.getvalue()


def _dock(draw: ImageDraw.ImageDraw) -> None:
    """A loading dock from inside: the gate, the edge that nobody sees, where the strip would be."""
    draw.rectangle((0, 0, 960, 400), fill=WALL)
    draw.rectangle((250, 60, 710, 400), fill="#3a4442")
    draw.polygon(((0, 640), (0, 470), (250, 400), (710, 400), (960, 470), (960, 640)), fill=FLOOR)
    draw.polygon(((232, 406), (250, 392), (710, 392), (728, 406)), fill=YELLOW)
    for left in range(240, 720, 60):
        draw.polygon(((left, 406), (left + 26, 406), (left + 40, 392), (left + 14, 392)), fill=INK)
    draw.line((480, 560, 480, 430), fill=RED, width=10)
    draw.polygon(((458, 440), (502, 440), (480, 408)), fill=RED)


def _button(draw: ImageDraw.ImageDraw) -> None:
    """A molding machine with the button within reach of the operator."""
    draw.rectangle((0, 500, 960, 640), fill=FLOOR)
    draw.rectangle((90, 220, 640, 500), fill="#dfe5e1", outline=INK, width=6)
    draw.rectangle((140, 270, 400, 430), fill="#9fb3ab", outline=INK, width=4)
    draw.rectangle((440, 260, 600, 330), fill=GREEN)
    draw.rectangle((700, 300, 770, 500), fill=WALL)
    draw.ellipse((675, 210, 795, 330), fill=YELLOW, outline=INK, width=6)
    draw.ellipse((697, 232, 773, 308), fill=RED, outline=INK, width=4)


def _gate(draw: ImageDraw.ImageDraw) -> None:
    """A plan: from the gate to the office, and how much nearer the wall of the gate is."""
    draw.rectangle((60, 60, 900, 580), outline=INK, width=8)
    draw.rectangle((60, 60, 360, 260), outline=INK, width=6)
    draw.rectangle((740, 572, 860, 588), fill=PAPER)
    draw.line((800, 570, 800, 160, 380, 160), fill=WALL, width=8)
    draw.rectangle((180, 130, 240, 190), fill=WALL)
    draw.line((800, 570, 870, 500), fill=RED, width=10)
    draw.rectangle((850, 450, 896, 500), fill=RED)
    draw.line((873, 460, 873, 490), fill=PAPER, width=8)
    draw.line((858, 475, 888, 475), fill=PAPER, width=8)


def _machine(draw: ImageDraw.ImageDraw) -> None:
    draw.rectangle((0, 520, 960, 640), fill=FLOOR)
    draw.rectangle((280, 90, 680, 540), fill="#eef1ef", outline=INK, width=6)
    draw.line((280, 170, 680, 170), fill=INK, width=4)
    draw.rectangle((310, 115, 430, 145), fill=WALL)
    draw.ellipse((600, 108, 646, 154), fill=WALL, outline=INK, width=3)
    draw.ellipse((350, 220, 610, 480), fill="#9fb3ab", outline=INK, width=10)


def _dent(draw: ImageDraw.ImageDraw) -> None:
    """A washing machine with a dent in its side."""
    _machine(draw)
    draw.polygon(((680, 250), (648, 300), (662, 345), (680, 390)), fill=WALL, outline=INK)
    draw.ellipse((600, 220, 740, 420), outline=RED, width=8)


def _puddle(draw: ImageDraw.ImageDraw) -> None:
    """Water below a washing machine."""
    _machine(draw)
    draw.ellipse((300, 530, 860, 622), fill="#a9c4d1")
    draw.ellipse((420, 552, 640, 592), fill="#c3d7e0")


def _box(draw: ImageDraw.ImageDraw) -> None:
    """A carton that is torn at a corner."""
    draw.rectangle((0, 500, 960, 640), fill=FLOOR)
    draw.rectangle((220, 140, 740, 540), fill="#b78e5a", outline=INK, width=6)
    draw.rectangle((440, 140, 520, 540), fill="#d9bd90")
    draw.polygon(((740, 140), (600, 140), (650, 210), (640, 260), (700, 290), (740, 360)), fill="#3a2c1c")
    draw.line((600, 140, 650, 210, 640, 260, 700, 290, 740, 360), fill=PAPER, width=6)


DRAWINGS: dict[str, Callable[[ImageDraw.ImageDraw], None]] = {
    "dock": _dock,
    "button": _button,
    "gate": _gate,
    "dent": _dent,
    "puddle": _puddle,
    "box": _box,
}
