"""What awards contribute to pages of others."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from flask import render_template
from markupsafe import Markup

from improve.accounts.queries import company_currency
from improve.awards.models import Award, KeptAward
from improve.awards.queries import given_since, kept_awards, visible_to
from improve.core import clock
from improve.core.db import db
from improve.core.messages import _n
from improve.core.panels import Figure
from improve.core.policy import Actor
from improve.suggestions.models import Suggestion
from improve.web.formatting import money, number
from improve.web.i18n import choose_time_zone


def of_person(actor: Actor, person_id: int) -> Markup | None:
    """A person's awards, for their page."""
    found = db.session.scalars(
        visible_to(actor).where(Award.person_id == person_id, Award.withdrawn_at.is_(None)).limit(50)
    ).all()
    return Markup(render_template("awards/_of_person.html", awards=found)) if found else None  # noqa: S704  (a rendered template)


def of_claim(suggestion: Suggestion) -> Markup | None:
    """What waits for the holder of the code, on the page of the code."""
    found = db.session.scalars(kept_awards().where(KeptAward.suggestion_id == suggestion.id)).all()
    return Markup(render_template("awards/_held.html", awards=found)) if found else None  # noqa: S704  (a rendered template)


def achieved(_actor: Actor) -> Iterable[Figure]:
    """Awards of the last twelve months."""
    count, people, paid = given_since(clock.today(choose_time_zone()) - timedelta(days=365))
    if count:
        sentence = _n(
            "award for results, to %(people)s colleagues",
            "awards for results, to %(people)s colleagues",
            count,
            people=people,
        )
        small = money(paid, company_currency()) if paid else ""
        yield Figure(number(count), sentence, small=small, order=60)
