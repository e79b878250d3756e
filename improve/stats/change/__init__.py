"""The verdict on a change: improved, worse, no change shown, or not enough data.

A signal on the control chart of the baseline *and* an interval that lies wholly on one side. Why both: a
comparison of two numbers says "better" half the time when nothing happened, a chart signal alone about one time in
seven, both together about one time in fifty. Nobody types a result; the rule is the same for every change.
"""

from improve.stats.change.rule import (
    ENOUGH_AFTER,
    ENOUGH_BEFORE,
    LEAST_AFTER,
    LEAST_BEFORE,
    judge,
)
from improve.stats.change.series import judge_series
from improve.stats.change.verdict import Limits, Outcome, Verdict

__all__ = [
    "ENOUGH_AFTER",
    "ENOUGH_BEFORE",
    "LEAST_AFTER",
    "LEAST_BEFORE",
    "Limits",
    "Outcome",
    "Verdict",
    "judge",
    "judge_series",
]
