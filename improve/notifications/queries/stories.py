"""What happened to a thing, whoever was told: for pages that show its last change, and for an author who has no
account and reads on the page that a claim code opens.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Select, func, select

from improve.core.db import db
from improve.core.notices import Subject
from improve.core.policy import Actor
from improve.notifications.models import Line
from improve.notifications.queries.inbox import about_visible


def story_of(subject: Subject, actor: Actor) -> Select[tuple[Line]]:
    """The lines of a thing that the actor may read, newest first. Whether they may see the thing at all is for
    the asking feature to say: `about_visible` asks it, but the holder of a claim code is no actor.
    """
    return about_visible(_lines([subject.id], subject.type), actor).order_by(Line.id.desc())


def _lines(ids: Sequence[int], subject_type: str) -> Select[tuple[Line]]:
    return select(Line).where(Line.about_type == subject_type, Line.about_id.in_(ids), Line.is_story)


def last_lines(subject_type: str, ids: Iterable[int], actor: Actor) -> dict[int, Line]:
    """The newest line of each of these things that the actor may read; one statement."""
    wanted = list(ids)
    if not wanted:
        return {}
    newest = (
        about_visible(_lines(wanted, subject_type), actor)
        .with_only_columns(func.max(Line.id))
        .group_by(Line.about_id)
    )
    found = db.session.scalars(select(Line).where(Line.id.in_(newest)))
    return {line.about_id: line for line in found if line.about_id is not None}
