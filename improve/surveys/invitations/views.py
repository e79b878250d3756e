"""Pages of invitations for those who ask."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from improve.contacts.models import Contact
from improve.contacts.queries import attribute_codes
from improve.contacts.queries import visible_to as visible_contacts
from improve.core.db import db, transaction
from improve.core.errors import Refused
from improve.core.messages import LazyText, _, _l, _pl
from improve.core.policy import COMPANY, allows
from improve.surveys.intents import service as intents
from improve.surveys.invitations import letters, limits, queries, quotas, service
from improve.surveys.invitations.forms import QuotaForm, RestForm, WaveForm, data_of, starting_texts
from improve.surveys.invitations.models import InvitationState, Reason, Wave, WaveState
from improve.surveys.models import Anonymity, Survey
from improve.surveys.policy import Permission
from improve.surveys.queries.surveys import draft_version, published_version
from improve.surveys.rules.disclosure import enough
from improve.surveys.views.overview import managed_or_404
from improve.surveys.views.routes import blueprint
from improve.web.access import current_actor, found_or_404, requires
from improve.web.tables import page_number, paginate

REASONS: dict[str, LazyText] = {
    Reason.SILENT: _l("want no mail"),
    Reason.BOUNCED: _l("mails come back"),
    Reason.NO_CONSENT: _l("agreed to no consent text"),
    Reason.RESTS: _l("were asked by a survey shortly before"),
    Reason.RESTS_HERE: _l("were asked by this survey before"),
    Reason.CLOSED: _l("the survey was closed by then"),
}
STATES: dict[str, tuple[str, str, LazyText]] = {
    WaveState.DRAFT: ("st-wait", "pencil", _pl("invitations", "not started")),
    WaveState.RUNNING: ("st-on", "play-circle-fill", _pl("invitations", "running")),
    WaveState.PAUSED: ("st-wait", "pause-circle", _pl("invitations", "paused")),
    WaveState.WITHDRAWN: ("st-off", "slash-circle", _pl("invitations", "withdrawn")),
}
PEOPLE: dict[str, LazyText] = {
    InvitationState.PLANNED: _pl("invitation", "waiting"),
    InvitationState.SENT: _pl("invitation", "written to"),
    InvitationState.SKIPPED: _pl("invitation", "left out"),
}


@blueprint.get("/surveys/<int:survey_id>/invitations")
@requires(Permission.MANAGE)
def invitations(survey_id: int) -> ResponseReturnValue:
    """The waves of a survey, and how far their contacts came."""
    survey = managed_or_404(survey_id)
    found = queries.rates(survey.id)
    return render_template(
        "surveys/invitations/index.html",
        survey=survey,
        waves=queries.waves_of(survey.id),
        rates=found,
        total=queries.total(found.values()),
        **_words(survey),
    )


def _words(survey: Survey) -> dict[str, Any]:
    """What several pages say. Of an anonymous survey small numbers of answers stay hidden."""
    hides = survey.anonymity == Anonymity.ANONYMOUS
    return {
        "states": STATES,
        "reasons": REASONS,
        "people": PEOPLE,
        "is_shown": lambda number: not hides or number == 0 or enough(number),
    }


@blueprint.route("/surveys/<int:survey_id>/invitations/new", methods=["GET", "POST"])
@requires(Permission.MANAGE)
def new_wave(survey_id: int) -> ResponseReturnValue:
    """Write a wave."""
    survey = managed_or_404(survey_id)
    form = _dressed(WaveForm(data=starting_texts()))
    if form.validate_on_submit():
        with form.catching(), transaction():
            wave = service.begin(survey, form.value(), by=current_actor())
        if form.ok:
            return _to(wave)
    page = render_template("surveys/invitations/edit.html", survey=survey, form=form, wave=None)
    return page, 422 if form.is_submitted() else 200


def _dressed(form: WaveForm) -> WaveForm:
    form.attribute.choices = [("", _l("(all contacts)")), *((code, code) for code in attribute_codes())]
    return form


def _to(wave: Wave) -> ResponseReturnValue:
    return redirect(url_for("surveys.wave", survey_id=wave.survey_id, number=wave.number), 303)


def _wave_or_404(survey_id: int, number: int) -> Wave:
    managed_or_404(survey_id)
    wave: Wave = found_or_404(queries.wave(survey_id, number) if number < 2**31 else None)
    return wave


@blueprint.get("/surveys/<int:survey_id>/invitations/<int:number>")
@requires(Permission.MANAGE)
def wave(survey_id: int, number: int) -> ResponseReturnValue:
    """One wave: its mail, how far people came, and everybody with what became of them."""
    found = _wave_or_404(survey_id, number)
    actor = current_actor()
    state = request.args.get("state", "")
    page = paginate(queries.invitations_of(found.id, actor, state), page=page_number())
    fits = (
        queries.fitting(actor, found.attribute, found.attribute_is) if found.state == WaveState.DRAFT else []
    )
    return render_template(
        "surveys/invitations/show.html",
        survey=found.survey,
        wave=found,
        rates=queries.rates(survey_id).get(found.id, queries.Rates()),
        page=page,
        state=state,
        fits=sum(1 for _id, silence in fits if silence is None),
        is_identified=found.survey.anonymity == Anonymity.IDENTIFIED,
        mail=_example(found),
        **_words(found.survey),
    )


def _example(wave: Wave) -> letters.Content | None:
    """The mail as one of the contacts would get it, with a link that opens nothing."""
    version = published_version(wave.survey) or draft_version(wave.survey)
    contact = db.session.scalar(visible_contacts(current_actor()).order_by(Contact.id).limit(1))
    if version is None or contact is None:
        return None
    return letters.content(wave, version, contact, 0, "example")


@blueprint.route("/surveys/<int:survey_id>/invitations/<int:number>/edit", methods=["GET", "POST"])
@requires(Permission.MANAGE)
def edit_wave(survey_id: int, number: int) -> ResponseReturnValue:
    """Change a wave."""
    found = _wave_or_404(survey_id, number)
    form = _dressed(WaveForm(data=data_of(found)))
    if form.validate_on_submit():
        with form.catching(), transaction():
            service.change(found, form.value(), by=current_actor())
        if form.ok:
            flash(_("Saved."))
            return _to(found)
    page = render_template("surveys/invitations/edit.html", survey=found.survey, form=form, wave=found)
    return page, 422 if form.is_submitted() else 200


@blueprint.post("/surveys/<int:survey_id>/invitations/<int:number>/<any(start,pause,go_on,withdraw):what>")
@requires(Permission.MANAGE)
def move_wave(survey_id: int, number: int, what: str) -> ResponseReturnValue:
    """Start, pause, go on, withdraw."""
    found = _wave_or_404(survey_id, number)
    to = {"pause": WaveState.PAUSED, "go_on": WaveState.RUNNING, "withdraw": WaveState.WITHDRAWN}
    try:
        with transaction():
            if what == "start":
                service.start(found, by=current_actor())
            else:
                service.move(found, to[what], by=current_actor())
    except Refused as refusal:
        flash(str(refusal.message), "error")
    return _to(found)


@blueprint.route("/surveys/<int:survey_id>/limits", methods=["GET", "POST"], endpoint="limits")
@requires(Permission.MANAGE)
def limits_page(survey_id: int) -> ResponseReturnValue:
    """How often contacts are asked, and how many answers are wanted."""
    survey = managed_or_404(survey_id)
    everywhere, here = queries.rest_rules(survey.id)
    given = {"all_most": everywhere.most, "all_days": everywhere.days}
    rest = RestForm(data={**given, "here_most": here.most, "here_days": here.days})
    if rest.validate_on_submit():
        with rest.catching(), transaction():
            service.set_rest(survey, rest.value(), by=current_actor())
        if rest.ok:
            flash(_("Saved."))
            return redirect(url_for("surveys.limits", survey_id=survey_id), 303)
    return _limits(survey, rest, QuotaForm(formdata=None), 422 if rest.is_submitted() else 200)


def _limits(survey: Survey, rest: RestForm, form: QuotaForm, status: int) -> ResponseReturnValue:
    form.what.choices = limits.choices(survey)
    names = dict(form.what.choices)
    page = render_template(
        "surveys/invitations/limits.html",
        survey=survey,
        rest=rest,
        form=form,
        quotas=quotas.of_survey(survey.id),
        name_of=lambda row: names.get(f"{row.source}:{row.code}" if row.code else row.source, row.code),
        may_all=allows(current_actor(), Permission.MANAGE, COMPANY),
        is_anonymous=survey.anonymity == Anonymity.ANONYMOUS,
    )
    return page, status


@blueprint.post("/surveys/<int:survey_id>/clicks")
@requires(Permission.MANAGE)
def count_clicks(survey_id: int) -> ResponseReturnValue:
    """Show, or no longer show, what the score would be with the clicks in mails."""
    survey = managed_or_404(survey_id)
    try:
        with transaction():
            intents.count_clicks(survey, "counts_clicks" in request.form, by=current_actor())
        flash(_("Saved."))
    except Refused as refusal:
        flash(str(refusal.message), "error")
    return redirect(url_for("surveys.limits", survey_id=survey_id), 303)


@blueprint.post("/surveys/<int:survey_id>/quotas")
@requires(Permission.MANAGE)
def add_quota(survey_id: int) -> ResponseReturnValue:
    """Want at most so many answers."""
    survey = managed_or_404(survey_id)
    form = QuotaForm()
    if form.validate_on_submit():
        with form.catching(), transaction():
            limits.add(survey, form.value(), by=current_actor())
        if form.ok:
            return redirect(url_for("surveys.limits", survey_id=survey_id), 303)
    everywhere, here = queries.rest_rules(survey.id)
    given = {"all_most": everywhere.most, "all_days": everywhere.days}
    rest = RestForm(formdata=None, data={**given, "here_most": here.most, "here_days": here.days})
    return _limits(survey, rest, form, 422)


@blueprint.post("/surveys/<int:survey_id>/quotas/<int:quota_id>/remove")
@requires(Permission.MANAGE)
def remove_quota(survey_id: int, quota_id: int) -> ResponseReturnValue:
    """Want as many as come."""
    survey = managed_or_404(survey_id)
    with transaction():
        limits.remove(survey, quota_id, by=current_actor())
    return redirect(url_for("surveys.limits", survey_id=survey_id), 303)
