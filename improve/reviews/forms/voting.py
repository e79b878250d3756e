"""Forms of votes: opening one, and a ballot."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from flask import request
from flask_wtf import FlaskForm

from improve.core.errors import ImproveError, Invalid
from improve.core.messages import LazyText, _l
from improve.core.values import FieldError, Whole
from improve.reviews.forms.placing import place
from improve.reviews.models import RoundItem, Vote
from improve.reviews.rules.voting import field_of
from improve.reviews.values.votes import (
    LARGEST_SUM,
    MOST_VOTED,
    USUAL_SUM,
    VOTE_KIND_LINES,
    VoteData,
    VoteKind,
)
from improve.web.forms import ValueForm, choice, line

SEPARATOR = re.compile(r"[\s,;，；、#]+")


class VoteForm(ValueForm):
    """What is voted on, and how."""

    value_class = VoteData
    kind = choice(_l("How members vote"), radio=True)
    points = line(
        _l("Points of each member"),
        hint=_l("Where points are divided; %(n)s unless you say otherwise.", n=USUAL_SUM),
        inputmode="numeric",
    )
    question = line(_l("Question"), hint=_l("It stands above the ballot, such as: which three first?"))
    further = line(
        _l("Further ideas, by their numbers"), hint=_l("Where they are not in this list, such as #12 #31.")
    )

    def __init__(self, suggested: Sequence[int]) -> None:
        """`suggested`: the item ids that are ticked at first."""
        super().__init__(kind=str(VoteKind.RANKING))
        self.kind.choices = [(str(kind), word) for kind, word in VOTE_KIND_LINES.items()]
        self.ticked = _numbers(request.form.getlist("idea")) if self.is_submitted() else list(suggested)

    def named(self) -> list[int]:
        """The numbers of further ideas; `Invalid` names what is none."""
        words = [word for word in SEPARATOR.split(self.further.data or "") if word]
        found = _numbers(words[: MOST_VOTED + 1])
        if len(found) != len(words[: MOST_VOTED + 1]):
            raise Invalid.field("further", _l("Write numbers, such as #12 #31."))
        return found


def _numbers(words: Sequence[str]) -> list[int]:
    return [int(word) for word in words if word.isascii() and word.isdigit() and 0 < len(word) < 10]


class Row:
    """One idea on the ballot: what stands in its field, and what is wrong with it."""

    def __init__(self, item: RoundItem, mark: int | None, sent: Mapping[str, str] | None) -> None:
        self.item = item
        self.name = field_of(item.id)
        self.text = str(mark) if mark is not None else ""
        if sent is not None:
            self.text = sent.get(self.name, "")
        self.errors: list[LazyText] = []


class BallotForm(FlaskForm):  # type: ignore[misc]  # its package has no types
    """A row for each idea that the member may vote on."""

    def __init__(self, vote: Vote, items: Sequence[RoundItem], marks: Mapping[str, int]) -> None:
        super().__init__()
        sent = request.form if self.is_submitted() else None
        self.rows = [Row(item, marks.get(str(item.id)), sent) for item in items]
        self.problems: list[LazyText] = []
        self._most = {VoteKind.RANKING: len(items), VoteKind.APPROVAL: 1}.get(vote.way, LARGEST_SUM)

    def marks(self) -> dict[int, int]:
        """What was given; an empty field gives nothing. Raises `Invalid` with every field that is no number."""
        found: dict[int, int] = {}
        bad: dict[str, list[LazyText]] = {}
        for row in self.rows:
            if row.text.strip():
                try:
                    found[row.item.id] = Whole(0, self._most).check(row.text)
                except FieldError as error:
                    bad[row.name] = [error.message]
        if bad:
            raise Invalid(bad)
        return found

    def show(self, error: ImproveError) -> None:
        """Messages of a field stand at it, the others above."""
        if not isinstance(error, Invalid):
            self.problems = [error.message]
            return
        for messages in place(error, self.rows).values():
            self.problems += messages
