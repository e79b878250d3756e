"""A company for the tests of reviews, and an ear on what is told."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import current_app

from improve.core import events
from improve.core.events import Event
from tests.reviews.company import Company, make_company


@pytest.fixture
def company(context: object) -> Company:
    """Inside an app context."""
    return make_company()


@pytest.fixture
def heard(context: object) -> Iterator[list[Event]]:
    """Every event that is published from here on."""
    told: list[Event] = []
    handlers = current_app.extensions[events.EXTENSION].setdefault(Event, [])
    handlers.append(told.append)
    yield told
    handlers.remove(told.append)
