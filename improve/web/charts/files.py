"""A chart as a file: an SVG with its heading on paper white, and the same as a PNG."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from markupsafe import Markup

from improve.web.charts.raster import rastered
from improve.web.charts.standalone import light_tokens, standalone
from improve.web.charts.svg import safe
from improve.web.charts.text import fit

STYLES = Path(__file__).parent.parent.parent / "static" / "css"
_HEAD = 60.0
_LINE = 22.0


def as_file(drawing: Markup, *, heading: str = "", line: str = "", notes: Sequence[str] = ()) -> str:
    """One wide drawing (900 px) with the finding and the line of figures above it, and numbered notes below."""
    charts_css, tokens = _styles()
    text = standalone(drawing, charts_css=charts_css, tokens=tokens)
    opening, content = text.split("</style>", maxsplit=1)
    box = opening[opening.index('viewBox="') + 9 :].split('"', maxsplit=1)[0]
    _x, _y, wide, high = (float(part) for part in box.split())
    head = _HEAD if heading else 0.0
    whole = high + head + (_LINE * len(notes) + 8 if notes else 0)
    opening = opening.replace(f'viewBox="{box}"', f'viewBox="0 {-head:g} {wide:g} {whole:g}"', 1)
    paper = f'<rect x="0" y="{-head:g}" width="{wide:g}" height="{whole:g}" fill="{tokens["--sheet"]}"/>'
    if heading:
        paper += f'<text class="k" x="8" y="-36">{safe(fit(heading, wide - 16, bold=True))}</text>'
        paper += f'<text x="8" y="-14">{safe(fit(line, wide - 16))}</text>'
    for number, note in enumerate(notes, 1):
        text = safe(fit(f"{number}  {note}", wide - 16))
        paper += f'<text x="8" y="{high + _LINE * number:g}">{text}</text>'
    return f"{opening}</style>{paper}{content}"


def as_picture(svg: str) -> bytes:
    """The same as a PNG of twice the size. Raises MissingFont where the machine cannot write its characters."""
    return rastered(svg, scale=2)


@cache
def _styles() -> tuple[str, dict[str, str]]:
    tokens = light_tokens((STYLES / "theme.css").read_text("utf-8"))
    return (STYLES / "charts.css").read_text("utf-8"), tokens
