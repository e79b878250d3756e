"""Pages on which extra fields are defined, and the part of the form that asks them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from improve.core.db import LARGEST_ID, db, transaction
from improve.core.localized import LANGUAGES, Localized
from improve.core.messages import _
from improve.suggestions.blueprint import blueprint
from improve.suggestions.fields import queries, service
from improve.suggestions.fields.forms import Extra, FieldForm, extra_of
from improve.suggestions.fields.kinds import kinds, shown
from improve.suggestions.fields.models import Field
from improve.suggestions.fields.values import PREFIX, Answered, Kind
from improve.suggestions.models import Category
from improve.suggestions.policy import Permission
from improve.web.access import current_actor, found_or_404, requires


def category_number(text: Any) -> int | None:
    """The id that a form names; what is none is no category."""
    words = str(text or "")
    return int(words) if words.isascii() and words.isdigit() and len(words) <= 10 else None


def extra_asked(
    category_id: Any, typed: Mapping[str, str], *, judge: bool, shown_id: int | None = None
) -> Extra:
    """The extra fields of the chosen category with what was typed, by the names of the inputs.

    `shown_id` is a closed category that the idea has already.
    """
    number = category_number(category_id)
    category = db.session.get(Category, number) if number is not None and number <= LARGEST_ID else None
    if category is None or (category.is_closed and category.id != shown_id):
        return Extra()
    fields = queries.fields_of(category.id)
    return extra_of(
        fields,
        {item.id: typed.get(f"{PREFIX}{item.id}", "") for item in fields},
        current_actor(),
        judge=judge,
    )


def typed_answers(suggestion_id: int) -> dict[str, str]:
    """The answers of an idea as its form shows them."""
    answers = queries.answers_of([suggestion_id])[suggestion_id]
    return {
        f"{PREFIX}{answer.field_id}": f"{answer.value:g}" if isinstance(answer.value, float) else answer.value
        for answer in answers
    }


def answers_shown(suggestion_id: int) -> list[Answered]:
    """The answers of an idea for its page."""
    return [shown(answer) for answer in queries.answers_of([suggestion_id])[suggestion_id]]


@blueprint.post("/fields")
@requires(Permission.SUBMIT)
def extra_fields() -> ResponseReturnValue:
    """The part of the form with the fields of the chosen category, and what is typed there already."""
    extra = extra_asked(request.form.get("category_id"), request.form, judge=False)
    return render_template("suggestions/_extra.html", extra=extra, alone=True)


@blueprint.get("/categories/<int:category_id>/fields")
@requires(Permission.MANAGE_CATEGORIES)
def fields(category_id: int) -> ResponseReturnValue:
    """The extra fields of a category."""
    category = _category(category_id)
    return render_template(
        "suggestions/fields.html",
        category=category,
        fields=queries.fields_of(category.id, with_closed=True),
        kinds=kinds(),
    )


@blueprint.route("/categories/<int:category_id>/fields/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_CATEGORIES)
def new_field(category_id: int) -> ResponseReturnValue:
    """Add a field."""
    category = _category(category_id)
    form = _form({"kind": Kind.TEXT})
    if form.validate_on_submit():
        with form.catching(), transaction():
            service.add_field(category, form.value(), by=current_actor())
        if form.ok:
            flash(_("The field is added."))
            return redirect(url_for("suggestions.fields", category_id=category.id), 303)
    return _form_page(form, category, None)


@blueprint.route("/categories/<int:category_id>/fields/<int:field_id>", methods=["GET", "POST"])
@requires(Permission.MANAGE_CATEGORIES)
def edit_field(category_id: int, field_id: int) -> ResponseReturnValue:
    """Change, close or open a field."""
    category = _category(category_id)
    field: Field = found_or_404(queries.field_of(category.id, field_id))
    form = _form(_present(field))
    if form.validate_on_submit():
        with form.catching(), transaction():
            service.change_field(field, form.value(), by=current_actor())
        if form.ok:
            flash(_("Saved."))
            return redirect(url_for("suggestions.fields", category_id=category.id), 303)
    return _form_page(form, category, field)


def _category(category_id: int) -> Category:
    found: Category = found_or_404(db.session.get(Category, category_id))
    return found


def _form(data: dict[str, Any]) -> FieldForm:
    form = FieldForm(data=data)
    form.kind.choices = [(code, str(word)) for code, word in kinds().items()]
    return form


def _present(field: Field) -> dict[str, Any]:
    text = field.newest.text
    lines = {
        language: "\n".join(option.text.text(language) for option in text.options) for language in LANGUAGES
    }
    return {
        "label": text.label,
        "help": text.help,
        "kind": field.kind,
        "unit": text.unit,
        "low": f"{text.low:g}" if text.low is not None else "",
        "high": f"{text.high:g}" if text.high is not None else "",
        "options": Localized(lines),
        "code": field.code,
        "order": field.order,
        "is_required": field.is_required,
        "is_closed": field.is_closed,
    }


def _form_page(form: FieldForm, category: Category, field: Field | None) -> ResponseReturnValue:
    return render_template(
        "suggestions/field.html", form=form, category=category, asked=field, kinds=kinds()
    ), 422 if form.is_submitted() else 200
