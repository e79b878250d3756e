"""Pages of metrics."""

from improve.metrics.views import (
    charting,
    comparing,
    editing,
    entering,
    exports,
    marks,
    overview,
    pasting,
    show,
)
from improve.metrics.views.blueprint import blueprint

__all__ = [
    "blueprint",
    "charting",
    "comparing",
    "editing",
    "entering",
    "exports",
    "marks",
    "overview",
    "pasting",
    "show",
]
