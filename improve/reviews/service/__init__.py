"""Use cases of committees, rounds, scores and decisions."""

from improve.reviews.service.committees import appoint, change_committee, change_term, create_committee
from improve.reviews.service.decisions import decide, publish_round
from improve.reviews.service.importing import import_scores
from improve.reviews.service.rounds import (
    add_ideas,
    change_round,
    change_running,
    check_open,
    close_round,
    create_round,
    discard_round,
    open_round,
    remove_idea,
    reopen_round,
)
from improve.reviews.service.rubrics import change_rubric, create_rubric
from improve.reviews.service.schedule import close_overdue, remind
from improve.reviews.service.scoring import declare_conflict, submit_review

__all__ = [
    "add_ideas",
    "appoint",
    "change_committee",
    "change_round",
    "change_rubric",
    "change_running",
    "change_term",
    "check_open",
    "close_overdue",
    "close_round",
    "create_committee",
    "create_round",
    "create_rubric",
    "decide",
    "declare_conflict",
    "discard_round",
    "import_scores",
    "open_round",
    "publish_round",
    "remind",
    "remove_idea",
    "reopen_round",
    "submit_review",
]
