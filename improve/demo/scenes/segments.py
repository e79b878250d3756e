"""A saved segment of the survey on repair visits: the areas that are hard to reach."""

from __future__ import annotations

from improve.core.policy import Actor
from improve.demo.content import visits
from improve.surveys import service
from improve.surveys.models import Survey

FAR = ("old-town", "islands")
NAME = "老城区与海岛 · Old town and islands"


def play(survey: Survey, *, by: Actor) -> None:
    """Save it for all who read the results."""
    parts = [f"{visits.AREA}:{area}" for area in FAR]
    service.save_segment(survey, service.NewSegment(NAME, parts, is_shared=True), by=by)
