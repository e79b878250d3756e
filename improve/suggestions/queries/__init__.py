"""Questions about ideas. Everything shown to somebody starts from `visible_to`."""

from improve.suggestions.outcomes.queries import MEASURED
from improve.suggestions.queries.comments import (
    comments_of,
    notes_for,
    readable_comment_ids,
    readable_comments,
    reads_notes,
    visible_comments,
)
from improve.suggestions.queries.figures import answers_due, facts_of_year, kept_promises
from improve.suggestions.queries.ideas import (
    authored_by,
    by_external_id,
    categories,
    category_choices,
    handled_by,
    history_of,
    official_answer,
    reasons_of,
    visible_bare,
    visible_ids,
    visible_one,
    visible_to,
    with_names,
)
from improve.suggestions.queries.lists import (
    Listing,
    counts_by_category,
    in_order,
    page_of,
    page_read,
    sorted_ids,
)
from improve.suggestions.queries.people import (
    authors_of,
    backed_by,
    co_authors_of,
    is_author,
    pairs_of_authors,
    unnamed_among,
    votes_of,
)
from improve.suggestions.queries.rows import Row, rows_in_order
from improve.suggestions.queries.search import matching, places_of

__all__ = [
    "MEASURED",
    "Listing",
    "Row",
    "answers_due",
    "authored_by",
    "authors_of",
    "backed_by",
    "by_external_id",
    "categories",
    "category_choices",
    "co_authors_of",
    "comments_of",
    "counts_by_category",
    "facts_of_year",
    "handled_by",
    "history_of",
    "in_order",
    "is_author",
    "kept_promises",
    "matching",
    "notes_for",
    "official_answer",
    "page_of",
    "page_read",
    "pairs_of_authors",
    "places_of",
    "readable_comment_ids",
    "readable_comments",
    "reads_notes",
    "reasons_of",
    "rows_in_order",
    "sorted_ids",
    "unnamed_among",
    "visible_bare",
    "visible_comments",
    "visible_ids",
    "visible_one",
    "visible_to",
    "votes_of",
    "with_names",
]
