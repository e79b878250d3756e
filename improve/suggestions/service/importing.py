"""Bringing in ideas from a file: many at once, and the same file twice changes nothing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from secrets import token_hex
from typing import Any

from sqlalchemy import inspect, select

from improve.core import clock
from improve.core.db import db
from improve.core.errors import Invalid
from improve.core.events import publish
from improve.core.localized import Localized
from improve.core.policy import COMPANY, Actor, authorize
from improve.suggestions import store
from improve.suggestions.calendar import company_day
from improve.suggestions.events import CategoryCreated, SuggestionImported
from improve.suggestions.fields.importing import ImportedAnswers
from improve.suggestions.models import Category, StatusChange, Suggestion, SuggestionText
from improve.suggestions.policy import Permission
from improve.suggestions.queries import by_external_id, categories
from improve.suggestions.rules import DECIDED, best
from improve.suggestions.service.writing import TEXTS, audience_of, entry_of, language_of
from improve.suggestions.similar.indexing import analyzed_later
from improve.suggestions.values import ImportedSuggestion, Status
from improve.suggestions.voting.queries import rule_of
from improve.suggestions.voting.rules import hidden_until


class Row(StrEnum):
    """What became of an imported row."""

    CREATED = "created"
    UPDATED = "updated"
    SKIPPED = "skipped"


def import_suggestions(rows: Sequence[ImportedSuggestion], *, by: Actor) -> list[Row | Invalid]:
    """Store these rows; the answer says per row what became of it, or what is wrong with its extra fields.

    A row is known by its external id, else by a digest of its texts, author and time. Authors stay names,
    totals stay totals. No answer is promised for what came in elsewhere.
    """
    authorize(by, Permission.IMPORT, COMPANY)
    keys = [row.external_id or fingerprint(row) for row in rows]
    present = _present(keys)
    known = _Categories(by)
    outcomes: list[Row | Invalid] = []
    new: dict[str, Suggestion] = {}
    touched: list[Suggestion] = []
    answers = ImportedAnswers(by)
    for key, row in zip(keys, rows, strict=True):
        before = present.get(key) or new.get(key)
        category = known.find(row.category)
        try:
            answers.take(key, row, category, before)
        except Invalid as error:
            outcomes.append(error)
            continue
        if before is None:
            new[key] = _made(key, row, category)
            outcomes.append(Row.CREATED)
        elif changed := [*_changed(before, row, category), *answers.changed(key, before)]:
            if key not in new:
                touched.append(before)
                publish(
                    SuggestionImported(actor_id=by.actor_id, subject_id=before.id, changed=tuple(changed))
                )
            outcomes.append(Row.UPDATED)
        else:
            outcomes.append(Row.SKIPPED)
    _store_new(list(new.values()), by)
    answers.store(present | new)
    store.index(entry_of(suggestion) for suggestion in touched)
    return outcomes


def fingerprint(row: ImportedSuggestion) -> str:
    """A key for a row without one."""
    told = [row.title, row.problem, row.idea, row.expected_result, row.author, str(row.submitted_at)]
    digest = hashlib.sha256(json.dumps(told, ensure_ascii=False).encode("utf-8", "surrogatepass"))
    return f"import:{digest.hexdigest()[:32]}"


def _present(keys: Sequence[str]) -> dict[str, Suggestion]:
    found = by_external_id(keys)
    out: dict[str, Suggestion] = {}
    ids = list(found.values())
    for start in range(0, len(ids), 500):
        rows = db.session.scalars(select(Suggestion).where(Suggestion.id.in_(ids[start : start + 500])))
        out |= {str(suggestion.external_id): suggestion for suggestion in rows}
    return out


def _made(key: str, row: ImportedSuggestion, category: Category | None) -> Suggestion:
    now = clock.now()
    status = Status(row.status or Status.RECEIVED)
    return Suggestion(
        external_id=key,
        title=row.title,
        status=status,
        language=language_of(f"{row.title} {row.problem}"),
        category_id=category.id if category is not None else None,
        audience=audience_of(category),
        author_name=row.author,
        submitted_at=row.submitted_at or now,
        changed_at=now,
        decided_at=now if status in DECIDED else None,
        counts_hidden_until=_hidden_until(category),
        imported_for=row.votes_for,
        imported_against=row.votes_against,
        votes=row.votes_for,
        best=best(row.votes_for, row.votes_against),
        text=SuggestionText(problem=row.problem, idea=row.idea, expected_result=row.expected_result),
    )


def _hidden_until(category: Category | None) -> date | None:
    return hidden_until(rule_of(category.id), company_day(clock.now())) if category is not None else None


def _store_new(made: Sequence[Suggestion], by: Actor) -> None:
    db.session.add_all(made)
    db.session.flush()
    db.session.add_all(
        StatusChange(suggestion_id=new.id, to_status=new.status, at=new.submitted_at) for new in made
    )
    with analyzed_later():
        store.index(entry_of(suggestion) for suggestion in made)
    for new in made:
        publish(SuggestionImported(actor_id=by.actor_id, subject_id=new.id))


def _changed(before: Suggestion, row: ImportedSuggestion, category: Category | None) -> list[str]:
    """Take over what the row says differently; the names of the changed fields. The status is ours since then."""
    wanted: dict[str, Any] = {"title": row.title, "author_name": row.author}
    if row.submitted_at is not None:
        wanted["submitted_at"] = row.submitted_at
    if row.category is not None and category is not None:
        wanted |= {
            "category_id": category.id,
            "audience": before.audience if before.is_held else audience_of(category),
        }
    changed = [name for name, value in wanted.items() if getattr(before, name) != value]
    for name in changed:
        setattr(before, name, wanted[name])
    for name in TEXTS:
        if getattr(before.text, name) != getattr(row, name):
            setattr(before.text, name, getattr(row, name))
            changed.append(name)
    if (before.imported_for, before.imported_against) != (row.votes_for, row.votes_against):
        changed.append("votes")
        if inspect(before).persistent:
            store.set_imported(before, row.votes_for, row.votes_against)
        else:
            before.imported_for, before.imported_against = row.votes_for, row.votes_against
            before.votes, before.best = row.votes_for, best(row.votes_for, row.votes_against)
    if changed:
        before.changed_at = clock.now()
    return changed


class _Categories:
    """Categories by code or by name in any language; a new name makes a new one."""

    def __init__(self, by: Actor) -> None:
        self.by = by
        self.known: dict[str, Category] = {}
        for category in categories(with_closed=True):
            self._learn(category)

    def _learn(self, category: Category) -> None:
        for name in (category.code, *category.name.values()):
            self.known.setdefault(name.casefold(), category)

    def find(self, name: str | None) -> Category | None:
        if name is None:
            return None
        if name.casefold() not in self.known:
            category = Category(name=Localized.both(name), code=f"C{token_hex(4)}")
            db.session.add(category)
            db.session.flush()
            publish(CategoryCreated(actor_id=self.by.actor_id, subject_id=category.id))
            self._learn(category)
        return self.known[name.casefold()]
