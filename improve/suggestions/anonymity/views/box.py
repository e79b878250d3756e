"""The box: handing in without a name, and coming back with the code."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from flask import current_app, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from improve.accounts.queries import work_calendar
from improve.core import clock
from improve.core.db import transaction
from improve.core.errors import Invalid, Missing, Refused
from improve.core.messages import LazyText, _, _l
from improve.core.uploads.values import Inspected
from improve.suggestions import rules
from improve.suggestions.anonymity import codes, paper, queries, service, tickets
from improve.suggestions.anonymity.forms import CodeForm, UnnamedForm
from improve.suggestions.anonymity.models import Claim
from improve.suggestions.anonymity.own import mark_own, unmark_own
from improve.suggestions.anonymity.service import UNKNOWN_CODE
from improve.suggestions.anonymity.throttle import TooOften
from improve.suggestions.anonymity.values import MOST_PHOTOS
from improve.suggestions.anonymity.views import door
from improve.suggestions.anonymity.views.similar import alike, unseen
from improve.suggestions.blueprint import blueprint
from improve.suggestions.calendar import company_day
from improve.suggestions.presenting import indented
from improve.web.uploads import received

ONCE = "once"
PHOTOS = "photos"
ACCEPT = "image/jpeg,image/png,image/webp,image/gif"
NOT_A_CODE = _l(
    "This is not a whole code: seven groups of four letters and figures. Please check what you typed."
)


@blueprint.route("/box", methods=["GET", "POST"])
@door.open_to_all
def box() -> ResponseReturnValue:
    """The front of the box: come back with a code. The code is sent in the form, never in the address."""
    form = CodeForm()
    if form.validate_on_submit():
        with form.catching():
            found = _opened(form.value().code)
        if form.ok:
            response = make_response(redirect(url_for("suggestions.claim"), 303))
            if isinstance(found, Claim):
                mark_own(response, found.suggestion_id)
            return response
    return render_template("suggestions/box/index.html", form=form), 422 if form.is_submitted() else 200


def _opened(typed: str) -> object:
    """What the code opens. A slip of the finger is told apart and counts as no attempt to guess."""
    code = codes.as_typed(typed)
    if code is None:
        raise Invalid.field("code", NOT_A_CODE)
    opening, _handing_in = door.throttles()
    opening.attempt(door.network())
    code_hash = codes.hash_of(code)
    found = door.behind(code_hash)
    if found is None:
        raise Invalid.field("code", UNKNOWN_CODE)
    opening.succeeded(door.network())
    door.remember(code_hash)
    return found


@blueprint.route("/box/new", methods=["GET", "POST"])
@door.open_to_all
def box_new() -> ResponseReturnValue:
    """Hand in without a name. A ticket opens the form: of the day for colleagues, of a place for everybody."""
    ticket = tickets.read(request.values.get("t", ""))
    if ticket is None:
        return render_template("suggestions/box/closed.html"), 410
    form = unnamed_form({"unit_id": queries.lifted(ticket.unit_id), "category_id": ticket.category_id or ""})
    photos, problems = _photos()
    _watch_title(form)
    found = alike(ticket, form.title.data or "") if request.method == "POST" else []
    repeated = unseen(found)
    if form.validate_on_submit() and not problems and not repeated:
        _opening, handing_in = door.throttles()
        with form.catching(), refusing_too_many():
            handing_in.attempt(door.network())
            with transaction():
                code = service.hand_in(form.value(), photos, for_place=ticket.for_place, key=_once())
        if form.ok:
            return _code_page(code)
    promised = rules.promise(company_day(clock.now()), None, work_calendar())
    return render_template(
        "suggestions/box/new.html",
        form=form,
        ticket=request.values.get("t", ""),
        at_kiosk=_is_at_kiosk(),
        once=_once() or secrets.token_hex(16),
        alike=found,
        repeated=repeated and not form.errors,
        problems=problems,
        promised=promised,
        accept=ACCEPT,
        most_photos=MOST_PHOTOS,
        limit_mb=current_app.config["ATTACHMENT_MAX_MB"],
    ), 422 if form.is_submitted() else 200


def _watch_title(form: UnnamedForm) -> None:
    """Asks for similar ideas once the typing pauses; without a script they are shown once before handing in."""
    form.title.render_kw = {
        **(form.title.render_kw or {}),
        "hx-post": url_for("suggestions.box_similar"),
        "hx-trigger": "input changed delay:400ms",
        "hx-include": "closest form",
        "hx-params": "title,t,csrf_token",
        "hx-target": "#similar",
        "hx-swap": "outerHTML",
        "hx-sync": "this:replace",
        "autocomplete": "off",
    }


@contextmanager
def refusing_too_many() -> Iterator[None]:
    """The throttle says so above the form, so that nothing typed is lost."""
    try:
        yield
    except TooOften as error:
        raise Refused(error.message) from error


def _code_page(code: str) -> ResponseReturnValue:
    """The code, this once. It answers the form itself: in a redirect or a cookie it would be kept somewhere."""
    address = paper.claim_address(code)
    return render_template(
        "suggestions/box/code.html",
        code=codes.shown(code),
        address=address.split("#")[0],
        drawn=paper.qr_code(address, _("QR code of your code")),
        at_kiosk=_is_at_kiosk(),
    )


def _is_at_kiosk() -> bool:
    """Did somebody come from a shared device, to which the next person is to go back?"""
    return request.values.get("from") == "kiosk"


def unnamed_form(data: dict[str, Any]) -> UnnamedForm:
    """The form with the categories and the units that may be chosen."""
    form = UnnamedForm(data=data)
    form.category_id.choices = [
        ("", _("No category")),
        *((str(category.id), str(category.name)) for category in queries.open_categories()),
    ]
    form.unit_id.choices = [
        ("", _("No place")),
        *((str(unit.id), indented(unit)) for unit in queries.shown_units()),
    ]
    return form


def _once() -> str | None:
    sent = request.form.get(ONCE, "")
    return sent if re.fullmatch("[0-9a-f]{32}", sent) else None


def _photos() -> tuple[list[Inspected], list[LazyText]]:
    """The photos that were sent, under no name of theirs. Documents carry their author's name inside."""
    sent = received(PHOTOS, most=MOST_PHOTOS)
    problems = list(sent.problems)
    pictures = [file for file in sent.taken if file.kind.is_picture]
    if len(pictures) < len(sent.taken):
        problems.append(
            _l("Only photos are taken without a name: documents carry their author’s name inside.")
        )
    return [replace(file, name="") for file in pictures], problems


@blueprint.post("/box/close")
@door.open_to_all
def box_close() -> ResponseReturnValue:
    """Forget the code on this device."""
    code_hash = door.remembered()
    found = door.behind(code_hash) if code_hash is not None else None
    door.forget()
    response = make_response(redirect(url_for("suggestions.box"), 303))
    if isinstance(found, Claim):
        unmark_own(response, found.suggestion_id)
    return response


def opened_or_back() -> str:
    """The hash of the open code; without one, there is nothing here."""
    code_hash = door.remembered()
    if code_hash is None or door.behind(code_hash) is None:
        raise Missing(_l("Please enter your code again: the page of a code closes after half an hour."))
    return code_hash
