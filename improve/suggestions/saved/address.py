"""The filters of a list as they stand in its address."""

from __future__ import annotations

from improve.suggestions.values import Filters, Scope, Sort


def address_of(filters: Filters) -> dict[str, str]:
    """Only what narrows or sorts the list, in a fixed order."""
    usual = Sort.RELEVANCE if filters.q else Sort.NEWEST
    named = {
        "q": filters.q,
        "in": filters.scope if filters.scope != Scope.ALL else "",
        "status": filters.status,
        "category": filters.category,
        "unit": filters.unit,
        "mine": filters.mine,
        "person": filters.person,
        "since": filters.since.isoformat() if filters.since is not None else "",
        "until": filters.until.isoformat() if filters.until is not None else "",
        "votes": filters.least_votes,
        "became": filters.became,
        "quarter": filters.quarter,
        "sort": filters.sort if filters.sort != usual else "",
    }
    return {name: str(value) for name, value in named.items() if value not in (None, "")}
