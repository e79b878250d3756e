"""The kinds of messages about ideas: a step of the idea, as it is to its author, a follower or a backer.

Whoever tells a step (also of another feature, through `ports`) names the step only; which kind it is to whom
stands here.
"""

from __future__ import annotations

from enum import StrEnum

from improve.core.messages import LazyText, _l, _pl
from improve.core.notices import GOOD_TO_KNOW, WAITS_FOR_YOU, Channels, NoticeGroup, NoticeKind


class Step(StrEnum):
    """What can happen to an idea, as far as people are told."""

    PHASE = "phase"  # received, in triage, in review, back again, parked
    QUESTION = "question"  # somebody needs an answer of the author
    DECISION = "decision"  # accepted or declined, with the reason
    PROJECT = "project"  # each phase of the project that it became
    RESULT = "result"  # the verdict, put into practice, each sustain check
    COMMENT = "comment"


class Relation(StrEnum):
    """What an idea is to somebody; the first that holds counts."""

    MINE = "mine"  # written, alone or with others
    FOLLOWED = "followed"
    BACKED = "backed"  # backed or commented on


MINE = NoticeGroup("suggestions.mine", _l("My ideas"), 10)
FOLLOWED = NoticeGroup("suggestions.followed", _l("Ideas that I follow"), 11)
BACKED = NoticeGroup("suggestions.backed", _l("Ideas that I back or commented on"), 12)
# For what handlers, coordinators and moderators are told of ideas.
HANDLED = NoticeGroup("suggestions.handled", _l("Ideas that I handle"), 13)

GROUPS = {Relation.MINE: MINE, Relation.FOLLOWED: FOLLOWED, Relation.BACKED: BACKED}
LABELS: dict[Step, LazyText] = {
    Step.QUESTION: _l("A question to me"),
    Step.PHASE: _l("A new phase: received, looked at, in review"),
    Step.DECISION: _l("The decision and its reason"),
    Step.PROJECT: _l("Each phase of the project"),
    Step.RESULT: _l("The result: what the data show, and whether it lasts"),
    Step.COMMENT: _pl("message", "A comment"),
}
# Backers and commentators asked for nothing: they hear how it ended, in the inbox.
TOLD: dict[Relation, tuple[Step, ...]] = {
    Relation.MINE: tuple(Step),
    Relation.FOLLOWED: (Step.PHASE, Step.DECISION, Step.PROJECT, Step.RESULT, Step.COMMENT),
    Relation.BACKED: (Step.DECISION, Step.RESULT),
}


def _default(step: Step) -> Channels:
    return WAITS_FOR_YOU if step is Step.QUESTION else GOOD_TO_KNOW


KINDS: dict[tuple[Relation, Step], NoticeKind] = {
    (relation, step): NoticeKind(
        f"suggestions.{relation}.{step}",
        GROUPS[relation],
        LABELS[step],
        default=_default(step),
        order=list(LABELS).index(step),
    )
    for relation, steps in TOLD.items()
    for step in steps
}
