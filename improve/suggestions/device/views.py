"""The page without a network, its worker, and taking what a device has kept."""

from __future__ import annotations

import hmac
from typing import Any

from flask import Response, jsonify, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf

from improve.core.messages import _
from improve.suggestions.blueprint import blueprint
from improve.suggestions.device.owner import device_owner
from improve.suggestions.drafts import views as drafts
from improve.suggestions.drafts.values import Kept
from improve.suggestions.places.queries import open_place
from improve.suggestions.policy import Permission
from improve.suggestions.views.similar import unseen
from improve.suggestions.views.taking import Asked, Taken, already, hand_in, idea_form, thanks
from improve.web.access import current_actor, public, requires
from improve.web.assets import asset

STORE, WORKER = "js/kept.js", "js/worker.js"
TYPED_OFFLINE = "typed_offline"
SAVED = (Kept.SAVED, Kept.APART, Kept.GONE)


@blueprint.get("/worker.js")
@public("the script that answers in the browser when the network does not")
def worker() -> Response:
    """At an address of its own, because a worker reaches no further than where it lies, or than this header says."""
    found = asset(WORKER)
    if found is None:
        raise LookupError(WORKER)
    store = asset(STORE)
    answer = make_response((store.content if store is not None else b"") + found.content)
    answer.mimetype = "text/javascript"
    answer.headers["Service-Worker-Allowed"] = "/"
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@blueprint.get("/offline")
@public("kept on devices and shown when there is no network; it has nothing of anybody")
def offline() -> ResponseReturnValue:
    """The form that is there without a network."""
    return render_template("suggestions/offline.html")


@blueprint.get("/device")
@requires(Permission.SUBMIT)
def device() -> ResponseReturnValue:
    """Who is signed in, as kept ideas name them, and the token to send them with."""
    answer = jsonify(owner=device_owner(current_actor()), token=generate_csrf())
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.post("/device")
@requires(Permission.SUBMIT)
def take_from_device() -> ResponseReturnValue:
    """Hand in what a device has kept. What is not good as it stands, or was typed without signing in, is a draft."""
    if not hmac.compare_digest(
        request.form.get("device_owner", "").encode(), device_owner(current_actor()).encode()
    ):
        return _told("another", _("This idea was kept for another person.")), 409
    place = open_place(request.form.get("place", ""))
    asked = Asked.of(idea_form({}), request.form, place)
    is_good = asked.is_meant and asked.form.validate() and asked.ok
    taken = already(asked) if is_good else None
    if taken is None and is_good and TYPED_OFFLINE not in request.form and not unseen(asked.alike):
        taken = hand_in(asked)
    if taken is not None:
        return _of(taken)
    part = drafts.kept(asked.sent)
    problems = " ".join(map(str, part.problems))
    if part.kept not in SAVED:
        return _told("refused", problems or _("There is nothing to save yet.")), 422
    message = _("What you typed without a network is a draft now. Please look at it and hand it in.")
    return _told("draft", f"{message} {problems}".strip(), draft_id=part.page.draft_id)


def _of(taken: Taken) -> Response:
    address = url_for("suggestions.show", suggestion_id=taken.suggestion_id)
    return jsonify(state="handed_in", message=thanks(taken), address=address, link=_("Look at it"))


def _told(state: str, message: str, *, draft_id: int | None = None) -> Response:
    more: dict[str, Any] = {}
    if draft_id is not None:
        more = {"address": url_for("suggestions.new", draft=draft_id), "link": _("Open the draft")}
    return jsonify(state=state, message=message, **more)
