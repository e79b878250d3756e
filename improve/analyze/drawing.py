"""A control chart as an SVG file of its own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import click

from improve.stats.control_charts import Chart
from improve.stats.run_rules import COMMON_CAUSE, direction_of
from improve.web.charts import ControlTexts, Point, control_chart, light_tokens, standalone

STYLES = Path(__file__).parent.parent / "static" / "css"
_TEXTS = {
    "en": {"center": "center", "upper": "upper limit", "lower": "lower limit", "signal": "signal"},
    "zh": {"center": "中心", "upper": "上限", "lower": "下限", "signal": "信号"},
}
_SIDES = {"en": ("favorable signal", "unfavorable signal"), "zh": ("有利信号", "不利信号")}


def write_svg(
    path: Path, drawn: Chart, names: Sequence[str], *, title: str, freeze: int | None, language: str
) -> None:
    """Draw the chart into `path`. Refuses a file that cannot be written (exit code 2)."""
    points = [
        Point(name, value, _signal(label, drawn.better))
        for name, value, label in zip(names, drawn.values, drawn.labels, strict=True)
    ]
    favorable, unfavorable = _SIDES[language]
    texts = ControlTexts(title=title, favorable=favorable, unfavorable=unfavorable, **_TEXTS[language])
    markup = control_chart(
        points,
        texts=texts,
        center=drawn.center,
        lower=drawn.lower,
        upper=drawn.upper,
        baseline_end=None if freeze is None else freeze - 1,
        only="wide",
    )
    text = standalone(
        markup,
        charts_css=(STYLES / "charts.css").read_text("utf-8"),
        tokens=light_tokens((STYLES / "theme.css").read_text("utf-8")),
    )
    try:
        path.write_text(text, "utf-8")
    except OSError as error:
        raise click.UsageError(f"--svg: {path} cannot be written: {error.strerror}.") from error


def _signal(label: str | None, better: str | None) -> Literal["good", "bad", "neutral"] | None:
    if label is None or label == COMMON_CAUSE:
        return None
    direction = direction_of(label)
    if better is None or direction is None:
        return "neutral"
    return "good" if direction == better else "bad"
