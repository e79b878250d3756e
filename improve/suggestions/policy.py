"""Who may do what with ideas."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from sqlalchemy import select

from improve.core.db import db
from improve.core.policy import Actor, Role
from improve.suggestions.crediting.models import Recording
from improve.suggestions.models import CoAuthor


class Permission(StrEnum):
    """What can be allowed here."""

    READ = "suggestions:read"
    SUBMIT = "suggestions:submit"
    VOTE = "suggestions:vote"
    COMMENT = "suggestions:comment"
    EDIT = "suggestions:edit"
    WITHDRAW = "suggestions:withdraw"
    REPLY = "suggestions:reply"
    ANSWER = "suggestions:answer"
    MODERATE = "suggestions:moderate"
    NOTE = "suggestions:note"
    MANAGE_CANNED = "suggestions:manage_canned"
    MERGE = "suggestions:merge"
    LINK = "suggestions:link"
    SHARE_VIEWS = "suggestions:share_views"
    IMPORT = "suggestions:import"
    MANAGE_CATEGORIES = "suggestions:manage_categories"
    MANAGE_PLACES = "suggestions:manage_places"
    SEE_ENGAGEMENT = "suggestions:see_engagement"
    ISSUE_KIOSKS = "suggestions:issue_kiosks"


HANDLING = (
    Permission.ANSWER,
    Permission.MODERATE,
    Permission.NOTE,
    Permission.MERGE,
    Permission.LINK,
    Permission.IMPORT,
    Permission.MANAGE_CATEGORIES,
    Permission.MANAGE_PLACES,
    Permission.MANAGE_CANNED,
    Permission.SHARE_VIEWS,
    Permission.SEE_ENGAGEMENT,
)

BY_ROLE = {
    Role.MEMBER: (Permission.READ, Permission.SUBMIT, Permission.VOTE, Permission.COMMENT),
    Role.COORDINATOR: HANDLING,
    Role.ADMINISTRATOR: (*HANDLING, Permission.ISSUE_KIOSKS),
}


def _wrote(actor: Actor, subject: Any) -> bool:
    return actor.actor_id is not None and subject.author_id == actor.actor_id


def _wrote_with(actor: Actor, subject: Any) -> bool:
    return _wrote(actor, subject) or (
        db.session.scalar(
            select(CoAuthor.id).where(
                CoAuthor.suggestion_id == subject.id, CoAuthor.person_id == actor.actor_id
            )
        )
        is not None
    )


def _stands_for_author(actor: Actor, subject: Any) -> bool:
    """Wrote it down for a colleague who has no account."""
    return actor.actor_id is not None and (
        db.session.scalar(
            select(Recording.suggestion_id).where(
                Recording.suggestion_id == subject.id, Recording.recorder_id == actor.actor_id
            )
        )
        is not None
    )


def _may_edit(actor: Actor, subject: Any) -> bool:
    return _wrote_with(actor, subject) or _stands_for_author(actor, subject)


def _may_withdraw(actor: Actor, subject: Any) -> bool:
    return _wrote(actor, subject) or _stands_for_author(actor, subject)


def _is_responsible(actor: Actor, subject: Any) -> bool:
    return actor.actor_id is not None and subject.assignee_id == actor.actor_id


HANDLERS = tuple(role for role, granted in BY_ROLE.items() if Permission.ANSWER in granted)
RELATIONS = {
    Permission.EDIT: _may_edit,
    Permission.WITHDRAW: _may_withdraw,
    Permission.REPLY: _may_edit,
    Permission.ANSWER: _is_responsible,
    Permission.NOTE: _is_responsible,
    Permission.LINK: _wrote_with,
}
