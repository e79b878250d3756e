"""The pages on which a notice is written, and the one on which people read it."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from improve.core.db import LARGEST_ID, transaction
from improve.core.errors import Missing
from improve.core.messages import _, _l
from improve.core.policy import allows
from improve.surveys.models import Survey
from improve.surveys.policy import WHOLE, Permission
from improve.surveys.processing import queries, service
from improve.surveys.processing.service import NoticeText
from improve.surveys.processing.starting import TEXTS
from improve.surveys.views.door import DOOR, enter, frame, unknown
from improve.surveys.views.overview import managed_or_404
from improve.surveys.views.routes import blueprint
from improve.web.access import current_actor, public, requires
from improve.web.forms import ValueForm, translated

WITHDRAW = "withdraw"


class NoticeForm(ValueForm):
    """The words of a notice."""

    value_class = NoticeText
    text = translated(
        _l("Text"),
        hint=_l("Plain text. Who processes, what for, how long, who receives it, which rights."),
        prose=True,
        rows=24,
    )


@blueprint.route("/surveys/notice", methods=["GET", "POST"])
@requires(Permission.MANAGE)
def company_notice() -> ResponseReturnValue:
    """The notice of all surveys that have none of their own."""
    if not allows(current_actor(), Permission.MANAGE, WHOLE):
        raise Missing()
    return _page(None, url_for("surveys.company_notice"))


@blueprint.route("/surveys/<int:survey_id>/notice", methods=["GET", "POST"])
@requires(Permission.MANAGE)
def own_notice(survey_id: int) -> ResponseReturnValue:
    """The notice of one survey."""
    return _page(managed_or_404(survey_id), url_for("surveys.own_notice", survey_id=survey_id))


def _page(survey: Survey | None, address: str) -> ResponseReturnValue:
    versions = queries.versions(survey.id if survey is not None else None)
    own = versions[0].text if versions else None
    text = TEXTS.get(request.args.get("start", ""), own)
    form = NoticeForm(data={"text": text})
    if request.form.get("do") == WITHDRAW:
        with transaction():
            service.withdraw(survey, by=current_actor())
        return redirect(address, 303)
    if form.validate_on_submit():
        with form.catching(), transaction():
            service.write(survey, form.value(), by=current_actor())
        if form.ok:
            flash(_("Published. Whoever opens a survey from now on reads this version."))
            return redirect(address, 303)
    page = render_template(
        "surveys/notice.html",
        survey=survey,
        form=form,
        versions=versions,
        counts=queries.read_counts([row.id for row in versions]),
        own=own,
        holds=queries.notice_of(survey.id if survey is not None else None),
        address=address,
        is_starting=request.args.get("start") in TEXTS,
        may_whole=allows(current_actor(), Permission.MANAGE, WHOLE),
    )
    return page, 422 if form.is_submitted() else 200


@blueprint.get("/s/<public_id>/notice")
@public(DOOR)
def read_notice(public_id: str) -> ResponseReturnValue:
    """The notice that holds, or with `n` the version that stood beside a form."""
    visit = enter(public_id)
    if visit is None or visit.version is None:
        return unknown()
    asked = request.args.get("n", "")
    notice = queries.notice_of(visit.survey.id)
    if asked:
        known = asked.isascii() and asked.isdigit() and 0 < int(asked[:12]) <= LARGEST_ID
        notice = queries.version(visit.survey.id, int(asked[:12])) if known else None
    if notice is None:
        return unknown()
    return frame("surveys/public/notice.html", visit, notice=notice)
