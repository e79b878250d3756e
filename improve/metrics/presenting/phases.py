"""New limits in words."""

from __future__ import annotations

from datetime import date

from improve.core.messages import LazyText, _, _l
from improve.core.text import excerpt
from improve.metrics.models import Phase

# Wheeler, Understanding Variation: what to ask before new limits are computed.
QUESTIONS: tuple[tuple[str, str, LazyText], ...] = (
    ("is_different", "difference", _l("Do the figures behave differently than before?")),
    ("has_known_cause", "cause", _l("Is the cause known?")),
    ("is_desired", "desired", _l("Is it what we want?")),
    ("is_lasting", "lasting", _l("Is it expected to last?")),
)


def phase_mark(phase: Phase) -> tuple[date, str]:
    """For the chart: where new limits begin, and why."""
    return phase.starts_on, _("New limits: %(cause)s", cause=excerpt(phase.cause, 80))


def answers(phase: Phase) -> list[tuple[LazyText, bool, str]]:
    """The four questions with yes or no and the words."""
    return [
        (question, phase.is_desired if name == "is_desired" else True, str(getattr(phase, words)))
        for name, words, question in QUESTIONS
    ]
