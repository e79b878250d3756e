"""An SVG that `standalone` wrote, as a PNG, drawn by resvg. Fonts are those of the machine."""

from functools import cache

from resvg_py import svg_to_bytes

from improve.web.charts.text import is_wide

_PROBE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><text x="4" y="24">%s</text></svg>'


class MissingFont(LookupError):
    """The machine has no font for characters that are to be written."""


def rastered(svg: str, *, scale: int) -> bytes:
    """The drawing as the bytes of a PNG. Raises MissingFont."""
    if any(is_wide(character) for character in svg) and not _writes_chinese():
        raise MissingFont("no font with Chinese characters")
    return svg_to_bytes(svg_string=svg, zoom=scale, background="#ffffff")


@cache
def _writes_chinese() -> bool:
    return tells_apart("文", "字")


def tells_apart(one: str, other: str, *, without_fonts: bool = False) -> bool:
    """Do two characters look different? What no font has is left out, or drawn as the same empty box."""
    first, second = (
        svg_to_bytes(svg_string=_PROBE % character, skip_system_fonts=without_fonts)
        for character in (one, other)
    )
    return first != second
