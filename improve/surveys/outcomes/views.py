"""The page on which an owner says what was done, and the doors of those who want to hear of it."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from improve.core.db import transaction
from improve.core.errors import Invalid, Missing
from improve.core.messages import LazyText, _, _l
from improve.core.values import check
from improve.surveys import nonces
from improve.surveys.limits import HOUR, answer_limit
from improve.surveys.outcomes import service
from improve.surveys.outcomes.service import OutcomeText, Wish
from improve.surveys.policy import Permission
from improve.surveys.views.door import DOOR, enter, frame, unknown
from improve.surveys.views.overview import managed_or_404
from improve.surveys.views.routes import blueprint
from improve.web.access import current_actor, public, requires
from improve.web.csrf import protection
from improve.web.forms import ValueForm, translated

LINK = "the signed link of a mail: whoever holds it may end these mails to that address, and nothing else"
TOO_OLD = _l("The page was open for a long time. Please send it once more.")
TOO_MANY = _l("Very many came from your network within the last hour. Please try again in an hour.")


class OutcomeForm(ValueForm):
    """What was done."""

    value_class = OutcomeText
    text = translated(
        _l("What was done"), hint=_l("What people said, and what is different now. Plain text."), prose=True
    )


@blueprint.route("/surveys/<int:survey_id>/outcomes", methods=["GET", "POST"])
@requires(Permission.MANAGE)
def outcomes(survey_id: int) -> ResponseReturnValue:
    """What was said to have been done, and a form for the next."""
    survey = managed_or_404(survey_id)
    form = OutcomeForm()
    if form.validate_on_submit():
        with form.catching(), transaction():
            service.tell(survey, form.value(), by=current_actor())
        if form.ok:
            flash(_("Published. The thank-you page shows it, and those who wanted to hear of it get a mail."))
            return redirect(url_for("surveys.outcomes", survey_id=survey_id), 303)
    page = render_template(
        "surveys/outcomes.html",
        survey=survey,
        form=form,
        outcomes=service.outcomes_of(survey.id),
        followers=service.followers(survey.id),
    )
    return page, 422 if form.is_submitted() else 200


@blueprint.post("/surveys/<int:survey_id>/outcomes/<int:outcome_id>/withdraw")
@requires(Permission.MANAGE)
def withdraw_outcome(survey_id: int, outcome_id: int) -> ResponseReturnValue:
    """Take it off the thank-you page."""
    survey = managed_or_404(survey_id)
    with transaction():
        service.withdraw(survey, outcome_id, by=current_actor())
    return redirect(url_for("surveys.outcomes", survey_id=survey_id), 303)


@blueprint.post("/s/<public_id>/follow")
@public(DOOR)
def follow(public_id: str) -> ResponseReturnValue:
    """Somebody wants to hear what is done: an address, apart from every answer."""
    visit = enter(public_id)
    if visit is None or visit.version is None:
        return unknown()
    status, problem = 200, None
    try:
        if nonces.read(request.form.get("csrf_token", ""), visit.survey.public_id) is None:
            status, problem = 400, TOO_OLD
        elif not answer_limit().allows(request.remote_addr, "follow"):
            status, problem = 429, TOO_MANY
        else:
            wish = check(Wish, request.form)
            with transaction():
                service.follow(visit.survey, wish.email, visit.speech.code)
    except Invalid as error:
        status, problem = 422, first_of(error)
    page = frame(
        "surveys/public/follow.html",
        visit,
        problem=problem,
        typed=request.form.get("email", "")[:254],
        token=nonces.issue(visit.survey.public_id, visit.version.id),
    )
    return page, status, {"Retry-After": str(HOUR)} if status == 429 else {}


# There is no session; the signed nonce of our own page is the proof.
protection.exempt(follow)


def first_of(error: Invalid) -> LazyText:
    """The first message of several."""
    return next(message for messages in error.errors.values() for message in messages)


@blueprint.get("/s/unfollow/<token>")
@public(LINK)
def unfollow(token: str) -> ResponseReturnValue:
    """Ask once; nothing changes. Scanners of links follow every one."""
    _read(token)
    return render_template("surveys/public/unfollow.html", token=token, done=False)


@blueprint.post("/s/unfollow/<token>")
@public(LINK)
def end_following(token: str) -> ResponseReturnValue:
    """No more of it. The mail program's one click comes here, too."""
    survey_id, email_key = _read(token)
    with transaction():
        service.unfollow(survey_id, email_key)
    return render_template("surveys/public/unfollow.html", token=token, done=True)


# A mail program has no session: the signed token is what allows the act, and it is the only thing it allows.
protection.exempt(end_following)


def _read(token: str) -> tuple[int, str]:
    found = service.read_token(token)
    if found is None:
        raise Missing()
    return found
