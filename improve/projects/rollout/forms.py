"""Forms of the rollout."""

from __future__ import annotations

from improve.core.messages import _l
from improve.projects.rollout.values import CriteriaData, ProofData
from improve.web.forms import ValueForm, prose

ENTER = _l("To be entered when")
LEAVE = _l("To be left when")


class CriteriaForm(ValueForm):
    """Entry and exit criteria of the four steps."""

    value_class = CriteriaData
    diagnose_enter = prose(ENTER, rows=2)
    diagnose_leave = prose(LEAVE, rows=2)
    design_enter = prose(ENTER, rows=2)
    design_leave = prose(LEAVE, rows=2)
    test_enter = prose(ENTER, rows=2)
    test_leave = prose(LEAVE, rows=2)
    launch_enter = prose(ENTER, rows=2)
    launch_leave = prose(LEAVE, rows=2)


class ProofForm(ValueForm):
    """What shows that the criteria hold."""

    value_class = ProofData
    proof = prose(_l("What shows that it holds?"), rows=2)
