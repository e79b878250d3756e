"""Handing in an idea and changing its text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import select

from improve.accounts.models import Person, Unit
from improve.accounts.queries import fold_login, work_calendar
from improve.core import clock
from improve.core.db import db
from improve.core.errors import Invalid
from improve.core.events import publish
from improve.core.messages import _l
from improve.core.policy import Actor, authorize
from improve.core.text import is_cjk
from improve.suggestions import rules, store
from improve.suggestions.calendar import company_day
from improve.suggestions.crediting import service as crediting
from improve.suggestions.events import SuggestionEdited, SuggestionSubmitted
from improve.suggestions.fields.models import Field
from improve.suggestions.fields.service import answer
from improve.suggestions.fields.values import Values
from improve.suggestions.models import Category, StatusChange, Suggestion, SuggestionText
from improve.suggestions.policy import Permission
from improve.suggestions.queries.people import is_author
from improve.suggestions.routing import service as routing
from improve.suggestions.service.following import follow
from improve.suggestions.service.moving import run_clock
from improve.suggestions.similar import indexing
from improve.suggestions.values import IdeaText, Status, Visibility
from improve.suggestions.voting import rules as voting
from improve.suggestions.voting.queries import rule_of

TEXTS = ("problem", "idea", "expected_result")


def read_ahead(data: IdeaText) -> None:
    """Analyze a text that is about to be stored, so that it need not be done while others wait for writing."""
    indexing.analyzed(data.title, indexing.body_of(data.problem, data.idea, data.expected_result))


def submit(data: IdeaText, *, by: Actor, received_at: datetime | None = None) -> Suggestion:
    """Hand in an idea: one's own, or one of a colleague without an account. Without a unit it is for the author's own.

    `received_at`: since when it counts, if not from now.
    """
    authorize(by, Permission.SUBMIT)
    category = _category(data.category_id, None)
    credit_unit = _unit(data.credit_unit_id, "credit_unit_id") if data.credit_unit_id is not None else None
    unit = _unit(data.unit_id) if data.unit_id is not None else credit_unit or _own_unit(by)
    author_id = by.actor_id if data.credit_name is None else None
    now = received_at or clock.now()
    suggestion = Suggestion(
        title=data.title,
        status=Status.RECEIVED,
        language=language_of(f"{data.title} {data.problem}"),
        category=category,
        unit=unit,
        author_id=author_id,
        author_name=data.credit_name,
        submitted_at=now,
        changed_at=now,
        promised_on=_promise(now, category),
        audience=Visibility.HANDLERS if holds(category) else audience_of(category),
        is_held=holds(category),
        counts_hidden_until=voting.hidden_until(rule_of(data.category_id), company_day(now)),
        text=SuggestionText(problem=data.problem, idea=data.idea, expected_result=data.expected_result),
    )
    db.session.add(suggestion)
    db.session.flush()
    db.session.add(
        StatusChange(suggestion_id=suggestion.id, to_status=Status.RECEIVED, by_id=by.actor_id, at=now)
    )
    if data.credit_name is not None:
        crediting.record(
            suggestion, recorder_id=by.actor_id, unit_id=credit_unit.id if credit_unit is not None else None
        )
        if by.actor_id is not None:
            follow(suggestion, by=by)
    _change_co_authors(suggestion, data)
    run_clock(suggestion)
    store.index([entry_of(suggestion)])
    publish(SuggestionSubmitted(actor_id=by.actor_id, subject_id=suggestion.id))
    routing.route(suggestion)
    return suggestion


def edit(
    suggestion: Suggestion,
    data: IdeaText,
    *,
    by: Actor,
    answers: Values | None = None,
    fields: Mapping[int, Field] | None = None,
) -> None:
    """Change the text, category, unit, co-authors or the checked answers to these fields. Nothing new is no news."""
    authorize(by, Permission.EDIT, suggestion)
    db.session.refresh(suggestion, ["status"], with_for_update=True)
    rules.check_edit(suggestion.state)
    category = _category(data.category_id, suggestion.category_id)
    unit = _unit(data.unit_id) if data.unit_id is not None else suggestion.unit
    changed = _change_texts(suggestion, data)
    if category is not suggestion.category:
        voting.check_move(suggestion.counts_hidden_until)
        suggestion.category = category
        suggestion.is_held = suggestion.is_held or holds(category)
        suggestion.audience = Visibility.HANDLERS if suggestion.is_held else audience_of(category)
        suggestion.promised_on = _promise(suggestion.submitted_at, category)
        run_clock(suggestion)
        suggestion.counts_hidden_until = voting.hidden_until(
            rule_of(data.category_id), company_day(clock.now())
        )
        changed.append("category")
    if unit is not suggestion.unit:
        suggestion.unit = unit
        changed.append("unit")
    if _change_co_authors(suggestion, data):
        changed.append("co_authors")
    if fields and answer(suggestion, answers or {}, fields):
        changed.append("fields")
    if not changed:
        return
    suggestion.changed_at = clock.now()
    store.index([entry_of(suggestion)])
    publish(SuggestionEdited(actor_id=by.actor_id, subject_id=suggestion.id, changed=tuple(changed)))
    if {"category", "unit"} & set(changed) or is_author(suggestion, suggestion.assignee_id):
        routing.route(suggestion)


def audience_of(category: Category | None) -> str:
    """Who reads an idea of this category."""
    return category.visibility if category is not None else Visibility.EVERYONE


def holds(category: Category | None) -> bool:
    """Does an idea of this category wait until a handler releases it? Where none but handlers read it, nothing waits."""
    return category is not None and category.holds_new and category.visibility != Visibility.HANDLERS


def _promise(submitted_at: datetime, category: Category | None) -> date:
    days = category.promise_days if category is not None else None
    return rules.promise(company_day(submitted_at), days, work_calendar())


def entry_of(suggestion: Suggestion) -> store.Entry:
    """What the search stores of an idea."""
    return store.Entry(
        suggestion.id, suggestion.title, suggestion.problem, suggestion.idea, suggestion.expected_result
    )


def language_of(text: str) -> str:
    """The language an idea is written in, as far as its characters tell."""
    return "zh_Hans" if is_cjk(text) else "en"


def _change_texts(suggestion: Suggestion, data: IdeaText) -> list[str]:
    changed = []
    if suggestion.title != data.title:
        suggestion.title = data.title
        changed.append("title")
    for name in TEXTS:
        if getattr(suggestion.text, name) != getattr(data, name):
            setattr(suggestion.text, name, getattr(data, name))
            changed.append(name)
    if changed:
        suggestion.language = language_of(f"{data.title} {data.problem}")
    return changed


def _change_co_authors(suggestion: Suggestion, data: IdeaText) -> bool:
    by_login = (person.id for person in _people(data.co_authors))
    return crediting.name_co_authors(suggestion, {*by_login, *data.co_author_ids}, data.co_author_names)


def _people(logins: Sequence[str]) -> list[Person]:
    """The people of these logins; an unknown login is named."""
    folded = list(dict.fromkeys(fold_login(login) for login in logins))
    if not folded:
        return []
    found = {p.login: p for p in db.session.scalars(select(Person).where(Person.login.in_(folded)))}
    unknown = [login for login in folded if login not in found]
    if unknown:
        raise Invalid.field(
            "co_authors",
            _l(
                "Nobody signs in with “%(login)s”. Please use a staff number, phone or e-mail.",
                login=unknown[0],
            ),
        )
    return [found[login] for login in folded]


def _category(category_id: int | None, present_id: int | None) -> Category | None:
    """An open category, or the closed one the idea already has."""
    if category_id is None:
        return None
    category = db.session.get(Category, category_id)
    if category is None or (category.is_closed and category.id != present_id):
        raise Invalid.field("category_id", _l("This category is not open. Please choose another."))
    return category


def _unit(unit_id: int, field: str = "unit_id") -> Unit:
    unit = db.session.get(Unit, unit_id)
    if unit is None or unit.is_closed:
        raise Invalid.field(field, _l("This unit does not exist."))
    return unit


def _own_unit(by: Actor) -> Unit | None:
    return db.session.get(Unit, by.unit_id) if by.unit_id is not None else None
