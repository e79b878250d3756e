"""Settings: the way to everything that is looked after."""

from __future__ import annotations

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue

from improve.core.errors import Forbidden
from improve.core.panels import SettingsLink
from improve.core.policy import Actor, Assignment, Role, allows
from improve.web.access import current_actor, signed_in
from improve.web.features import contributed

SLOT = "settings"
ANY_MEMBER = Actor(actor_id=0, assignments=(Assignment(Role.MEMBER),))

blueprint = Blueprint("admin", __name__)


def links_for(actor: Actor) -> list[SettingsLink]:
    """The settings that `actor` may open, in order."""
    links: list[SettingsLink] = contributed(current_app, SLOT)
    usable = [link for link in links if allows(actor, link.permission)]
    return sorted(usable, key=lambda link: link.order)


def looks_after_something(actor: Actor) -> bool:
    """Is there something for `actor` on the page that is not there for everybody?"""
    return any(not allows(ANY_MEMBER, link.permission) for link in links_for(actor))


@blueprint.get("/settings")
@signed_in
def index() -> ResponseReturnValue:
    """Everything that this person looks after."""
    if not looks_after_something(current_actor()):
        raise Forbidden()
    return render_template("admin/index.html", links=links_for(current_actor()))
