"""A company for the tests of reviews."""

from __future__ import annotations

import pytest

from tests.reviews.company import Company, make_company


@pytest.fixture
def company(context: object) -> Company:
    """Inside an app context."""
    return make_company()
