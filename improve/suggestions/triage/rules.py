"""Which acts an idea offers to its handler."""

from __future__ import annotations

from improve.suggestions.triage.values import Act
from improve.suggestions.values import Status

A, S = Act, Status
PASSING_ON = (A.HAND_OVER, A.DUE, A.ESCALATE)
OFFERED: dict[Status, tuple[Act, ...]] = {
    S.RECEIVED: (A.TAKE_UP, A.ACCEPT, A.DECLINE, A.ASK, A.LOCAL, A.COMMITTEE, A.PARK, *PASSING_ON),
    S.IN_TRIAGE: (A.ACCEPT, A.DECLINE, A.ASK, A.LOCAL, A.COMMITTEE, A.PARK, *PASSING_ON),
    S.LOCAL: (A.PRACTICE, A.ACCEPT, A.DECLINE, A.ASK, A.HAND_BACK, A.COMMITTEE, A.PARK, *PASSING_ON),
    S.NEEDS_INFORMATION: (A.TAKE_BACK, A.PARK, A.HAND_OVER),
    S.IN_REVIEW: (A.HAND_BACK, *PASSING_ON),
    S.PARKED: (A.FETCH, A.HAND_OVER),
    S.ACCEPTED: (A.PRACTICE,),
}


def acts_for(
    status: Status, *, has_local_lane: bool, is_held: bool, waits_for_release: bool = False
) -> tuple[Act, ...]:
    """The acts in the order in which they are offered. `is_held`: a committee has it in a round."""
    found = OFFERED.get(status, ())
    if waits_for_release:
        found = (A.RELEASE, *found)
    if not has_local_lane:
        found = tuple(act for act in found if act is not A.LOCAL)
    if is_held:
        found = tuple(act for act in found if act not in (A.HAND_BACK, A.PRACTICE))
    return found
