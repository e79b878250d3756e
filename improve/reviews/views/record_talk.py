"""Sheets of the record about the talk between scores and decision: what leads summed up, what authors answered, and
the minutes of the meeting.
"""

from __future__ import annotations

from collections.abc import Sequence

from improve.core.messages import _, _p
from improve.core.spreadsheets import Sheet
from improve.core.spreadsheets.writer import Value
from improve.reviews.models import Round, RoundItem
from improve.reviews.queries import (
    answers_as_read,
    every_summary,
    leads_among,
    responses_among,
    summaries_of,
    talked_in,
)
from improve.reviews.values import OUTCOME_WORDS


def summaries_sheet(items: Sequence[RoundItem]) -> Sheet:
    """All summaries, also those that were replaced or do not count; and the leads who wrote none."""
    numbers = {item.id: item.suggestion_id for item in items}
    counting = {one.id for one in summaries_of(items).values()}
    written = every_summary(numbers)
    silent = [one for one in leads_among(numbers) if one.item_id not in {made.item_id for made in written}]
    header = [
        _("Number"),
        _("Discussion lead"),
        _("Counts"),
        _("What speaks for it"),
        _("What speaks against it"),
        _("Proposal"),
        _("Written at"),
    ]
    rows: list[list[Value]] = [
        [
            numbers[one.item_id],
            one.person.name,
            one.id in counting,
            one.strengths,
            one.concerns,
            str(OUTCOME_WORDS[one.action]),
            one.written_at,
        ]
        for one in written
    ]
    rows += [[numbers[one.item_id], one.person.name, False, "", "", "", None] for one in silent]
    return Sheet(_("Summaries"), header, sorted(rows, key=lambda row: int(str(row[0]))))


def responses_sheet(items: Sequence[RoundItem]) -> Sheet:
    """What authors were shown before the decision, and what they answered; masked while the round is blind."""
    shown = responses_among(item.id for item in items)
    answers = answers_as_read(items)
    header = [_("Number"), _("Notes to the author"), _("Answer of the author"), _("Answered at")]
    rows: list[list[Value]] = [
        [
            item.suggestion_id,
            "\n\n".join(shown[item.id].notes),
            answers.get(item.id, ""),
            shown[item.id].answered_at,
        ]
        for item in items
        if item.id in shown
    ]
    return Sheet(_("Answers of the authors"), header, rows)


def minutes_sheet(held: Round, items: Sequence[RoundItem]) -> Sheet:
    """What the meeting turned to, when, and who was announced as recused; in its order."""
    numbers = {item.id: item.suggestion_id for item in items}
    header = [_("Number"), _("Talked about at"), _("Recused")]
    rows: list[list[Value]] = [
        [numbers[one.item_id], one.at, _p("names", ", ").join(one.recused)]
        for one in talked_in(held.id)
        if one.item_id in numbers
    ]
    return Sheet(_("Minutes"), header, rows)
