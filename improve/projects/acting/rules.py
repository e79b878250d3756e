"""What may follow a decision, and who may approve it."""

from __future__ import annotations

from improve.core.errors import Forbidden, Refused
from improve.core.messages import _l
from improve.projects.acting.interests import WORDS, Interest
from improve.projects.models import Decision, Stage


def check_adopted(stage: Stage, decision: Decision | None) -> None:
    """Only what was adopted becomes a standard and spreads."""
    if stage not in (Stage.ACT, Stage.CLOSED) or decision is not Decision.ADOPT:
        raise Refused(_l("Only an adopted change becomes a standard and is taken to other places."))


def check_approving(
    stage: Stage, decision: Decision | None, *, interest: Interest | None, is_approved: bool
) -> None:
    """An adopted result, by somebody who has nothing to do with how it came about."""
    check_adopted(stage, decision)
    if is_approved:
        raise Refused(_l("This result is approved already."))
    if interest is not None:
        raise Forbidden(WORDS[interest])


def check_closing(decision: Decision | None, *, is_approved: bool, is_reopened: bool) -> None:
    """An adopted change is closed when somebody else has approved its result, and nothing is left to answer."""
    if decision is Decision.ADOPT and not is_approved:
        raise Refused(
            _l("Somebody other than the owner has to approve the result before the project is closed.")
        )
    if is_reopened:
        raise Refused(_l("A check did not hold. Say what you do about it before the project is closed."))
