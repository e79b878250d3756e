"""The closed votes of a round in its workbook: what came of them, and every ballot."""

from __future__ import annotations

from collections.abc import Sequence

from improve.core.messages import _, _p
from improve.core.spreadsheets import Sheet
from improve.core.spreadsheets.writer import Value
from improve.reviews import voting_words
from improve.reviews.models import Round, RoundItem
from improve.reviews.queries import Poll, names_of, polls, reading_of, votes_of


def sheets(held: Round, items: Sequence[RoundItem]) -> list[Sheet]:
    """Places, ballots and pairs of every closed vote over these ideas."""
    by_id = {item.id: item for item in items}
    found = list(reversed(polls(held, votes_of(held.id, closed=True), by_id)))
    return [_places(found, by_id), _ballots(found, by_id), _pairs(found, by_id)]


def _places(found: Sequence[Poll], items: dict[int, RoundItem]) -> Sheet:
    header = [
        _("Vote"),
        _("How members vote"),
        _("Question"),
        _("Opened at"),
        _("Closed at"),
        _("Ballots"),
        _("Members with a ballot"),
        _("Place"),
        _("Number"),
        _p("column", "Idea"),
        _("Result"),
    ]
    rows: list[list[Value]] = [
        [
            poll.vote.id,
            str(poll.vote.way.word),
            poll.vote.question,
            poll.vote.opened_at,
            poll.vote.closed_at,
            len(poll.cast),
            len(poll.voters),
            line.place,
            items[line.item_id].suggestion_id,
            reading_of(items[line.item_id]).title,
            voting_words.got(poll.vote.way, line),
        ]
        for poll in found
        for line in poll.tally.lines
    ]
    return Sheet(_("Votes of the committee"), header, rows)


def _ballots(found: Sequence[Poll], items: dict[int, RoundItem]) -> Sheet:
    names = names_of({person_id for poll in found for person_id in poll.cast})
    rows: list[list[Value]] = [
        [
            poll.vote.id,
            names.get(person_id, ""),
            items[item_id].suggestion_id,
            poll.cast[person_id].marks.get(item_id),
        ]
        for poll in found
        for person_id in sorted(poll.cast)
        for item_id in sorted(poll.cast[person_id].on)
    ]
    return Sheet(
        _("Ballots"), [_("Vote"), _p("committee", "Member"), _("Number"), _("Place, tick or points")], rows
    )


def _pairs(found: Sequence[Poll], items: dict[int, RoundItem]) -> Sheet:
    rows: list[list[Value]] = [
        [poll.vote.id, items[one].suggestion_id, items[other].suggestion_id, count]
        for poll in found
        for (one, other), count in sorted(poll.tally.pairs.items())
    ]
    header = [_("Vote"), _("Number"), _("Preferred to number"), _("Ballots")]
    return Sheet(_("Pairs"), header, rows)
