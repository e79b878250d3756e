"""Authors without a name: the notes of the committee on the page of their code, and their answer out of the box."""

from __future__ import annotations

from datetime import date

from flask import render_template
from markupsafe import Markup

from improve.core.errors import Missing
from improve.core.messages import LazyText, _l
from improve.reviews import service
from improve.reviews.queries import response_on
from improve.suggestions.models import Suggestion
from improve.suggestions.ports import ClaimAnswer


def of_claim(suggestion: Suggestion) -> Markup | None:
    """The notes, and until when they can be answered."""
    found = response_on(suggestion.id)
    if found is None:
        return None
    page = render_template(
        "reviews/_response.html",
        response=found,
        held=found.item.round,
        may_answer=service.may_answer(found),
        href=None,
        is_public=False,
    )
    return Markup(page)  # noqa: S704  (a rendered template)


def _asks(suggestion: Suggestion) -> LazyText | None:
    found = response_on(suggestion.id)
    if found is None or not service.may_answer(found):
        return None
    return _l("Your answer to the committee; you have one")


def _take(suggestion: Suggestion, text: str, day: date) -> None:
    found = response_on(suggestion.id)
    if found is None:
        raise Missing()
    service.answer_unnamed(found.item, text, day)


ANSWERING = ClaimAnswer(asks=_asks, check=service.check_response, take=_take)
