"""Pages of reviews."""

from improve.reviews.views import committees, lists, record, rounds, rubrics, scoring, setup
from improve.reviews.views.blueprint import blueprint

__all__ = ["blueprint", "committees", "lists", "record", "rounds", "rubrics", "scoring", "setup"]
