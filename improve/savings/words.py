"""The words of kinds, states and steps, with their shapes."""

from __future__ import annotations

from improve.core.messages import LazyText, _l, _pl
from improve.savings.models import Kind, Recurrence, Step
from improve.savings.queries import State

KINDS: dict[Kind, LazyText] = {
    Kind.HARD: _l("Hard: an account shows it"),
    Kind.SOFT: _l("Soft: time or space used otherwise"),
    Kind.AVOIDED: _l("Avoided: would have been spent"),
}
SHORT_KINDS: dict[Kind, LazyText] = {
    Kind.HARD: _pl("saving", "Hard"),
    Kind.SOFT: _pl("saving", "Soft"),
    Kind.AVOIDED: _pl("saving", "Avoided"),
}
RECURRENCES: dict[Recurrence, LazyText] = {
    Recurrence.YEARLY: _l("Every year"),
    Recurrence.ONCE: _l("Once"),
}
# State -> the class of its color, its icon, its word.
STATES: dict[State, tuple[str, str, LazyText]] = {
    State.CLAIMED: ("st-off", "circle", _pl("saving", "Claimed")),
    State.MEASURED: ("st-wait", "circle-half", _pl("saving", "Measured")),
    State.VALIDATED: ("st-done", "check-circle-fill", _pl("saving", "Validated")),
    State.EXPIRED: ("st-off", "clock", _pl("saving", "Expired")),
    State.REFUSED: ("st-off", "x-circle", _pl("saving", "Not validated")),
    State.WITHDRAWN: ("st-off", "slash-circle", _pl("saving", "Withdrawn")),
}
STEPS: dict[Step, tuple[str, LazyText]] = {
    Step.CLAIMED: ("circle", _pl("saving", "Claimed")),
    Step.MEASURED: ("circle-half", _l("Measured by the system")),
    Step.VALIDATED: ("check-circle-fill", _l("Validated by finance")),
    Step.REFUSED: ("x-circle", _l("Not validated by finance")),
    Step.WITHDRAWN: ("slash-circle", _pl("saving", "Withdrawn")),
}
