"""The list of answers to look at, and what they are looked for by."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from improve.core.db import transaction
from improve.core.messages import LazyText, _, _l, _n
from improve.surveys import queries as surveys
from improve.surveys.alerts import queries, rules, service
from improve.surveys.alerts.values import WatchTexts, Why
from improve.surveys.models import Anonymity, Survey
from improve.surveys.policy import Permission, may_manage, may_read_results
from improve.surveys.values.questions import Spec, specs_of
from improve.surveys.views.overview import managed_or_404, visible_or_404
from improve.surveys.views.routes import blueprint
from improve.web.access import current_actor, found_or_404, requires
from improve.web.forms import ValueForm, choice, prose
from improve.web.tables import page_number, paginate

PREFIX = "low."
WHY: dict[Why, LazyText] = {
    Why.LOW_SCORE: _l("Low score"),
    Why.KEYWORD: _l("“%(keyword)s” in the text"),
    Why.CONTACT: _l("Asks to be contacted"),
}


class WatchForm(ValueForm):
    """What answers are watched for; the scales have fields of their own."""

    value_class = WatchTexts
    keywords = prose(
        _l("Keywords"),
        hint=_l(
            "One a line, in any language. Chinese is found inside a sentence; a word of letters as a whole word, "
            "with a star as the beginning of one: refund*."
        ),
        rows=6,
    )
    contact_code = choice(
        _l("Question that asks “May we contact you?”"),
        hint=_l("Yes, or any text that is written there, counts as a wish to be contacted."),
    )


@blueprint.get("/surveys/<int:survey_id>/alerts")
@requires(Permission.READ_RESULTS)
def alerts(survey_id: int) -> ResponseReturnValue:
    """Answers to look at, those that nobody looked at by default."""
    survey = _readable_or_404(survey_id)
    shows_all = request.args.get("show") == "all"
    page = paginate(queries.told(survey.id, unseen=not shows_all), page=page_number())
    return render_template(
        "surveys/alerts.html",
        survey=survey,
        page=page,
        contents=queries.contents(page.items),
        waiting=queries.unseen_count(survey.id),
        shows_all=shows_all,
        why=WHY,
        may_manage=may_manage(current_actor(), survey),
        is_anonymous=survey.anonymity == Anonymity.ANONYMOUS,
    )


def _readable_or_404(survey_id: int) -> Survey:
    survey = visible_or_404(survey_id)
    if not may_read_results(current_actor(), survey):
        found_or_404(None)
    return survey


@blueprint.post("/surveys/<int:survey_id>/alerts/seen")
@requires(Permission.MANAGE)
def alerts_seen(survey_id: int) -> ResponseReturnValue:
    """Those of a page, or one of them, were looked at."""
    survey = managed_or_404(survey_id)
    found = [queries.number_of(key) for key in request.form.getlist("alert")[:100]]
    with transaction():
        count = service.mark_seen(
            survey, [number for number in found if number is not None], by=current_actor()
        )
    flash(_n("%(n)s answer is marked as seen.", "%(n)s answers are marked as seen.", count))
    return _back(survey_id)


@blueprint.post("/surveys/<int:survey_id>/alerts/<key>/open")
@requires(Permission.MANAGE)
def alert_open(survey_id: int, key: str) -> ResponseReturnValue:
    """It is to be looked at again."""
    survey = managed_or_404(survey_id)
    with transaction():
        service.put_back(survey, found_or_404(queries.number_of(key)), by=current_actor())
    flash(_("It is to be looked at again."))
    return _back(survey_id)


def _back(survey_id: int) -> ResponseReturnValue:
    show = "all" if request.form.get("show") == "all" else None
    return redirect(url_for("surveys.alerts", survey_id=survey_id, show=show), 303)


@blueprint.route("/surveys/<int:survey_id>/alerts/rules", methods=["GET", "POST"])
@requires(Permission.MANAGE)
def alert_rules(survey_id: int) -> ResponseReturnValue:
    """Which answers are to be looked at."""
    survey = managed_or_404(survey_id)
    specs = specs_of(surveys.versions_of(survey)[0].questions)
    watch = queries.watch_of(survey.id)
    scales = [spec for spec in specs if spec.scale is not None]
    chosen = watch.low_scores
    low: dict[str, Any] = {
        spec.code: _standard(spec) if chosen is None else chosen.get(spec.code) for spec in scales
    }
    form = WatchForm(data={"keywords": "\n".join(watch.keywords), "contact_code": watch.contact_code or ""})
    nobody: list[tuple[str, Any]] = [("", _l("None"))]
    form.contact_code.choices = nobody + [
        (spec.code, spec.text) for spec in specs if rules.may_ask_for_contact(spec)
    ]
    if form.is_submitted():
        low = {spec.code: request.form.get(f"{PREFIX}{spec.code}", "") for spec in scales}
    if form.validate_on_submit():
        with form.catching(), transaction():
            service.change_rules(survey, specs, form.value(), low, by=current_actor())
        if form.ok:
            flash(_("Saved. It holds for answers from now on."))
            return redirect(url_for("surveys.alerts", survey_id=survey.id), 303)
    page = render_template(
        "surveys/alert_rules.html", survey=survey, form=form, scales=scales, low=low, prefix=PREFIX
    )
    return page, 422 if form.is_submitted() else 200


def _standard(spec: Spec) -> int | None:
    return spec.scale.low_max if spec.is_score and spec.scale is not None else None
