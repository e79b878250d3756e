"""Facts about analyses; `subject_id` is the project."""

from __future__ import annotations

from improve.projects.events import AboutProject


class AnalysisWritten(AboutProject):
    """Evidence, causes or the root cause were written; `changed` names the fields."""


ALL = (AnalysisWritten,)
