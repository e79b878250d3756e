"""The codebook with its counts and agreement, and the page on which comments are coded one after the other."""

from __future__ import annotations

from datetime import date

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from improve.core.db import LARGEST_ID, transaction
from improve.core.errors import Refused
from improve.core.messages import _, _n
from improve.core.policy import allows
from improve.surveys.codebook import queries, rules, service
from improve.surveys.codebook.forms import CodeForm
from improve.surveys.codebook.models import Code
from improve.surveys.codebook.values import CodeTexts
from improve.surveys.forms import values_of
from improve.surveys.models import Anonymity, Survey
from improve.surveys.policy import WHOLE, Permission, may_manage
from improve.surveys.themes.queries import Said
from improve.surveys.themes.views import Written, written_or_404
from improve.surveys.views.overview import managed_or_404, visible_or_404
from improve.surveys.views.routes import blueprint
from improve.web.access import current_actor, found_or_404, requires

SKIP = "skip"
LARGEST_RESPONSE = 2**62  # keys of responses are random bits


@blueprint.get("/surveys/<int:survey_id>/codes")
@requires(Permission.READ_RESULTS)
def codes(survey_id: int) -> ResponseReturnValue:
    """What the coded comments are about, by class, and how far the people who coded agree."""
    survey = visible_or_404(survey_id)
    written = written_or_404(survey_id)
    offered = queries.codes_of(survey.id)
    found = queries.readings(survey.id, written.code) if written is not None else []
    ids = [code.id for code in offered]
    pairs = rules.agreements(found, ids)
    mine = queries.progress(survey.id, written.code, current_actor().actor_id) if written else None
    return render_template(
        "surveys/codebook/codes.html",
        survey=survey,
        written=written,
        codes=queries.codes_of(survey.id, retired=True),
        by_id={code.id: code for code in offered},
        counts=rules.counts(found, ids, suppress=survey.anonymity == Anonymity.ANONYMOUS),
        coded=len(rules.latest(found)),
        pairs=pairs,
        names=queries.names_of(sorted({id_ for pair in pairs for id_ in (pair.first, pair.second)})),
        progress=mine,
        may_manage=may_manage(current_actor(), survey),
        may_share=allows(current_actor(), Permission.MANAGE, WHOLE),
    )


@blueprint.route("/surveys/<int:survey_id>/codes/new", methods=["GET", "POST"])
@requires(Permission.MANAGE)
def new_code(survey_id: int) -> ResponseReturnValue:
    """Write a new code."""
    return _edit(managed_or_404(survey_id), None)


@blueprint.route("/surveys/<int:survey_id>/codes/<int:code_id>", methods=["GET", "POST"])
@requires(Permission.MANAGE)
def code(survey_id: int, code_id: int) -> ResponseReturnValue:
    """Change a code."""
    survey = managed_or_404(survey_id)
    found: Code = found_or_404(queries.code_of(survey.id, code_id))
    if found.survey_id is None and not allows(current_actor(), Permission.MANAGE, WHOLE):
        found_or_404(None)
    return _edit(survey, found)


def _edit(survey: Survey, found: Code | None) -> ResponseReturnValue:
    values = None
    if found is not None:
        texts = CodeTexts(
            found.name, found.description, found.words, found.survey_id is None, found.is_retired
        )
        values = values_of(texts)
    form = CodeForm(data=values)
    if not allows(current_actor(), Permission.MANAGE, WHOLE) or (found and found.survey_id is None):
        # Nobody without reach over all surveys is offered it; and what other surveys count with stays shared.
        del form.is_shared
    if found is None:
        del form.is_retired
    if form.validate_on_submit():
        with form.catching(), transaction():
            if found is None:
                service.add_code(survey, form.value(), by=current_actor())
            else:
                service.change_code(survey, found, form.value(), by=current_actor())
        if form.ok:
            flash(_("Saved."))
            return redirect(url_for("surveys.codes", survey_id=survey.id), 303)
    page = render_template("surveys/codebook/code.html", survey=survey, form=form, code=found)
    return page, 422 if form.is_submitted() else 200


@blueprint.post("/surveys/<int:survey_id>/codes/usual")
@requires(Permission.MANAGE)
def usual_codes(survey_id: int) -> ResponseReturnValue:
    """Begin the codebook with the usual themes."""
    survey = managed_or_404(survey_id)
    try:
        with transaction():
            amount = service.begin_with_usual(survey, by=current_actor())
        flash(_n("%(n)s code added.", "%(n)s codes added.", amount))
    except Refused as refusal:
        flash(str(refusal.message), "error")
    return redirect(url_for("surveys.codes", survey_id=survey_id), 303)


@blueprint.get("/surveys/<int:survey_id>/coding")
@requires(Permission.MANAGE)
def coding(survey_id: int) -> ResponseReturnValue:
    """The next comment that this person has not coded, or a certain one (`?response=`)."""
    survey = managed_or_404(survey_id)
    written = written_or_404(survey_id)
    if written is None or not queries.codes_of(survey.id):
        return redirect(url_for("surveys.codes", survey_id=survey_id), 303)
    me = current_actor().actor_id
    wanted = _number(request.args.get("response", ""))
    if wanted is not None:
        found = found_or_404(queries.comment_of(survey.id, written.code, wanted))
    else:
        found = queries.next_uncoded(survey.id, written.code, me, _after())
    return _page(written, found)


def _page(written: Written, said: Said | None) -> str:
    me = current_actor().actor_id
    survey = written.survey
    offered = queries.codes_of(survey.id)
    return render_template(
        "surveys/codebook/coding.html",
        survey=survey,
        written=written,
        said=said,
        codes=offered,
        given=queries.codes_given(said.response_id, written.code, me) if said is not None else frozenset(),
        pointed=queries.pointed(offered, said.text) if said is not None else frozenset(),
        progress=queries.progress(survey.id, written.code, me),
        has_skipped=_after() is not None,
    )


@blueprint.post("/surveys/<int:survey_id>/coding")
@requires(Permission.MANAGE)
def code_comment(survey_id: int) -> ResponseReturnValue:
    """Keep the codes of a comment, or skip it, and go on to the next."""
    survey = managed_or_404(survey_id)
    written: Written = found_or_404(written_or_404(survey_id))
    response = found_or_404(_number(request.form.get("response", "")))
    said: Said = found_or_404(queries.comment_of(survey.id, written.code, response))
    values: dict[str, str] = {"question": written.code}
    if request.form.get("go") == SKIP:
        values["after"] = f"{said.day.isoformat()}~{said.response_id}"
    else:
        given = {_number(raw, LARGEST_ID) for raw in request.form.getlist("code")}
        with transaction():
            ids = [found_or_404(number) for number in given]
            service.code_comment(survey, said.response_id, written.code, ids, by=current_actor())
        if _after() is not None:
            values["after"] = request.values["after"]
    return redirect(url_for("surveys.coding", survey_id=survey_id, **values), 303)  # type: ignore[arg-type]


def _after() -> tuple[date, int] | None:
    """`?after=2026-05-31~17`: the comment that was skipped last."""
    day, _tilde, number = request.values.get("after", "").partition("~")
    response_id = _number(number)
    try:
        return (date.fromisoformat(day), response_id) if response_id is not None else None
    except ValueError:
        return None


def _number(raw: str, most: int = LARGEST_RESPONSE) -> int | None:
    """A response's key or a code's id; None for what is no number that the database could hold."""
    if not (raw.isascii() and raw.isdigit() and len(raw) < 20):
        return None
    number = int(raw)
    return number if number <= most else None
