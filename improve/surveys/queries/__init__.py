"""Questions about surveys, their answers and scores."""

from improve.surveys.codebook.queries import codes_of, pointed
from improve.surveys.queries.comments import Comment, comments
from improve.surveys.queries.responses import Filled, responses
from improve.surveys.queries.results import (
    Headline,
    counts_by_period,
    counts_of,
    headlines,
    on_scale,
    response_count,
    score_questions,
    score_questions_of,
    score_series,
    series,
)
from improve.surveys.queries.surveys import (
    by_public_id,
    company_today,
    draft_version,
    managed_by,
    missing_texts,
    newest_first,
    published_version,
    question_of,
    standing_of,
    texts_of,
    thanks_by_group,
    versions_of,
    visible_to,
    with_results_for,
)
from improve.surveys.themes.queries import newest

__all__ = [
    "Comment",
    "Filled",
    "Headline",
    "by_public_id",
    "codes_of",
    "comments",
    "company_today",
    "counts_by_period",
    "counts_of",
    "draft_version",
    "headlines",
    "managed_by",
    "missing_texts",
    "newest",
    "newest_first",
    "on_scale",
    "pointed",
    "published_version",
    "question_of",
    "response_count",
    "responses",
    "score_questions",
    "score_questions_of",
    "score_series",
    "series",
    "standing_of",
    "texts_of",
    "thanks_by_group",
    "versions_of",
    "visible_to",
    "with_results_for",
]
