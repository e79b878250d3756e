"""What messages put on pages of others: on one's own account, where its channels are chosen."""

from __future__ import annotations

from flask import render_template
from markupsafe import Markup

from improve.core.policy import Actor
from improve.notifications.ports import kinds
from improve.notifications.queries import wishes_of


def of_person(actor: Actor, person_id: int) -> Markup | None:
    """The way to one's channels; nobody else's business."""
    if actor.actor_id != person_id:
        return None
    wishes = wishes_of(person_id, kinds().values())
    chosen = sum(wish.channels != wish.standard for wish in wishes.values())
    return Markup(render_template("notifications/_of_person.html", chosen=chosen))  # noqa: S704  (our template)
