"""The pages on which somebody changes their own answer."""

from __future__ import annotations

from dataclasses import dataclass

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from improve.core.db import transaction
from improve.core.errors import Invalid
from improve.surveys import queries
from improve.surveys.corrections import service
from improve.surveys.corrections.service import Kept
from improve.surveys.limits import answer_limit
from improve.surveys.rules.standing import NotOpen, Standing
from improve.surveys.uploads.views import make_room, receive
from improve.surveys.views import sheet as sheets
from improve.surveys.views.door import DOOR, Visit, enter, enter_before_reading, frame, not_open, sheet_page
from improve.surveys.views.public import LARGEST_FORM, TOO_MANY
from improve.surveys.views.routes import blueprint
from improve.surveys.views.sheet import Sheet
from improve.web.access import public
from improve.web.csrf import protection


@dataclass(frozen=True)
class Opened:
    """A visitor before their own answer."""

    visit: Visit
    kept: Kept


@blueprint.get("/s/<public_id>/c/<receipt>")
@public(DOOR)
def correct(public_id: str, receipt: str) -> ResponseReturnValue:
    """One's own answer, to change it."""
    found = _enter(public_id, receipt)
    if not isinstance(found, Opened):
        return found
    visit, kept = found.visit, found.kept
    sheet = Sheet(visit.survey, sheets.specs_in(kept.version), visit.speech.code, given=dict(kept.given))
    sheet.page = sheet.pages[0]
    return _page(sheet, visit, receipt)


@blueprint.post("/s/<public_id>/c/<receipt>")
@public(DOOR)
def change(public_id: str, receipt: str) -> ResponseReturnValue:
    """The next page of the change, or the change itself."""
    request.max_content_length = LARGEST_FORM
    has_room = make_room(enter_before_reading(public_id), LARGEST_FORM)
    body = b"" if has_room else request.get_data(parse_form_data=False)
    found = _enter(public_id, receipt, status=409)
    if not isinstance(found, Opened):
        return found
    visit, kept = found.visit, found.kept
    sheet = sheets.sent(visit.survey, kept.version, body, visit.speech.code)
    if not sheet.errors:
        receive(sheet)
    if sheet.errors:
        return _page(sheet, visit, receipt, status=422)
    go = request.form.get("go", sheets.NEXT)
    try:
        if go == sheets.BACK:
            sheet.page = sheet.previous_page
            return _page(sheet, visit, receipt)
        if go != sheets.SEND:
            sheet.check_page()
            if sheet.next_page is not None:
                sheet.page = sheet.next_page
                return _page(sheet, visit, receipt)
        if not answer_limit().allows(request.remote_addr, public_id):
            sheet.errors = {"": [TOO_MANY]}
            return _page(sheet, visit, receipt, status=429)
        with transaction():
            again = service.find(visit.survey, receipt, to_change=True)
            if again is not None:
                service.correct(visit.survey, again, sheet.given, sheet.language)
    except Invalid as error:
        sheet.show(error.errors)
        return _page(sheet, visit, receipt, status=422)
    except NotOpen as refusal:
        return not_open(visit, refusal.standing, status=refusal.status)
    values = {"lang": visit.speech.tag, "receipt": receipt}
    if sheet.group is not None:
        values["to"] = str(sheet.group)
    return redirect(url_for("surveys.thanks", public_id=public_id, **values), 303)  # type: ignore[arg-type]


# There is no session; the receipt in the address is the proof.
protection.exempt(change)


@blueprint.get("/s/<public_id>/c/<receipt>/withdraw")
@public(DOOR)
def ask_withdrawal(public_id: str, receipt: str) -> ResponseReturnValue:
    """What withdrawing means, and the button. A GET deletes nothing."""
    found = _enter(public_id, receipt)
    if not isinstance(found, Opened):
        return found
    return frame("surveys/public/withdraw.html", found.visit, receipt=receipt)


@blueprint.post("/s/<public_id>/c/<receipt>/withdraw")
@public(DOOR)
def withdraw(public_id: str, receipt: str) -> ResponseReturnValue:
    """Delete one's own answer."""
    found = _enter(public_id, receipt, status=409)
    if not isinstance(found, Opened):
        return found
    survey = found.visit.survey
    try:
        with transaction():
            again = service.find(survey, receipt, to_change=True)
            if again is not None:
                service.withdraw(survey, again)
    except NotOpen as refusal:
        return not_open(found.visit, refusal.standing, status=refusal.status)
    address = url_for("surveys.correct", public_id=public_id, receipt=receipt, lang=found.visit.speech.tag)
    return redirect(address, 303)


# As above: the receipt in the address is the proof.
protection.exempt(withdraw)


def _enter(public_id: str, receipt: str, *, status: int | None = None) -> Opened | ResponseReturnValue:
    """The visitor and their answer, or the page that says why not."""
    visit = enter(public_id)
    kept = service.find(visit.survey, receipt) if visit is not None else None
    if visit is None or kept is None:
        if visit is not None and service.is_withdrawn(visit.survey.id, receipt):
            is_open = queries.standing_of(visit.survey) is Standing.OPEN
            return frame(
                "surveys/public/withdrawn.html", visit, is_open=is_open
            ), 200 if status is None else 409
        return frame("surveys/public/no_answer.html", visit), 404
    standing = queries.standing_of(visit.survey)
    if standing is not Standing.OPEN:
        return not_open(visit, standing, status=status)
    return Opened(enter(public_id, kept.version.id) or visit, kept)


def _page(sheet: Sheet, visit: Visit, receipt: str, *, status: int = 200) -> tuple[str, int]:
    action = url_for("surveys.change", public_id=visit.survey.public_id, receipt=receipt)
    return sheet_page(sheet, visit, action=action, status=status)
