"""The public door: anybody with the link answers, without an account, a cookie or a script."""

from __future__ import annotations

from flask import current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from improve.core.db import transaction
from improve.core.errors import Invalid
from improve.core.messages import _l
from improve.core.policy import VISITOR
from improve.surveys import nonces, queries, service
from improve.surveys.limits import HOUR, answer_limit
from improve.surveys.models import Survey, Version
from improve.surveys.nonces import Nonce
from improve.surveys.rules.standing import AlreadyAnswered, NotOpen, Standing
from improve.surveys.views import sheet as sheets
from improve.surveys.views.routes import blueprint
from improve.surveys.views.sheet import Sheet
from improve.web.access import public
from improve.web.csrf import protection
from improve.web.i18n import OWN_NAMES, TAGS, current_language, language_of, speak

# Every question answered at its full length fits several times, also percent-encoded.
LARGEST_FORM = 1024 * 1024
DOOR = "customers answer without an account"
TOO_OLD = _l("The page was open for a long time. Your answers are still here: please send them once more.")
TOO_MANY = _l(
    "Very many answers came from your network within the last hour. Your answers are still here: please send "
    "them again in an hour."
)


@blueprint.get("/s/<public_id>")
@public(DOOR)
def ask(public_id: str) -> ResponseReturnValue:
    """The first page of a survey. A GET never stores an answer."""
    found = _enter(public_id)
    if found is None:
        return _unknown()
    survey, version = found
    standing = queries.standing_of(survey)
    if standing is not Standing.OPEN or version is None:
        return _not_open(survey, version, standing, status=_GET_STATUS.get(standing, 404))
    return _page(sheets.blank(survey, version), version)


@blueprint.post("/s/<public_id>")
@public(DOOR)
def take(public_id: str) -> ResponseReturnValue:
    """The next page, or the answer itself; the same form counts once."""
    request.max_content_length = LARGEST_FORM
    body = request.get_data(
        parse_form_data=False
    )  # before the form is read: bytes that are no text are refused
    nonce = nonces.read(request.form.get("csrf_token", ""), public_id.lower())
    found = _enter(public_id, nonce.version_id if nonce is not None else None)
    if found is None:
        return _unknown()
    survey, version = found
    standing = queries.standing_of(survey)
    if standing is not Standing.OPEN or version is None:
        return _not_open(survey, version, standing, status=409)
    sheet = sheets.sent(survey, version, body)
    if sheet.errors:
        return _page(sheet, version, status=422)
    try:
        return _advance(sheet, version, nonce)
    except Invalid as error:
        sheet.show(error.errors)
        return _page(sheet, version, status=422)
    except NotOpen as refusal:
        return _not_open(survey, version, refusal.standing, status=refusal.status)
    except AlreadyAnswered as refusal:
        return _frame("surveys/public/already.html", survey, version=version), refusal.status


# The session's CSRF protection would need a cookie, and there is no session that a forged request could use:
# the signed single-use nonce in the same field is the protection here.
protection.exempt(take)


def _advance(sheet: Sheet, version: Version, nonce: Nonce | None) -> ResponseReturnValue:
    go = request.form.get("go", sheets.NEXT)
    if go == sheets.BACK:
        sheet.page = max(1, sheet.page - 1)
        return _page(sheet, version)
    if sheet.page < sheet.last_page and go != sheets.SEND:
        sheet.check_page()
        sheet.page += 1
        return _page(sheet, version)
    return _store(sheet, version, nonce)


@blueprint.get("/s/<public_id>/thanks")
@public(DOOR)
def thanks(public_id: str) -> ResponseReturnValue:
    """What is said after answering."""
    found = _enter(public_id)
    if found is None or found[1] is None:
        return _unknown()
    return _frame("surveys/public/thanks.html", found[0], version=found[1]), 200


_GET_STATUS = {Standing.DRAFT: 403, Standing.NOT_YET: 403, Standing.ENDED: 410, Standing.CLOSED: 410}


def _enter(public_id: str, version_id: int | None = None) -> tuple[Survey, Version | None] | None:
    """The survey of the link, with its language chosen. Whoever is signed in is a visitor here.

    `version_id` is the wording that a form was made for: who began with one ends with it.
    """
    g.actor = VISITOR
    found = queries.by_public_id(public_id, version_id)
    offered = found[1].languages if found is not None and found[1] is not None else list(TAGS)
    speak(_language(offered))
    return found


def _language(offered: list[str]) -> str:
    """The language of the address or the form, else the browser's wish, else the survey's first. No cookie."""
    named = language_of(request.form.get("lang") or request.args.get("lang") or "")
    if named in offered:
        return str(named)
    for tag, _quality in request.accept_languages:
        if language_of(tag) in offered:
            return str(language_of(tag))
    default = current_app.config["DEFAULT_LANGUAGE"]
    return str(default if default in offered else offered[0])


def _store(sheet: Sheet, version: Version, nonce: Nonce | None) -> ResponseReturnValue:
    survey = sheet.survey
    if nonce is None:
        sheet.errors = {"": [TOO_OLD]}
        return _page(sheet, version, status=400)
    if not answer_limit().allows(request.remote_addr, survey.public_id):
        sheet.errors = {"": [TOO_MANY]}
        page, status = _page(sheet, version, status=429)
        return page, status, {"Retry-After": str(HOUR)}
    with transaction():
        service.answer(survey, sheet.given, current_language(), nonce, version=version)
    address = url_for("surveys.thanks", public_id=survey.public_id, lang=TAGS[current_language()])
    return redirect(address, 303)


def _page(sheet: Sheet, version: Version, *, status: int = 200) -> tuple[str, int]:
    # A page that is shown again keeps its nonce while it is good, so that a double click still counts once.
    token = request.form.get("csrf_token", "")
    public_id = sheet.survey.public_id
    if nonces.read(token, public_id) is None:
        token = nonces.issue(public_id, version.id)
    page = _frame(
        "surveys/public/sheet.html",
        sheet.survey,
        version=version,
        score=sheet.leading_given,
        sheet=sheet,
        token=token,
        action=url_for("surveys.take", public_id=public_id),
        echo=sheets.echo,
    )
    return page, status


def _unknown() -> ResponseReturnValue:
    return _frame("surveys/public/unknown.html", None), 404


def _not_open(
    survey: Survey, version: Version | None, standing: Standing, *, status: int
) -> ResponseReturnValue:
    opens_on = survey.opens_on if standing is Standing.NOT_YET else None
    is_over = standing in (Standing.ENDED, Standing.CLOSED)
    page = _frame("surveys/public/not_open.html", survey, version=version, is_over=is_over, opens_on=opens_on)
    return page, status


def _frame(
    template: str,
    survey: Survey | None,
    *,
    version: Version | None = None,
    score: str | None = None,
    **context: object,
) -> str:
    languages = version.languages if version is not None else list(TAGS)
    return render_template(
        template,
        survey=survey,
        version=version,
        languages=_other_languages(languages, score),
        is_preview=False,
        **context,
    )


def _other_languages(offered: list[str], score: str | None) -> list[tuple[str, str, str]]:
    """(tag, own name, address) of the other languages; a score that was chosen stays chosen."""
    endpoint = "surveys.thanks" if request.endpoint == "surveys.thanks" else "surveys.ask"
    public_id = (request.view_args or {})["public_id"]
    return [
        (
            TAGS[code],
            OWN_NAMES[code],
            url_for(endpoint, public_id=public_id, lang=TAGS[code], score=score or None),
        )
        for code in offered
        if code != current_language()
    ]
