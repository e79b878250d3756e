"""Charts as SVG drawn by the server: plain values in, Markup out; colors come from static/css/charts.css.

Drawings over time and the larger ones come in two sizes; the style sheet shows the one that fits, and what is
not shown is not read out either. All texts are the caller's, in the reader's language, and so are the
functions that write numbers, counts, shares and periods.
"""

from improve.web.charts.annotations import Event
from improve.web.charts.change import ChangeTexts, change_bar
from improve.web.charts.control import control_chart
from improve.web.charts.control_drawing import ControlTexts
from improve.web.charts.distribution import Group, distribution_bar
from improve.web.charts.interval import RowScale, interval_dot, interval_scale, row_scale
from improve.web.charts.key import key, key_mark
from improve.web.charts.marks import progress_dots, track, unit_squares
from improve.web.charts.series import Point
from improve.web.charts.sparkline import sparkline
from improve.web.charts.standalone import light_tokens, standalone
from improve.web.charts.trend import TrendTexts, score_trend

__all__ = [
    "ChangeTexts",
    "ControlTexts",
    "Event",
    "Group",
    "Point",
    "RowScale",
    "TrendTexts",
    "change_bar",
    "control_chart",
    "distribution_bar",
    "interval_dot",
    "interval_scale",
    "key",
    "key_mark",
    "light_tokens",
    "progress_dots",
    "row_scale",
    "score_trend",
    "sparkline",
    "standalone",
    "track",
    "unit_squares",
]
