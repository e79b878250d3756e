"""Whether a change lasts, from the readings alone."""

from __future__ import annotations

from dataclasses import replace

from improve.projects.sustaining.models import State
from improve.projects.verdicts import Inputs, judged
from improve.stats.change import LEAST_BEFORE
from improve.stats.run_rules import direction_of
from improve.stats.series import present


def judge(
    inputs: Inputs, *, since: int, decided_verdict: str | None, labels: tuple[str | None, ...]
) -> State:
    """The state of a change at a check.

    `inputs` are those of its verdict up to the check, `since` is the index of the first period that no earlier
    check has seen, `labels` are the signals of the periods from there on against the limits of those between the
    change and there (empty: too few for limits). A period without a reading is missing; an improvement that the
    whole series no longer shows, or a signal to the wrong side since the last check, is a slide.
    """
    if any(value is None for value in inputs.values[since:]):
        return State.MISSING
    if decided_verdict == "improved" and judged(inputs).verdict.verdict in ("no_change_shown", "worse"):
        return State.SLID
    wrong = "down" if inputs.better == "up" else "up"
    return State.SLID if any(label and direction_of(label) == wrong for label in labels) else State.HELD


def new_state(inputs: Inputs, since: int) -> Inputs | None:
    """The readings since the change as inputs of a chart of their own: those before the last check (before
    the adoption, at the first) make its limits. None while they are too few."""
    first = inputs.first_after
    kept = inputs.values[first:]
    if since <= first or len(present(kept[: since - first])) < LEAST_BEFORE:
        return None
    return replace(
        inputs,
        starts=inputs.starts[first:],
        values=kept,
        changed_at=since - first,
        settle_in=0,
        smallest_useful=None,
        seasonal=False,
    )
