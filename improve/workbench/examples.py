"""Figures to try the workbench with: a dock where trucks waited less after a change in week 25."""

from __future__ import annotations

_WAITED = (
    *(46.1, 44.8, 47.3, 45.0, 46.6, 48.2, 44.1, 45.7, 47.0, 46.4, 45.2, 44.6),
    *(47.8, 46.0, 45.5, 46.9, 44.9, 47.1, 45.8, 46.3, 47.6, 45.1, 46.7, 45.9),
    *(42.3, 40.1, 39.4, 38.8, 40.6, 39.9, 38.2, 39.1, 40.3, 38.9, 39.6, 39.0),
)
_ROWS = "\n".join(f"2026-W{week:02}\t{value}" for week, value in enumerate(_WAITED, start=1))
_ASKED = {"changed_on": "2026-W25", "better": "down", "smallest_useful": "5", "settle_in": 1}
EXAMPLE = {
    "en": {"text": f"week\tminutes\n{_ROWS}", "name": "Truck waiting time at dock 2 in minutes", **_ASKED},
    "zh_Hans": {"text": f"周\t分钟\n{_ROWS}", "name": "2号月台货车等待时间（分钟）", **_ASKED},
}
