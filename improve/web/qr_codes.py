"""Links as QR codes, for pages and posters."""

from __future__ import annotations

import io
from functools import lru_cache

import segno
from markupsafe import Markup


@lru_cache(maxsize=64)
def qr_code(address: str) -> bytes:
    """The address as a QR code in SVG; level Q survives a scratch or a fold on a poster."""
    out = io.BytesIO()
    segno.make(address, error="q", micro=False).save(
        out, kind="svg", border=4, omitsize=True, nl=False, svgns=True, xmldecl=False, light="#fff"
    )
    return out.getvalue()


def qr_drawing(address: str, label: str) -> Markup:
    """The code as part of a page."""
    drawing = qr_code(address).decode().removeprefix("<svg ")
    # The address is inside of the drawing only as squares.
    return Markup('<svg role="img" aria-label="{}" ').format(label) + Markup(drawing)  # noqa: S704


@lru_cache(maxsize=64)
def qr_picture(address: str) -> bytes:
    """The address as a QR code in PNG, 16 pixels a square: sharp up to a hand's width on paper."""
    out = io.BytesIO()
    segno.make(address, error="q", micro=False).save(out, kind="png", border=4, scale=16)
    return out.getvalue()
