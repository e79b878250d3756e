"""What people hear of a merging and of its end: each person one message, of what is theirs first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from improve.core.db import db
from improve.core.messages import LazyText, _l
from improve.core.notices import Notice
from improve.suggestions.events import AboutMerge, SuggestionMerged, SuggestionUnmerged
from improve.suggestions.hearing.audience import line
from improve.suggestions.hearing.kinds import Step
from improve.suggestions.merging.models import Merge
from improve.suggestions.models import Suggestion
from improve.suggestions.queries import authors_of
from improve.suggestions.values import Visibility


def merged(event: SuggestionMerged) -> Iterable[Notice]:
    """The authors of the source are co-authors now; the people of the target hear what came to it."""
    source, target, reason = _of(event)
    titles = _titles(source, target)
    if authors_of([source.id])[source.id] or source.author_name:
        own = _l("Part of “%(other)s” now, and its authors are co-authors there: “%(title)s”", **titles)
    else:  # an author without a name is no co-author
        own = _l("Part of “%(other)s” now: “%(title)s”", **titles)
    here = _l("“%(other)s” is part of it now: “%(title)s”", **_titles(target, source))
    yield from _both(source, own, target, here, reason)


def unmerged(event: SuggestionUnmerged) -> Iterable[Notice]:
    """Both stand by themselves again."""
    source, target, _reason = _of(event)
    own = _l("By itself again, no longer part of “%(other)s”: “%(title)s”", **_titles(source, target))
    here = _l("“%(other)s” is no longer part of it: “%(title)s”", **_titles(target, source))
    yield from _both(source, own, target, here, "")


def _of(event: AboutMerge) -> tuple[Suggestion, Suggestion, str]:
    source = db.session.get_one(Suggestion, event.subject_id)
    target = db.session.get_one(Suggestion, event.target_id)
    return source, target, db.session.get_one(Merge, event.merge_id).reason


def _titles(one: Suggestion, other: Suggestion) -> dict[str, str]:
    """The other one's title only where everybody may read it: an unnamed author reads the story without signing in."""
    is_open = other.audience == Visibility.EVERYONE
    return {"title": one.title, "other": other.title if is_open else f"#{other.id}"}


def _both(
    source: Suggestion, own: LazyText, target: Suggestion, here: LazyText, reason: str
) -> Iterable[Notice]:
    first = line(source.id, Step.PHASE, own, detail=reason)
    second = line(target.id, Step.PHASE, here, detail=reason)
    told = {person for audience in first.audiences for person in audience.person_ids}
    yield first
    yield replace(
        second,
        person_ids=tuple(person for person in second.person_ids if person not in told),
        also=tuple(
            replace(audience, person_ids=tuple(p for p in audience.person_ids if p not in told))
            for audience in second.also
        ),
    )


TELLS = ((SuggestionMerged, merged), (SuggestionUnmerged, unmerged))
