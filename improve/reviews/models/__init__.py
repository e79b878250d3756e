"""Tables of committees, rubrics, rounds, reviews and decisions."""

from improve.reviews.models.assignments import Assignment, Bid, Expertise
from improve.reviews.models.committees import Committee, Membership
from improve.reviews.models.drafts import ReviewDraft
from improve.reviews.models.leads import Lead, Summary
from improve.reviews.models.masks import Mask
from improve.reviews.models.meetings import Meeting, Talked
from improve.reviews.models.practice import Practice, PracticeReview
from improve.reviews.models.ratings import Rating
from improve.reviews.models.responses import AuthorResponse
from improve.reviews.models.reviews import Decision, Declaration, Review, Score, is_now
from improve.reviews.models.rounds import Reminder, Round, RoundItem, StoredStanding
from improve.reviews.models.rubrics import Anchor, Criterion, Rubric, RubricVersion
from improve.reviews.models.votes import Ballot, Vote, VoteItem

__all__ = [
    "Anchor",
    "Assignment",
    "AuthorResponse",
    "Ballot",
    "Bid",
    "Committee",
    "Criterion",
    "Decision",
    "Declaration",
    "Expertise",
    "Lead",
    "Mask",
    "Meeting",
    "Membership",
    "Practice",
    "PracticeReview",
    "Rating",
    "Reminder",
    "Review",
    "ReviewDraft",
    "Round",
    "RoundItem",
    "Rubric",
    "RubricVersion",
    "Score",
    "StoredStanding",
    "Summary",
    "Talked",
    "Vote",
    "VoteItem",
    "is_now",
]
