"""Questions about the demonstration."""

from __future__ import annotations

from sqlalchemy import func, select

from improve.accounts.models import Person, Unit
from improve.core.db import db
from improve.core.messages import LazyText, _ln
from improve.projects.models import Project
from improve.suggestions.models import Suggestion
from improve.surveys.models import Response


def what_goes() -> list[LazyText]:
    """What is removed with the demonstration, counted: also what was tried out in it."""
    people, units, ideas, projects, answers = (
        db.session.scalar(select(func.count()).select_from(model)) or 0
        for model in (Person, Unit, Suggestion, Project, Response)
    )
    return [
        _ln("%(n)s person with their access", "%(n)s people with their access", people),
        _ln("%(n)s unit", "%(n)s units", units),
        _ln("%(n)s idea with votes and comments", "%(n)s ideas with votes and comments", ideas),
        _ln("%(n)s project with its readings", "%(n)s projects with their readings", projects),
        _ln("%(n)s answer to surveys", "%(n)s answers to surveys", answers),
    ]
