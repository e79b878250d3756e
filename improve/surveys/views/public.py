"""The public door: anybody with the link answers, without an account, a cookie or a script."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TypeVar

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from improve.accounts.models import Organization
from improve.core.commits import alone, together
from improve.core.errors import Invalid
from improve.core.messages import _l
from improve.core.settled import settled
from improve.surveys import nonces, queries, service
from improve.surveys.alerts.queries import watch_of
from improve.surveys.framing.answers import FIELD, allow_framing, is_framed
from improve.surveys.invitations import quotas
from improve.surveys.invitations.spending import Invited
from improve.surveys.limits import HOUR, answer_limit
from improve.surveys.models import Question, Survey, Version
from improve.surveys.nonces import Nonce
from improve.surveys.outcomes import service as outcomes
from improve.surveys.processing.models import ProcessingNotice
from improve.surveys.retention.models import Retention
from improve.surveys.rules.standing import AlreadyAnswered, NotOpen, Standing
from improve.surveys.segments.chosen import chosen_for
from improve.surveys.sittings import service as sittings
from improve.surveys.store import counted_together
from improve.surveys.uploads.views import make_room, receive
from improve.surveys.values.kinds import Group
from improve.surveys.views import sheet as sheets
from improve.surveys.views.door import (
    DOOR,
    Visit,
    enter,
    enter_before_reading,
    frame,
    full,
    not_open,
    sheet_page,
    start_of,
    unknown,
)
from improve.surveys.views.keeping import MARK, go_on
from improve.surveys.views.routes import blueprint
from improve.surveys.views.sheet import Sheet
from improve.surveys.views.speech import as_before
from improve.web.access import public
from improve.web.csrf import protection

# Every question answered at its full length fits several times, also percent-encoded.
LARGEST_FORM = 1024 * 1024
T = TypeVar("T")
TOO_OLD = _l("The page was open for a long time. Your answers are still here: please send them once more.")
TOO_MANY = _l(
    "Very many answers came from your network within the last hour. Your answers are still here: please send "
    "them again in an hour."
)


@blueprint.get("/s/<public_id>")
@public(DOOR)
def ask(public_id: str) -> ResponseReturnValue:
    """The first page of a survey. A GET never stores an answer."""
    visit = enter(public_id)
    if visit is None:
        return unknown()
    standing = queries.standing_of(visit.survey)
    if standing is not Standing.OPEN or visit.version is None:
        return not_open(visit, standing)
    if visit.survey.has_quotas and quotas.is_full(visit.survey.id, {}):
        return full(visit)
    if set(request.args) <= {"lang"}:
        token = nonces.issue(visit.survey.public_id, visit.version.id)
        return _first_page(public_id.lower(), visit.speech.tag).replace(f'"{MARK}"', f'"{token}"', 1)
    return page_of(sheets.blank(visit.survey, visit.version, visit.speech.code), visit)


@settled(Survey, Version, Question, Organization, Retention, ProcessingNotice)
def _first_page(public_id: str, _tag: str) -> str:
    """The page that most people open, the same for all who read that language, with a mark for its nonce.

    Quotation marks around the mark make it one that no text of a survey can hold.
    """
    visit = enter(public_id)
    assert visit is not None and visit.version is not None  # noqa: S101  (the view has looked)
    sheet = sheets.blank(visit.survey, visit.version, visit.speech.code)
    action = url_for("surveys.take", public_id=visit.survey.public_id)
    return sheet_page(sheet, visit, action=action, token=MARK)[0]


@blueprint.get("/s/<public_id>/r/<key>")
@public(DOOR)
def resume(public_id: str, key: str) -> ResponseReturnValue:
    """Go on where somebody stopped."""
    visit = enter(public_id)
    found = sittings.find(visit.survey.id, key) if visit is not None else None
    if visit is None or found is None or found.answers is None:
        return frame("surveys/public/no_sitting.html", visit), 404
    visit = enter(public_id, found.version_id) or visit
    standing, version = queries.standing_of(visit.survey), visit.version
    if standing is not Standing.OPEN or version is None:
        return not_open(visit, standing)
    visit = replace(visit, speech=as_before(visit.speech, found.language))
    sheet = sheets.resumed(visit.survey, version, visit.speech.code, found, key)
    return page_of(sheet, visit)


@blueprint.post("/s/<public_id>")
@public(DOOR)
def take(public_id: str) -> ResponseReturnValue:
    """The next page, or the answer itself; the same form counts once."""
    return taken(public_id, lambda _visit: None)


def taken(public_id: str, who: Callable[[Visit], Invited | None]) -> ResponseReturnValue:
    """What was sent in, through the public link or a personal one; `who` says whose it is."""
    request.max_content_length = LARGEST_FORM
    has_room = make_room(enter_before_reading(public_id), LARGEST_FORM)
    # Before the form is read: bytes that are no text are refused.
    body = b"" if has_room else request.get_data(parse_form_data=False)
    nonce = nonces.read(request.form.get("csrf_token", ""), public_id.lower())
    visit = enter(public_id, nonce.version_id if nonce is not None else None)
    if visit is None:
        return unknown()
    visit = replace(visit, invited=who(visit))
    standing = queries.standing_of(visit.survey)
    if standing is not Standing.OPEN or visit.version is None:
        return not_open(visit, standing, status=409)
    sheet = sheets.sent(visit.survey, visit.version, body, visit.speech.code)
    sheet.contact = visit.invited.contact if visit.invited is not None else {}
    if not sheet.errors:
        receive(sheet)
    if sheet.errors:
        return page_of(sheet, visit, status=422)
    try:
        return _advance(sheet, visit, visit.version, nonce)
    except Invalid as error:
        sheet.show(error.errors)
        return page_of(sheet, visit, status=422)
    except NotOpen as refusal:
        return not_open(visit, refusal.standing, status=refusal.status)
    except quotas.Full as refusal:
        return full(visit, status=refusal.status)
    except AlreadyAnswered as refusal:
        return frame("surveys/public/already.html", visit), refusal.status


# The session's CSRF protection would need a cookie, and there is no session that a forged request could use:
# the signed single-use nonce in the same field is the protection here.
protection.exempt(take)


def _advance(sheet: Sheet, visit: Visit, version: Version, nonce: Nonce | None) -> ResponseReturnValue:
    go = request.form.get("go", sheets.NEXT)
    if go == sheets.BACK:
        sheet.page = sheet.previous_page
        return page_of(sheet, visit)
    if go != sheets.SEND:
        sheet.check_page()
        if sheet.next_page is not None:
            return go_on(sheet, visit, version, nonce, sheet.next_page)
    return _store(sheet, visit, version, nonce)


def _store(sheet: Sheet, visit: Visit, version: Version, nonce: Nonce | None) -> ResponseReturnValue:
    survey = sheet.survey
    if nonce is None:
        sheet.errors = {"": [TOO_OLD]}
        return page_of(sheet, visit, status=400)
    if not answer_limit().allows(request.remote_addr, survey.public_id):
        sheet.errors = {"": [TOO_MANY]}
        page, status = page_of(sheet, visit, status=429)
        return page, status, {"Retry-After": str(HOUR)}
    # So that they are kept: while writing nothing is.
    watch_of(survey.id)
    chosen_for(survey.id)
    invited = visit.invited
    if invited is not None:
        invited = replace(invited, told=frozenset(request.form.get(sheets.ALONG, "").split()))
    receipt = _stored(
        partial(
            service.answer,
            survey,
            sheet.given,
            sheet.language,
            nonce,
            version=version,
            sitting=sheet.key,
            invited=invited,
            notice=request.form.get("notice", ""),
        ),
        survey,
    )
    values: dict[str, str] = {"lang": visit.speech.tag}
    if sheet.group is not None:
        values["to"] = str(sheet.group)
    if is_framed():
        values[FIELD] = "1"
        allow_framing(survey.id)
    if sheet.is_kiosk:
        values["next"] = start_of(visit)
    else:
        values["receipt"] = receipt.secret
    return redirect(url_for("surveys.thanks", public_id=survey.public_id, **values), 303)  # type: ignore[arg-type]


def _stored(work: Callable[[], T], survey: Survey) -> T:
    """What the work answers when it is stored: in one commit with whatever else is sent in at this moment. Quotas are
    raised in an order that only one form keeps, so that answers to their surveys stand alone."""
    if survey.has_quotas:
        return alone(work)
    return together(work, counted_together)


def page_of(sheet: Sheet, visit: Visit, *, status: int = 200) -> tuple[str, int]:
    """A page of the questionnaire for this visitor."""
    return sheet_page(sheet, visit, action=visit.action, status=status)


@blueprint.get("/s/<public_id>/thanks")
@public(DOOR)
def thanks(public_id: str) -> ResponseReturnValue:
    """What is said after answering, in other words for each group of the leading score."""
    visit = enter(public_id)
    if visit is None or visit.version is None:
        return unknown()
    by_group = queries.thanks_by_group(visit.version)
    to = request.args.get("to", "")
    said = by_group.get(Group(to)) if to in tuple(Group) else None
    start = request.args.get("next", "")
    is_kiosk = start.startswith(url_for("surveys.ask", public_id=visit.survey.public_id) + "?")
    can_change = queries.standing_of(visit.survey) is Standing.OPEN
    return frame(
        "surveys/public/thanks.html",
        visit,
        said=said or visit.version.thanks,
        receipt=request.args.get("receipt", "") if can_change else "",
        done=outcomes.outcomes_of(visit.survey.id, most=3),
        follow_token="" if is_kiosk else nonces.issue(visit.survey.public_id, visit.version.id),
        is_kiosk=is_kiosk,
        start=start if is_kiosk else None,
    )
