"""Saved segments: what each scores, a new one, and what of contacts goes with their answers."""

from __future__ import annotations

from dataclasses import dataclass

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from improve.contacts.queries import attribute_codes
from improve.core.db import db, transaction
from improve.core.errors import Missing
from improve.core.messages import _
from improve.surveys.models import Anonymity, Survey
from improve.surveys.policy import Permission, may_manage
from improve.surveys.segments import saving
from improve.surveys.segments.chosen import chosen_for
from improve.surveys.segments.comparing import Compared, against_rest
from improve.surveys.segments.forms import OfContactsForm, SegmentForm
from improve.surveys.segments.models import SavedSegment
from improve.surveys.segments.queries import saved_for, split
from improve.surveys.segments.rules import CONTACT, saved_code
from improve.surveys.views.figures import difference, interval, value
from improve.surveys.views.overview import managed_or_404
from improve.surveys.views.routes import blueprint
from improve.surveys.views.sight import Sight, full_sight_or_404
from improve.web.access import current_actor, requires


@dataclass(frozen=True)
class Line:
    """A saved segment, what it asks for in words (and what of it nobody has any more), its score, and what one may
    do with it."""

    row: SavedSegment
    code: str
    conditions: list[tuple[str, list[str]]]
    n: int | None
    found: Compared | None
    is_mine: bool
    may_delete: bool


@blueprint.get("/surveys/<int:survey_id>/results/segments")
@requires(Permission.READ_RESULTS)
def saved_segments(survey_id: int) -> ResponseReturnValue:
    """The saved segments that one sees, with their scores."""
    return _page(full_sight_or_404(survey_id))


@blueprint.post("/surveys/<int:survey_id>/results/segments")
@requires(Permission.READ_RESULTS)
def save_segment(survey_id: int) -> ResponseReturnValue:
    """Save a combination under a name."""
    sight = full_sight_or_404(survey_id)
    form = SegmentForm()
    form.parts.choices = _offered(sight)
    if form.validate_on_submit():
        with form.catching(), transaction():
            saving.save(sight.survey, form.value(), sight.segments, by=current_actor())
        if form.ok:
            flash(_("Saved."))
            return redirect(url_for("surveys.saved_segments", survey_id=survey_id), 303)
    return _page(sight, form, status=422)


@blueprint.post("/surveys/<int:survey_id>/results/segments/<int:segment_id>/<any(share, keep, delete):act>")
@requires(Permission.READ_RESULTS)
def change_segment(survey_id: int, segment_id: int, act: str) -> ResponseReturnValue:
    """Show one's segment to all, keep it to oneself, or delete it."""
    sight = full_sight_or_404(survey_id)
    actor = current_actor()
    with transaction():
        row = db.session.scalar(
            select(SavedSegment)
            .where(SavedSegment.id == segment_id, SavedSegment.survey_id == survey_id)
            .with_for_update()
        )
        if row is None or row.id not in {one.id for one in saved_for(survey_id, actor.actor_id)}:
            raise Missing()
        if act == "delete":
            saving.retire(sight.survey, row, by=actor)
        else:
            saving.share(sight.survey, row, act == "share", by=actor)
    flash(_("Deleted.") if act == "delete" else _("Saved."))
    return redirect(url_for("surveys.saved_segments", survey_id=survey_id), 303)


@blueprint.post("/surveys/<int:survey_id>/segments/contacts")
@requires(Permission.MANAGE)
def choose_of_contacts(survey_id: int) -> ResponseReturnValue:
    """Choose what of contacts goes with their answers from now on."""
    survey = managed_or_404(survey_id)
    form = OfContactsForm()
    form.codes.choices = [(code, code) for code in saving.offered_of_contacts(survey)]
    if form.validate_on_submit():
        with form.catching(), transaction():
            saving.choose_of_contacts(survey, form.value(), by=current_actor())
        if form.ok:
            flash(_("Saved."))
            return redirect(url_for("surveys.saved_segments", survey_id=survey_id, _anchor="contacts"), 303)
    return _page(full_sight_or_404(survey_id), of_contacts=form, status=422)


def _page(
    sight: Sight,
    form: SegmentForm | None = None,
    of_contacts: OfContactsForm | None = None,
    *,
    status: int = 200,
) -> ResponseReturnValue:
    survey, actor = sight.survey, current_actor()
    form = form or SegmentForm(formdata=None)
    form.parts.choices = _offered(sight)
    kind = sight.leading.kind if sight.leading is not None else None
    page = render_template(
        "surveys/results/segments.html",
        survey=survey,
        sight=sight,
        lines=[_line(sight, row) for row in saved_for(survey.id, actor.actor_id)],
        form=form,
        kind=kind,
        value=value,
        interval=interval,
        difference=difference,
        may_manage=may_manage(actor, survey),
        contacts=_of_contacts(survey, of_contacts),
    )
    return page, status


def _offered(sight: Sight) -> list[tuple[str, str]]:
    return [(f"{one.code}:{name}", one.word(name)) for one in sight.plain for name in one.values]


def _line(sight: Sight, row: SavedSegment) -> Line:
    actor, code = current_actor(), saved_code(row.id)
    found = split(sight.survey.id, code, sight.leading, sight.by)
    compared = next(iter(against_rest(found)), None) if sight.leading is not None else None
    numbers = found.numbers(found.shown[0]) if found.shown else None
    conditions = []
    for of, values in row.conditions.items():
        segment = sight.segment(of)
        name = segment.name if segment is not None else of.removeprefix(CONTACT)
        conditions.append((name, [segment.word(one) if segment is not None else one for one in values]))
    is_mine = row.owner_id == actor.actor_id
    may_delete = is_mine or may_manage(actor, sight.survey)
    n = sum(numbers.values()) if numbers is not None else None
    return Line(row, code, conditions, n, compared, is_mine, may_delete)


@dataclass(frozen=True)
class OfContactsShown:
    """The attributes that can go with answers: code, whether it is taken, whether any contact still has it."""

    is_anonymous: bool
    choices: list[tuple[str, bool, bool]]
    form: OfContactsForm


def _of_contacts(survey: Survey, form: OfContactsForm | None) -> OfContactsShown:
    if form is None:
        form = OfContactsForm(formdata=None, data={"codes": chosen_for(survey.id).taken})
    there, chosen = set(attribute_codes()), set(form.codes.data or ())
    choices = [(code, code in chosen, code in there) for code in saving.offered_of_contacts(survey)]
    return OfContactsShown(survey.anonymity == Anonymity.ANONYMOUS, choices, form)
