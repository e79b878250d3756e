"""Values of the rollout."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from improve.core.messages import LazyText, _pl
from improve.core.values import Prose
from improve.projects.rollout.models import Step

CRITERIA = Prose(2_000)
STEP_WORDS: dict[Step, LazyText] = {
    Step.DIAGNOSE: _pl("rollout", "Diagnose"),
    Step.DESIGN: _pl("rollout", "Design"),
    Step.TEST: _pl("rollout", "Test"),
    Step.LAUNCH: _pl("rollout", "Launch"),
}


@dataclass(frozen=True)
class CriteriaData:
    """What must hold to enter and to leave each step."""

    diagnose_enter: Annotated[str, CRITERIA] = ""
    diagnose_leave: Annotated[str, CRITERIA] = ""
    design_enter: Annotated[str, CRITERIA] = ""
    design_leave: Annotated[str, CRITERIA] = ""
    test_enter: Annotated[str, CRITERIA] = ""
    test_leave: Annotated[str, CRITERIA] = ""
    launch_enter: Annotated[str, CRITERIA] = ""
    launch_leave: Annotated[str, CRITERIA] = ""

    def of(self, step: Step) -> tuple[str, str]:
        """Entry and exit criteria of a step."""
        return getattr(self, f"{step}_enter"), getattr(self, f"{step}_leave")


@dataclass(frozen=True)
class ProofData:
    """What shows that the criteria hold."""

    proof: Annotated[str, CRITERIA]
