"""When a step of the rollout may begin and end."""

from __future__ import annotations

from collections.abc import Collection

from improve.core.errors import Refused
from improve.core.messages import _l
from improve.projects.models import Stage
from improve.projects.rollout.models import Step

STEPS = tuple(Step)


def check_entering(
    step: Step, *, entered: Collection[Step], left: Collection[Step], criteria: str, stage: Stage
) -> None:
    """In their order, with entry criteria; nothing is tried before the measurement plan is complete."""
    check_open(stage)
    if step in entered:
        raise Refused(_l("This step has begun already."))
    before = STEPS[: STEPS.index(step)]
    if any(one not in left for one in before):
        raise Refused(_l("The step before is not over yet."))
    if not criteria:
        raise Refused(_l("Write the entry criteria first."))
    if step in (Step.TEST, Step.LAUNCH) and stage is Stage.PLAN:
        raise Refused(
            _l("The test begins when the card is in Do: only then is the measurement plan complete.")
        )


def check_leaving(
    step: Step, *, entered: Collection[Step], left: Collection[Step], criteria: str, stage: Stage
) -> None:
    """A step that has begun, with exit criteria."""
    check_open(stage)
    if step not in entered or step in left:
        raise Refused(_l("This step is not going on."))
    if not criteria:
        raise Refused(_l("Write the exit criteria first."))


def check_open(stage: Stage) -> None:
    """Nothing changes in a closed project."""
    if stage is Stage.CLOSED:
        raise Refused(_l("This project is closed; its rollout stays as it is."))
