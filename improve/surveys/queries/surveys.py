"""Questions about surveys and their wordings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, TypeVar

from flask import current_app
from sqlalchemy import ColumnElement, Select, and_, false, inspect, or_, select, true
from sqlalchemy.orm import joinedload, selectinload

from improve.accounts.models import Unit
from improve.core import clock
from improve.core.db import db
from improve.core.localized import Localized
from improve.core.policy import Actor, allows
from improve.core.settled import settled
from improve.surveys.models import Question, Status, Survey, Version
from improve.surveys.policy import Permission, paths_of
from improve.surveys.rules import publishing
from improve.surveys.rules.standing import Standing, standing
from improve.surveys.values.kinds import Group
from improve.surveys.values.questions import Spec, specs_of

LONGEST_PUBLIC_ID = 20
Row = TypeVar("Row", Survey, Version, Question)


def visible_to(actor: Actor) -> Select[tuple[Survey]]:
    """The surveys an actor may see: drafts only who manages them, published ones who reads results there or,
    where the score is shared, everybody in the company."""
    statement = (
        select(Survey)
        .outerjoin(Unit, Unit.id == Survey.unit_id)
        .options(joinedload(Survey.owner), joinedload(Survey.unit))
    )
    if not allows(actor, Permission.READ):
        return statement.where(false())
    return statement.where(
        or_(
            _in_reach(actor, Permission.MANAGE),
            and_(
                Survey.status != Status.DRAFT,
                or_(Survey.is_shared, _in_reach(actor, Permission.READ_RESULTS)),
            ),
        )
    )


def with_results_for(actor: Actor) -> Select[tuple[Survey]]:
    """The surveys whose comments and single answers an actor may read."""
    return visible_to(actor).where(_in_reach(actor, Permission.READ_RESULTS))


def managed_by(actor: Actor) -> Select[tuple[Survey]]:
    """The surveys an actor may edit."""
    return visible_to(actor).where(_in_reach(actor, Permission.MANAGE))


def _in_reach(actor: Actor, permission: Permission) -> ColumnElement[bool]:
    paths = paths_of(actor, permission)
    if "/" in paths:
        return true()
    return or_(false(), *(Unit.path.startswith(path, autoescape=True) for path in paths))


def is_public_id(text: str) -> bool:
    """Could this be the id of a link? What is not (too long, NUL, other letters) is not asked of the database."""
    return len(text) <= LONGEST_PUBLIC_ID and text.isascii() and text.isalnum()


def by_public_id(public_id: str, version_id: int | None = None) -> tuple[Survey, Version | None] | None:
    """The survey behind a public link with its newest published wording, or the published one of that id: copies
    to read, not to change.

    Links are read in any case, for people who type them from a poster.
    """
    return _asked(public_id.lower(), version_id) if is_public_id(public_id) else None


@settled(Survey, Version, Question)
def _asked(public_id: str, version_id: int | None) -> tuple[Survey, Version | None] | None:
    """Copies that belong to no session: kept between requests, and read by several at once."""
    published = and_(Version.survey_id == Survey.id, Version.published_at.is_not(None))
    row = db.session.execute(
        select(Survey, Version)
        .outerjoin(Version, published)
        .where(Survey.public_id == public_id)
        .order_by((Version.id == (version_id or 0)).desc(), Version.number.desc())
        .limit(1)
    ).first()
    if row is None:
        return None
    version = None if row[1] is None else _copy(row[1])
    if version is not None:
        version.questions = [_copy(question) for question in row[1].questions]
    return _copy(row[0]), version


def _copy(row: Row) -> Row:
    """The same columns in a row of nobody's."""
    kind: Any = type(row)
    names = [column.key for column in inspect(kind).column_attrs]
    copied: Row = kind(**{name: getattr(row, name) for name in names})
    return copied


@settled(Version, Question)
def specs_asked(version_id: int) -> tuple[Spec, ...]:
    """The questions of a wording, in order."""
    found = db.session.scalars(
        select(Question).where(Question.version_id == version_id).order_by(Question.position)
    )
    return specs_of(list(found))


def versions_of(survey: Survey) -> Sequence[Version]:
    """All wordings of a survey with their questions, newest first."""
    return db.session.scalars(
        select(Version)
        .where(Version.survey_id == survey.id)
        .options(selectinload(Version.questions))
        .order_by(Version.number.desc())
        # Questions that were just added or moved come in their new order.
        .execution_options(populate_existing=True)
    ).all()


def published_version(survey: Survey) -> Version | None:
    """The wording that people are asked now."""
    return next((version for version in versions_of(survey) if version.published_at is not None), None)


def draft_version(survey: Survey) -> Version | None:
    """The wording that is being written; None when there is none beside the published one."""
    return next((version for version in versions_of(survey) if version.published_at is None), None)


def question_of(version: Version, code: str) -> Question | None:
    """A question of a wording."""
    return next((question for question in version.questions if question.code == code), None)


def texts_of(survey: Survey, version: Version) -> list[publishing.Text]:
    """Every text of a wording."""
    own: list[tuple[str, Localized | None]] = [
        ("intro", version.intro),
        ("privacy", version.privacy),
        ("thanks", version.thanks),
        *((f"thanks_{group}", text) for group, text in thanks_by_group(version).items()),
    ]
    return list(publishing.texts(survey.title, own, specs_of(version.questions)))


def thanks_by_group(version: Version) -> dict[Group, Localized]:
    """What is said after answering, in other words for each group of the leading score."""
    return {Group(group): Localized(text) for group, text in version.thanks_by_group.items()}


def missing_texts(survey: Survey, version: Version) -> list[publishing.Missing]:
    """The texts of a wording that are not there in one of its languages."""
    return publishing.missing(texts_of(survey, version), version.languages)


def company_today() -> date:
    """The day it is for opening, closing and for an answer: that of the company, whoever asks."""
    return clock.today(str(current_app.config["TIME_ZONE"]))


def standing_of(survey: Survey) -> Standing:
    """Whether it takes answers today."""
    return standing(survey.status, survey.opens_on, survey.closes_on, company_today())


def newest_first(statement: Select[tuple[Survey]]) -> Select[tuple[Survey]]:
    """Drafts and running ones before closed ones, newest first."""
    return statement.order_by(
        (Survey.status == Status.CLOSED).asc(), Survey.created_at.desc(), Survey.id.desc()
    )
