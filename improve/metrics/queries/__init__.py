"""Questions about metrics. Everything shown to somebody starts from `visible_to`."""

from improve.metrics.queries.charts import MetricChart, chart_of, finished_part
from improve.metrics.queries.history import new_limits_of, phases_of, versions_of
from improve.metrics.queries.metrics import (
    Which,
    by_name,
    company_day,
    matching,
    metric_choices,
    named,
    narrowed,
    visible_one,
    visible_to,
)
from improve.metrics.queries.readings import (
    Waiting,
    corrections_of,
    data_versions,
    in_force,
    last_periods,
    marks_of,
    readings_of,
    standing_of,
    standings,
    waiting_for,
)
from improve.metrics.queries.series import Series, late_series, recent_series_of, series, series_of
from improve.metrics.queries.units import (
    WHOLE,
    measured_unit,
    measured_units,
    segment_of,
    series_of_units,
)
from improve.metrics.queries.versions import ShownVersion, shown_versions, version_marks

__all__ = [
    "WHOLE",
    "MetricChart",
    "Series",
    "ShownVersion",
    "Waiting",
    "Which",
    "by_name",
    "chart_of",
    "company_day",
    "corrections_of",
    "data_versions",
    "finished_part",
    "in_force",
    "last_periods",
    "late_series",
    "marks_of",
    "matching",
    "measured_unit",
    "measured_units",
    "metric_choices",
    "named",
    "narrowed",
    "new_limits_of",
    "phases_of",
    "readings_of",
    "recent_series_of",
    "segment_of",
    "series",
    "series_of",
    "series_of_units",
    "shown_versions",
    "standing_of",
    "standings",
    "version_marks",
    "versions_of",
    "visible_one",
    "visible_to",
    "waiting_for",
]
