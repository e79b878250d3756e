"""Addresses of erased people in ideas that were copied for practice."""

from __future__ import annotations

from improve.core.messages import _l
from improve.core.written import Written
from improve.reviews.models import Practice

HOLDER = Written(
    "practice_ideas",
    _l("Practice ideas of committees"),
    (Practice, "title", "problem", "idea", "expected_result"),
).holder()
