"""From one page of a questionnaire to the next, with what was answered so far kept."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from flask import request
from flask.typing import ResponseReturnValue

from improve.accounts.models import Organization
from improve.core.commits import together
from improve.core.settled import settled
from improve.surveys.framing.answers import is_framed
from improve.surveys.invitations import spending
from improve.surveys.limits import answer_limit
from improve.surveys.models import Question, Survey, Version
from improve.surveys.nonces import Nonce
from improve.surveys.processing.models import ProcessingNotice
from improve.surveys.retention.models import Retention
from improve.surveys.sittings import service as sittings
from improve.surveys.store import counted_together
from improve.surveys.values.questions import leading_score
from improve.surveys.views import sheet as sheets
from improve.surveys.views.door import Visit, enter, sheet_page
from improve.surveys.views.sheet import Sheet

MARK = "nonce of this page"
# It also stands in an address, where quotation marks do not guard it: nobody can know it.
KEY_MARK = secrets.token_hex(16)


def go_on(
    sheet: Sheet, visit: Visit, version: Version, nonce: Nonce | None, following: int
) -> ResponseReturnValue:
    """The next page, with the pages so far kept under a key, so that they can be continued by a link; a counter's
    tablet keeps nothing, nor does a network that sends too much.

    The page is made before they are: what is read for both is then read in one transaction.
    """
    token = request.form["csrf_token"] if nonce is not None else ""
    if sheet.is_kiosk or nonce is None or not answer_limit().allows(request.remote_addr, "sitting"):
        sheet.page = following
        return sheet_page(sheet, visit, action=visit.action, token=token)
    is_new = not sheet.key
    key = sheet.key or sittings.new_key()
    keep = _keeping(sheet, visit, version, key, is_new=is_new)
    sheet.page, sheet.key = following, key
    score = _score_alone(sheet, visit) if is_new else None
    if score is not None:
        page = _page_after(visit.survey.public_id, version.id, visit.speech.tag, following, score)
        page = page.replace(f'"{MARK}"', f'"{token}"', 1).replace(KEY_MARK, key)
    else:
        page, _status = sheet_page(sheet, visit, action=visit.action, token=token)
    kept = together(keep, counted_together)
    if kept == key:
        return page
    sheet.key = kept  # what the form named is not kept any more
    return sheet_page(sheet, visit, action=visit.action, token=token)


def _keeping(sheet: Sheet, visit: Visit, version: Version, key: str, *, is_new: bool) -> Callable[[], str]:
    survey, page, answers, language, invited = (
        sheet.survey,
        sheet.page,
        sheet.cleaned,
        sheet.language,
        visit.invited,
    )

    def keep() -> str:
        if invited is not None:
            spending.note_begun(invited)
        return sittings.save(
            survey, version, key, language=language, page=page, answers=answers, is_new=is_new
        )

    return keep


def _score_alone(sheet: Sheet, visit: Visit) -> str | None:
    """The score, where the page depends on nothing else: what comes after it is worded by it at most."""
    leading = leading_score(sheet.specs)
    if leading is None or visit.invited is not None or is_framed():
        return None
    given = {name: text for name, text in sheet.given.items() if text}
    is_plain = given == {leading.code: sheet.cleaned.get(leading.code)}
    return given[leading.code] if is_plain else None


@settled(Survey, Version, Question, Organization, Retention, ProcessingNotice)
def _page_after(public_id: str, version_id: int, _tag: str, page: int, score: str) -> str:
    """The page that follows a score, the same for all who gave it and read that language, with marks for its nonce
    and for the key of what was kept. There are as many as numbers on the scale."""
    visit = enter(public_id, version_id)
    assert visit is not None and visit.version is not None  # noqa: S101  (the view has looked)
    sheet = Sheet(visit.survey, sheets.specs_in(visit.version), visit.speech.code, page, key=KEY_MARK)
    leading = leading_score(sheet.specs)
    assert leading is not None  # noqa: S101
    sheet.given[leading.code] = score
    return sheet_page(sheet, visit, action=visit.action, token=MARK)[0]
