"""Taking a new idea: what a request asks to be handed in, judged and stored, whether a page or a device sends it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from flask import current_app, request, url_for
from werkzeug.datastructures import MultiDict

from improve.accounts.queries import units
from improve.core.db import db, transaction
from improve.core.messages import _
from improve.core.policy import Actor
from improve.suggestions import service
from improve.suggestions.attachments import service as attachments
from improve.suggestions.crediting.picking import Picking, picked
from improve.suggestions.drafts import views as drafts
from improve.suggestions.fields.forms import Extra
from improve.suggestions.fields.service import answer
from improve.suggestions.fields.views import extra_asked
from improve.suggestions.forms import IdeaForm
from improve.suggestions.models import Suggestion
from improve.suggestions.places.models import Place
from improve.suggestions.places.service import note_place
from improve.suggestions.presenting import indented
from improve.suggestions.queries import categories, visible_one
from improve.suggestions.similar.searching import Similar
from improve.suggestions.values import IdeaText
from improve.suggestions.views.similar import Offer, alike, offers_of
from improve.web.access import current_actor
from improve.web.formatting import day
from improve.web.uploads import Received, received

TEXTS = ("title", "problem", "idea", "expected_result")


@dataclass
class Asked:
    """A new idea as a request sends it. `is_meant`: to be handed in; else the form only shows more."""

    form: IdeaForm
    extra: Extra
    picking: Picking
    place: Place | None
    sent: Received
    is_meant: bool

    @classmethod
    def of(cls, form: IdeaForm, typed: MultiDict[str, str], place: Place | None) -> Asked:
        """Read the parts of the form that are no fields of it; judged where it is to be handed in."""
        is_meant = not only_shows_more()
        judge = form.is_submitted() and is_meant
        return cls(
            form,
            extra_asked(form.category_id.data, typed, judge=judge),
            picked(typed, current_actor(), judge=judge),
            place,
            received("files", most=current_app.config["ATTACHMENTS_PER_IDEA"]),
            is_meant,
        )

    @property
    def ok(self) -> bool:
        """Are the parts beside the form without problems?"""
        return self.extra.ok and self.picking.problem is None

    @cached_property
    def alike(self) -> list[Similar]:
        """Compared once; who hands in something new needs no offers made of it."""
        return alike(self.form.title.data or "")

    @property
    def offers(self) -> list[Offer]:
        return offers_of(self.alike)


@dataclass(frozen=True)
class Taken:
    """What became of it. `draft_is_kept`: another device has written into the draft too."""

    suggestion_id: int
    promised_on: date | None = None
    draft_is_kept: bool = False


def already(asked: Asked) -> Taken | None:
    """The idea as which this very text was handed in from this very page: the form was sent twice, or again because
    the answer was lost. Who went back and typed something else means another idea.
    """
    number = drafts.known_idea()
    found = visible_one(current_actor(), number) if number is not None else None
    value = asked.form.value()
    is_same = found is not None and all(getattr(found, name) == getattr(value, name) for name in TEXTS)
    return Taken(found.id, found.promised_on) if found is not None and is_same else None


def hand_in(asked: Asked) -> Taken | None:
    """Store a new idea that was judged good; None where the service refuses it, and the form says why."""
    actor = current_actor()
    with asked.form.catching():
        data = with_colleagues(asked.form.value(), asked.picking)
        service.read_ahead(data)
        with transaction():
            taken = _stored(asked, data, by=actor)
    return taken if asked.form.ok else None


def _stored(asked: Asked, data: IdeaText, *, by: Actor) -> Taken:
    drafts.alone()
    before = already(asked)
    if before is not None:
        return before
    suggestion = service.submit(data, by=by)
    answer(suggestion, asked.extra.values, asked.extra.by_id)
    if asked.place is not None:
        note_place(suggestion, asked.place)
    is_kept = drafts.hand_in(suggestion, drafts.page_sent())
    attachments.keep(suggestion, asked.sent.taken, person_id=by.actor_id)
    return Taken(suggestion.id, suggestion.promised_on, is_kept)


def thanks(taken: Taken) -> str:
    """What is said to who handed it in."""
    if taken.promised_on is None:
        return _("Thank you. Your idea is in.")
    return _("Thank you. Your idea is in; you have an answer by %(day)s.", day=day(taken.promised_on))


def only_shows_more() -> bool:
    """Without a script buttons show the fields of a category and find colleagues; nothing is judged or handed in."""
    return request.form.get("act") in ("fields", "find")


def with_colleagues(data: IdeaText, picking: Picking) -> IdeaText:
    """The text with the colleagues who were chosen."""
    return replace(
        data,
        co_author_ids=tuple(person.id for person in picking.people),
        co_author_names=tuple(picking.names),
    )


def _on_choice() -> dict[str, str]:
    """Asks for the extra fields of the category as soon as it is chosen."""
    return {
        "hx-post": url_for("suggestions.extra_fields"),
        "hx-trigger": "change",
        "hx-target": "#extra",
        "hx-swap": "outerHTML",
        "hx-params": "not files",
    }


def idea_form(
    data: dict[str, Any], *, keep: Suggestion | None = None, typed: MultiDict[str, str] | None = None
) -> IdeaForm:
    """The form with the open categories and units, and what the idea has although it was closed since."""
    form = IdeaForm(data=data) if typed is None else IdeaForm(formdata=typed, data=data)
    known = [*categories()]
    places = [*db.session.scalars(units())]
    if keep is not None and keep.category is not None and keep.category not in known:
        known.append(keep.category)
    if keep is not None and keep.unit is not None and keep.unit not in places:
        places.append(keep.unit)
    form.category_id.render_kw = _on_choice()
    form.category_id.choices = [("", _("No category")), *((str(c.id), str(c.name)) for c in known)]
    form.unit_id.choices = [("", _("No place")), *((str(u.id), indented(u)) for u in places)]
    form.credit_unit_id.choices = [("", _("No unit")), *((str(u.id), indented(u)) for u in places)]
    return form
