"""The verdict on a project: what goes into it, when it is computed, how it is kept."""

from improve.projects.verdicts.inputs import Inputs, Result, inputs_of, judged, mean_of
from improve.projects.verdicts.storing import current, forget, from_stored, has_stale, refresh

__all__ = [
    "Inputs",
    "Result",
    "current",
    "forget",
    "from_stored",
    "has_stale",
    "inputs_of",
    "judged",
    "mean_of",
    "refresh",
]
