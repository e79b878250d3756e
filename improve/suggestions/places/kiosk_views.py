"""What a kiosk shows: setting the device up, the form, the thanks. Nothing here reads an idea."""

from __future__ import annotations

from flask import current_app, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from improve.accounts.queries import unit_choices
from improve.core import clock
from improve.core.db import transaction
from improve.core.messages import _
from improve.suggestions.anonymity.queries import takes_unnamed
from improve.suggestions.anonymity.tickets import place_ticket
from improve.suggestions.fields.forms import Extra, extra_of
from improve.suggestions.fields.queries import fields_of
from improve.suggestions.fields.values import PREFIX
from improve.suggestions.places import queries, service
from improve.suggestions.places.forms import KioskForm
from improve.suggestions.places.links import links
from improve.suggestions.places.models import Kiosk
from improve.web.access import forget_actor, found_or_404, public
from improve.web.i18n import COOKIE as LANGUAGE_COOKIE
from improve.web.uploads import received

COOKIE = "improve_kiosk"
PATH = "/kiosk"
LONGEST_TOKEN = 100
MOST_PHOTOS = 3


@links.route("/kiosk/setup/<token>", methods=["GET", "POST"])
@public("the device has no account; the link is a secret that works once, for a day")
def kiosk_setup(token: str) -> ResponseReturnValue:
    """Make this device a kiosk. Whoever was signed in on it is signed out."""
    kiosk: Kiosk = found_or_404(queries.kiosk_to_set_up(token[:LONGEST_TOKEN]))
    if request.method == "GET":
        return render_template("suggestions/kiosk_setup.html", kiosk=kiosk)
    with transaction():
        kiosk, secret = service.set_up(token[:LONGEST_TOKEN])
        seconds = int((kiosk.expires_at - clock.now()).total_seconds())
    session.clear()
    forget_actor()
    answer = make_response(redirect(url_for("places.kiosk"), 303))
    answer.set_cookie(
        COOKIE,
        secret,
        max_age=seconds,
        path=PATH,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Strict",
    )
    return answer


def _secret() -> str:
    return request.cookies.get(COOKIE, "")[:LONGEST_TOKEN]


@links.route("/kiosk", methods=["GET", "POST"])
@public("a shared device without an account; its own secret is asked for, and it can only hand in")
def kiosk() -> ResponseReturnValue:
    """The form of a kiosk."""
    found = queries.kiosk_of_device(_secret())
    if found is None:
        return render_template("suggestions/kiosk_gone.html"), 403
    form = KioskForm(data={"unit_id": found.place.unit_id})
    form.unit_id.choices = [("", _("No unit")), *unit_choices()]
    sent = received("files", most=MOST_PHOTOS)
    extra = _extra(found)
    if form.validate_on_submit() and extra.ok:
        with form.catching(), transaction():
            number = service.hand_in_at(_secret(), form.value(), sent.taken, extra=extra).id
        if form.ok:
            session.clear()  # language, messages, tokens: the next person begins anew
            answer = redirect(url_for("places.kiosk_thanks", number=number), 303)
            answer.delete_cookie(LANGUAGE_COOKIE)
            return answer
    return render_template(
        "suggestions/kiosk.html",
        form=form,
        extra=extra,
        kiosk=found,
        problems=sent.problems,
        unnamed=place_ticket(found.place.unit_id, found.place.category_id)
        if takes_unnamed(for_place=True)
        else None,
    ), 422 if form.is_submitted() else 200


def _extra(found: Kiosk) -> Extra:
    """What the category of the place asks besides."""
    category = service.open_category(found.place)
    fields = fields_of(category.id) if category is not None else ()
    typed = {item.id: request.form.get(f"{PREFIX}{item.id}", "") for item in fields}
    return extra_of(fields, typed, service.AT_A_KIOSK, judge=request.method == "POST")


@links.get("/kiosk/thanks")
@public("says thank you and a number, and nothing of any idea")
def kiosk_thanks() -> ResponseReturnValue:
    """Thank, and go back to an empty form soon."""
    found_or_404(queries.kiosk_of_device(_secret()))
    number = request.args.get("number", "")
    return render_template(
        "suggestions/kiosk_thanks.html",
        number=int(number) if number.isascii() and number.isdigit() and len(number) < 10 else None,
    )
