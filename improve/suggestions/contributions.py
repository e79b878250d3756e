"""What ideas put on the pages of others: the home page and the search."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from flask import url_for

from improve.core import clock
from improve.core.db import db
from improve.core.messages import _, _l, _ln
from improve.core.panels import Figure, Found, Hit, Progress, Waiting
from improve.core.policy import Actor, allows
from improve.suggestions import queries
from improve.suggestions.calendar import company_day
from improve.suggestions.finding.finding import find
from improve.suggestions.marking import excerpt_around, marked
from improve.suggestions.models import Suggestion
from improve.suggestions.policy import Permission
from improve.suggestions.ports import steps_of
from improve.suggestions.values import Filters, Sort, Status
from improve.web.formatting import day, number

MOST = 12
SOON = timedelta(days=7)
YEAR = timedelta(days=365)


def mine(actor: Actor) -> Iterator[Progress]:
    """My ideas and where they stand, the last changed first."""
    if actor.actor_id is None:
        return
    statement = (
        queries.with_names(queries.visible_to(actor))
        .where(Suggestion.id.in_(queries.authored_by(actor.actor_id)))
        .order_by(Suggestion.changed_at.desc(), Suggestion.id.desc())
        .limit(MOST)
    )
    found = db.session.scalars(statement).all()
    steps = steps_of(found)
    for suggestion in found:
        yield Progress(
            title=suggestion.title,
            number=f"#{suggestion.id}",
            href=url_for("suggestions.show", suggestion_id=suggestion.id),
            step=steps[suggestion.id],
        )


def waiting(actor: Actor) -> Iterator[Waiting]:
    """Answers that the actor has to give within a week or owes already, and questions to the actor."""
    if actor.actor_id is None:
        return
    yield from _questions(actor)
    if not allows(actor, Permission.ANSWER):
        return
    until = company_day(clock.now()) + SOON
    for suggestion in db.session.scalars(queries.answers_due(actor, until).limit(MOST)):
        author = suggestion.author_label
        yield Waiting(
            title=suggestion.title,
            context=_l("Idea by %(name)s waits for its promised answer", name=author)
            if author
            else _l("Idea waits for its promised answer"),
            href=url_for("suggestions.show", suggestion_id=suggestion.id),
            action=_l("Answer"),
            due=suggestion.due_on or suggestion.promised_on,
        )


def _questions(actor: Actor) -> Iterator[Waiting]:
    """What handlers asked the actor as an author; the clock of the answer stands still until then."""
    asked = (
        queries.visible_to(actor)
        .where(
            Suggestion.id.in_(queries.authored_by(actor.person_id)),
            Suggestion.status == Status.NEEDS_INFORMATION,
        )
        .order_by(Suggestion.changed_at)
        .limit(MOST)
    )
    for suggestion in db.session.scalars(asked):
        yield Waiting(
            title=suggestion.title,
            context=_l("There is a question about your idea; the clock of the answer stands still"),
            href=url_for("suggestions.show", suggestion_id=suggestion.id) + "#questions",
            action=_l("Answer"),
            order=15,
        )


def achieved(actor: Actor) -> Iterator[Figure]:
    """What ideas led to in the last twelve months, and whether promises were kept."""
    if not allows(actor, Permission.READ):
        return
    since = clock.now() - YEAR
    facts = queries.facts_of_year(actor, since)
    if facts.done:
        yield Figure(
            value=number(facts.done),
            sentence=_ln(
                "idea put into practice, of %(received)s received",
                "ideas put into practice, of %(received)s received",
                facts.done,
                received=number(facts.received),
            ),
            small=_ln("from %(n)s colleague", "from %(n)s colleagues", facts.people),
            order=10,
        )
    today = company_day(clock.now())
    promises = queries.kept_promises(actor, today, today - YEAR)
    if promises.due:
        yield Figure(
            value=number(promises.kept),
            sentence=_ln(
                "answer came by the day it was promised, of %(due)s due",
                "answers came by the day they were promised, of %(due)s due",
                promises.kept,
                due=number(promises.due),
            ),
            order=20,
        )


def found(actor: Actor, text: str, limit: int) -> Found | None:
    """The ideas that hold a text, the newest first."""
    if not allows(actor, Permission.READ):
        return None
    finding = find(actor, Filters(q=text, sort=Sort.RELEVANCE), queries.in_order, per_page=limit)
    listing, text = finding.listing, finding.filters.q
    steps = steps_of(listing.items)
    hits = [
        Hit(
            title=marked(suggestion.title, text),
            href=url_for("suggestions.show", suggestion_id=suggestion.id),
            line=marked(excerpt_around(suggestion.problem or suggestion.idea, text, 120), text),
            meta=[
                steps[suggestion.id].word,
                suggestion.author_label or _("no name"),
                day(suggestion.submitted_at),
            ],
        )
        for suggestion in listing.items
    ]
    more = url_for("suggestions.index", q=text) if listing.total > len(hits) else None
    return Found(label=_l("Ideas"), hits=hits, total=listing.total, more=more)
