"""Choosing channels: one's own, and those of everybody who chose nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from improve.accounts.models import Person
from improve.core.db import db, transaction
from improve.core.errors import Invalid
from improve.core.messages import LazyText, _, _l
from improve.core.notices import Channels, NoticeGroup, NoticeKind, Pace
from improve.notifications import rules, service
from improve.notifications.policy import Permission
from improve.notifications.ports import kinds
from improve.notifications.queries import Wish, wishes_of
from improve.notifications.views.blueprint import blueprint
from improve.web.access import current_actor, requires, signed_in
from improve.web.i18n import OWN_NAMES, current_language, default_time_zone

# The columns of the mail, as a reader thinks of them.
PACES: tuple[tuple[Pace, LazyText], ...] = (
    (Pace.AT_ONCE, _l("At once")),
    (Pace.DAILY, _l("Once a day")),
    (Pace.WEEKLY, _l("Once a week")),
    (Pace.NEVER, _l("No mail")),
)


@dataclass(frozen=True)
class Row:
    """A kind with what is chosen."""

    kind: NoticeKind
    wish: Wish


def _groups(wishes: Mapping[str, Wish]) -> list[tuple[NoticeGroup, list[Row]]]:
    """The rows of the matrix under their headings."""
    found: dict[NoticeGroup, list[Row]] = {}
    for kind in rules.in_groups(kinds().values()):
        found.setdefault(kind.group, []).append(Row(kind, wishes[kind.code]))
    return list(found.items())


def read_matrix(form: MultiDict[str, str], free: Iterable[NoticeKind]) -> dict[str, Channels]:
    """The channels as the page sends them: `inbox` lists the ticked kinds, `mail-CODE` names a pace.

    A kind whose pace was not sent is left as it is, so a cut form changes nothing. Raises `Invalid`.
    """
    ticked = set(form.getlist("inbox"))
    found: dict[str, Channels] = {}
    for kind in free:
        raw = form.get(f"mail-{kind.code}")
        if raw is None:
            continue
        if raw not in tuple(Pace):
            raise Invalid.field("", _l("Please choose when each kind is mailed."))
        found[kind.code] = Channels(kind.has_inbox and kind.code in ticked, Pace(raw))
    return found


def _free() -> list[NoticeKind]:
    return [kind for kind in kinds().values() if kind.required is None]


@blueprint.get("/settings")
@signed_in
def settings() -> ResponseReturnValue:
    """What I hear of, and where."""
    return _own_page([]), 200


def _own_page(problems: list[LazyText]) -> str:
    actor = current_actor()
    person = db.session.get_one(Person, actor.person_id)
    wishes = wishes_of(person.id, kinds().values())
    return render_template(
        "notifications/settings.html",
        groups=_groups(wishes),
        paces=PACES,
        problems=problems,
        person=person,
        language_name=OWN_NAMES[person.language or current_language()],
        zone=person.time_zone or default_time_zone(),
        differs=any(wish.channels != wish.standard for wish in wishes.values()),
        hour=rules.DIGEST_AT,
    )


@blueprint.post("/settings")
@signed_in
def save_settings() -> ResponseReturnValue:
    """Store the matrix."""
    try:
        chosen = read_matrix(request.form, _free())
    except Invalid as error:
        return _own_page(error.errors[""]), 422
    with transaction():
        service.choose(chosen, by=current_actor())
    flash(_("Saved."))
    return redirect(url_for("notifications.settings"), 303)


@blueprint.post("/settings/reset")
@signed_in
def reset_settings() -> ResponseReturnValue:
    """Follow the company again."""
    actor = current_actor()
    with transaction():
        wishes = wishes_of(actor.person_id, _free())
        service.choose({code: wish.standard for code, wish in wishes.items()}, by=actor)
    flash(_("You follow the company’s choice again."))
    return redirect(url_for("notifications.settings"), 303)


@blueprint.get("/settings/company")
@requires(Permission.SET_DEFAULTS)
def company_settings() -> ResponseReturnValue:
    """What everybody hears of who chose nothing."""
    return _company_page([]), 200


def _company_page(problems: list[LazyText]) -> str:
    groups = _groups(wishes_of(None, kinds().values()))
    return render_template("notifications/company.html", groups=groups, paces=PACES, problems=problems)


@blueprint.post("/settings/company")
@requires(Permission.SET_DEFAULTS)
def save_company_settings() -> ResponseReturnValue:
    """Store the company's matrix."""
    try:
        chosen = read_matrix(request.form, _free())
    except Invalid as error:
        return _company_page(error.errors[""]), 422
    with transaction():
        service.choose_for_company(chosen, by=current_actor())
    flash(_("Saved."))
    return redirect(url_for("notifications.company_settings"), 303)
