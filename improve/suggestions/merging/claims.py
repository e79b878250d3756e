"""What the page of a code tells the unnamed author of a merged idea. Nobody becomes a co-author for them."""

from __future__ import annotations

from flask import render_template
from markupsafe import Markup

from improve.core.db import db
from improve.suggestions.merging.queries import merge_of, one_idea
from improve.suggestions.models import Suggestion
from improve.suggestions.ports import steps_of
from improve.suggestions.values import Status, Visibility


def panel(suggestion: Suggestion) -> Markup | None:
    """Of which idea it is part, and how that stands; its title only where everybody may read it."""
    if suggestion.state is not Status.MERGED:
        return None
    merging = merge_of(suggestion.id)
    target = db.session.get_one(Suggestion, one_idea(suggestion.id))
    is_open = target.audience == Visibility.EVERYONE
    return Markup(  # noqa: S704  (our own template, escaped)
        render_template(
            "suggestions/box/_merged.html",
            target=target if is_open else None,
            step=steps_of([target])[target.id],
            reason=merging.reason if merging is not None else "",
        )
    )
