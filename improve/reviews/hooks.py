"""What other systems can hear of committees: that a round is open, over or published, and what was decided.

Scores, notes, conflicts, members and prepared decisions are never sent. Decisions are those of ideas that any colleague
may read; each of them is told by `suggestion.decided`, too.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from improve.core.db import db
from improve.core.messages import _l
from improve.reviews import events
from improve.reviews.models import Round, RoundItem
from improve.reviews.queries import decisions_of
from improve.suggestions.models import Suggestion
from improve.suggestions.queries import visible_to
from improve.web.features import Contribution
from improve.web.hooks import ANY_COLLEAGUE, KIND, HookKind, Message, link

GROUP = _l("Committees")
# A message has room for about so many; `decided` counts all of them.
MOST_LISTED = 60
ROUND: Mapping[str, Any] = {
    "id": 4,
    "name": {"zh_Hans": "2026年第三季度", "en": "Third quarter of 2026"},
    "opens_on": "2026-07-01",
    "closes_on": "2026-09-15",
}
DECIDED: Mapping[str, Any] = {
    "decided": {"accept": 1},
    "decisions": [
        {
            "suggestion_id": 128,
            "title": "A scanner at every workplace",
            "outcome": "accept",
            "url": "https://improve.example.org/suggestions/128",
        }
    ],
    "decisions_not_listed": 0,
}


def _told(held: Round) -> dict[str, Any]:
    return {
        "id": held.id,
        "name": dict(held.name.items()),
        "opens_on": held.opens_on.isoformat(),
        "closes_on": held.closes_on.isoformat(),
    }


def _round(event: events.AboutRound) -> Message:
    return Message(_told(db.session.get_one(Round, event.subject_id)))


def _published(event: events.RoundPublished) -> Message:
    held = db.session.get_one(Round, event.subject_id)
    pairs = select(RoundItem.id, RoundItem.suggestion_id).where(RoundItem.round_id == held.id)
    items = dict(db.session.execute(pairs).tuples().all())
    readable = visible_to(ANY_COLLEAGUE).with_only_columns(Suggestion.id, Suggestion.title).order_by(None)
    titles = dict(db.session.execute(readable.where(Suggestion.id.in_(items.values()))).tuples().all())
    outcomes = {
        items[item_id]: str(decision.outcome)
        for item_id, decision in decisions_of(items).items()
        if items[item_id] in titles
    }
    counts: dict[str, int] = {}
    for outcome in outcomes.values():
        counts[outcome] = counts.get(outcome, 0) + 1
    listed = sorted(outcomes)[:MOST_LISTED]
    decisions = [
        {
            "suggestion_id": number,
            "title": titles[number],
            "outcome": outcomes[number],
            "url": link("suggestions.show", suggestion_id=number),
        }
        for number in listed
    ]
    rest = len(outcomes) - len(listed)
    return Message({**_told(held), "decided": counts, "decisions": decisions, "decisions_not_listed": rest})


CONTRIBUTIONS = (
    Contribution(
        KIND,
        HookKind(
            "review.round_opened", GROUP, _l("A review round began"), (events.RoundOpened,), _round, ROUND, 20
        ),
    ),
    Contribution(
        KIND,
        HookKind(
            "review.round_closed",
            GROUP,
            _l("Scoring in a review round is over"),
            (events.RoundClosed,),
            _round,
            ROUND,
            21,
        ),
    ),
    Contribution(
        KIND,
        HookKind(
            "review.round_published",
            GROUP,
            _l("The decisions of a review round were published"),
            (events.RoundPublished,),
            _published,
            {**ROUND, **DECIDED},
            22,
        ),
    ),
)
