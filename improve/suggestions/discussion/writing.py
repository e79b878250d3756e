"""The box in which a comment is written, and what helps there: people to mention, ready answers.

Without a script each help is a button that sends the form and brings it back with more in it; nothing is posted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import request

from improve.accounts.models import Person
from improve.core import markdown
from improve.core.db import LARGEST_ID, db
from improve.core.policy import Actor, allows
from improve.suggestions.discussion import queries
from improve.suggestions.discussion.canned import filled
from improve.suggestions.discussion.mentions import offered
from improve.suggestions.models import Comment, Suggestion
from improve.suggestions.policy import Permission
from improve.web.forms import ValueForm


@dataclass(frozen=True)
class Box:
    """A form for a comment or a note as it is shown. `people`: None when nobody was looked for."""

    form: ValueForm
    reply_to: Comment | None = None
    who: str = ""
    people: Sequence[Person] | None = None


def box_of(form: ValueForm, actor: Actor, suggestion: Suggestion) -> Box:
    """The box with the comment it replies to, and the people who were looked for."""
    who = request.form.get("who", "")[:80] if form.is_submitted() else ""
    looked = form.is_submitted() and request.form.get("act") == "find"
    return Box(
        form=form,
        reply_to=_replied(form, actor, suggestion),
        who=who if looked else "",
        people=offered(who) if looked else None,
    )


def _replied(form: ValueForm, actor: Actor, suggestion: Suggestion) -> Comment | None:
    raw: Any = form["reply_to"].data
    if not isinstance(raw, (str, int)) or not str(raw).isascii() or not str(raw).isdigit():
        return None
    return queries.visible_comment(actor, suggestion.id, min(int(raw), LARGEST_ID))


def helped(field: Any, actor: Actor, suggestion: Suggestion, *, is_markdown: bool = True) -> bool:
    """Was help asked for instead of sending? What was chosen is put into the field."""
    act, picked = request.form.get("act"), request.form.get("mention", "")
    if picked.isascii() and picked.isdigit():
        person = db.session.get(Person, min(int(picked), LARGEST_ID))
        if person is not None and person.is_active:
            field.data = f"{(field.data or '').rstrip()} {markdown.mention(person.id, person.name)} ".lstrip()
        return True
    if act == "canned":
        if allows(actor, Permission.NOTE, suggestion):
            raw = request.form.get("canned", "")
            canned = queries.canned_one(
                int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 11 else None
            )
            if canned is not None:
                text = filled(canned.body, suggestion, actor, is_markdown=is_markdown)
                field.data = "\n\n".join(part for part in ((field.data or "").rstrip(), text) if part)
        return True
    return act == "find"
