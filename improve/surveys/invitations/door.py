"""The personal link: it opens the survey for one contact and is spent by one answer. A GET never stores one."""

from __future__ import annotations

from dataclasses import replace

from flask import current_app, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from improve.core.db import transaction
from improve.surveys import queries
from improve.surveys.intents import service as intents
from improve.surveys.intents.rules import looks_automatic
from improve.surveys.invitations import quotas, spending
from improve.surveys.invitations.spending import Invited
from improve.surveys.models import Anonymity
from improve.surveys.queries.surveys import specs_asked
from improve.surveys.rules.standing import Standing
from improve.surveys.sittings import service as sittings
from improve.surveys.sittings.models import Sitting
from improve.surveys.views import sheet as sheets
from improve.surveys.views.door import DOOR, Visit, enter, frame, full, not_open, unknown
from improve.surveys.views.public import page_of, taken
from improve.surveys.views.routes import blueprint
from improve.surveys.views.sheet import Sheet
from improve.surveys.views.speech import as_before
from improve.web.access import public
from improve.web.csrf import protection


class _Elsewhere(Exception):
    """This link opens no form; `page` says why."""

    def __init__(self, page: ResponseReturnValue) -> None:
        self.page = page


@blueprint.get("/s/<public_id>/i/<token>")
@public(DOOR)
def invited(public_id: str, token: str) -> ResponseReturnValue:
    """The first page, or the one after the last that was kept. That somebody was here is noted, and which score was
    clicked in the mail unless the survey is anonymous; never an answer."""
    visit = enter(public_id)
    if visit is None:
        return unknown()
    try:
        guest = _guest(visit, token)
    except _Elsewhere as elsewhere:
        return elsewhere.page
    visit = replace(visit, invited=guest)
    standing = queries.standing_of(visit.survey)
    if standing is not Standing.OPEN or visit.version is None:
        return not_open(visit, standing)
    if visit.survey.has_quotas and quotas.is_full(visit.survey.id, guest.attributes):
        return full(visit)
    visit = _noted(visit, guest, public_id)
    found = sittings.find(visit.survey.id, request.args.get("key", ""))
    if found is not None:
        visit = replace(visit, speech=as_before(visit.speech, found.language))
    return page_of(_first_page(visit, guest, found), visit)


def _noted(visit: Visit, guest: Invited, public_id: str) -> Visit:
    """Note that the link was opened, and which score was clicked in the mail. The page comes whatever becomes of it."""
    assert visit.version is not None  # noqa: S101  (asked by the caller)
    is_visit, score = _is_a_visit(), None
    if visit.survey.anonymity != Anonymity.ANONYMOUS and (is_visit or request.method == "HEAD"):
        score = sheets.score_in_address(specs_asked(visit.version.id))
    if score is None and (guest.was_opened or not is_visit):
        return visit
    try:
        with transaction():
            if score is None:
                spending.note_opened(guest)
            else:
                is_automatic = looks_automatic(request.headers.get("User-Agent", ""), request.method)
                intents.note(visit.survey, guest, score, is_automatic=is_automatic, is_visit=is_visit)
    except SQLAlchemyError:
        current_app.logger.exception("what was opened could not be noted")
    return replace(enter(public_id) or visit, invited=guest)


def _is_a_visit() -> bool:
    """A browser that fetches ahead, or a program that asks for the head only, has opened nothing."""
    purpose = request.headers.get("Sec-Purpose", "") + request.headers.get("Purpose", "")
    return request.method == "GET" and "prefetch" not in purpose.lower()


def _first_page(visit: Visit, guest: Invited, found: Sitting | None) -> Sheet:
    assert visit.version is not None  # noqa: S101  (asked by the caller)
    if found is not None and found.version_id == visit.version.id:
        sheet = sheets.resumed(visit.survey, visit.version, visit.speech.code, found, request.args["key"])
    else:
        sheet = sheets.blank(visit.survey, visit.version, visit.speech.code)
    sheet.contact = guest.contact
    sheet.is_kiosk = False
    return sheet


@blueprint.post("/s/<public_id>/i/<token>")
@public(DOOR)
def take_invited(public_id: str, token: str) -> ResponseReturnValue:
    """The next page, or the answer itself: it spends the link in the same transaction."""
    try:
        return taken(public_id, lambda visit: _guest(visit, token, status=409))
    except _Elsewhere as elsewhere:
        return elsewhere.page


# There is no session; the token in the address and the signed single-use nonce are the proof.
protection.exempt(take_invited)


def _guest(visit: Visit, token: str, *, status: int | None = None) -> Invited:
    guest = spending.find(visit.survey.id, token)
    if guest is None:
        raise _Elsewhere(unknown())
    if guest.is_spent:
        page = frame("surveys/public/already.html", visit)
        raise _Elsewhere((page, status or 200))
    if guest.is_withdrawn:
        raise _Elsewhere((frame("surveys/public/uninvited.html", visit), status or 410))
    return guest
