"""Tables of committees, rubrics, rounds, reviews and decisions."""

from improve.reviews.models.committees import Committee, Membership
from improve.reviews.models.reviews import Decision, Declaration, Review, Score
from improve.reviews.models.rounds import Reminder, Round, RoundItem, StoredStanding
from improve.reviews.models.rubrics import Anchor, Criterion, Rubric, RubricVersion

__all__ = [
    "Anchor",
    "Committee",
    "Criterion",
    "Decision",
    "Declaration",
    "Membership",
    "Reminder",
    "Review",
    "Round",
    "RoundItem",
    "Rubric",
    "RubricVersion",
    "Score",
    "StoredStanding",
]
