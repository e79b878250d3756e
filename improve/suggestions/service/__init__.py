"""Use cases of ideas.

The steps of the lifecycle (`begin_review` to `reopen`) are called by the features that judge and try ideas:
the caller has authorized who may do it, the lifecycle table says when.
"""

from improve.suggestions.service.categories import change_category, create_category
from improve.suggestions.service.comments import comment, remove_comment
from improve.suggestions.service.following import follow, unfollow
from improve.suggestions.service.importing import import_suggestions
from improve.suggestions.service.lifecycle import (
    answer,
    begin_pilot,
    begin_review,
    decide,
    end_pilot,
    end_review,
    finish,
    reopen,
    withdraw,
)
from improve.suggestions.service.voting import back, oppose, take_back
from improve.suggestions.service.writing import edit, submit
from improve.suggestions.voting.service import change_rule as change_voting_rule

__all__ = [
    "answer",
    "back",
    "begin_pilot",
    "begin_review",
    "change_category",
    "change_voting_rule",
    "comment",
    "create_category",
    "decide",
    "edit",
    "end_pilot",
    "end_review",
    "finish",
    "follow",
    "import_suggestions",
    "oppose",
    "remove_comment",
    "reopen",
    "submit",
    "take_back",
    "unfollow",
    "withdraw",
]
