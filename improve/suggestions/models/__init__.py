"""Tables of ideas, votes and comments."""

from improve.suggestions.models.categories import Category
from improve.suggestions.models.ideas import ORDERS, READ_BY_LISTS, Suggestion, SuggestionText
from improve.suggestions.models.people import CoAuthor, Follower, Vote
from improve.suggestions.models.talk import Comment, StatusChange

__all__ = [
    "ORDERS",
    "READ_BY_LISTS",
    "Category",
    "CoAuthor",
    "Comment",
    "Follower",
    "StatusChange",
    "Suggestion",
    "SuggestionText",
    "Vote",
]
