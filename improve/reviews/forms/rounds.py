"""Forms of rounds: preparing one, changing a running one, choosing ideas, deciding."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import request
from flask_wtf import FlaskForm

from improve.core.errors import Invalid
from improve.core.messages import LazyText, _l
from improve.core.values import check
from improve.reviews.models import Committee, Decision, Round, RoundItem, Rubric, Summary
from improve.reviews.values import (
    OTHERS_SHOWN_WORDS,
    OUTCOME_WORDS,
    DecisionData,
    Outcome,
    ReopeningData,
    RoundData,
    RunningRoundData,
)
from improve.web.forms import ValueForm, choice, date_line, line, prose, tick, translated


class RoundForm(ValueForm):
    """A round that is being prepared."""

    value_class = RoundData
    name = translated(_l("Name of the round"))
    committee_id = choice(_l("Committee"))
    rubric_id = choice(_l("Rubric"), hint=_l("Its latest version; it stands once the round has opened."))
    opens_on = date_line(_l("First day"))
    closes_on = date_line(_l("Last day"))
    places = line(_l("Places"), hint=_l("How many ideas can be accepted: the cut line."))
    author_hidden = tick(
        _l("Hide the authors until the decision"),
        hint=_l("Name, team and comments; the text itself is shown as it was written."),
    )
    others_shown = choice(_l("When members see the others’ scores"), radio=True)
    confidence_weighs = tick(
        _l("Let scores weigh by how sure members are"),
        hint=_l(
            "The results then show a mean with these weights beside the others. It stands once the round has opened."
        ),
    )
    reviews_each = line(
        _l("Members for each idea"),
        hint=_l("Ideas are then assigned. Empty: every member scores every idea."),
        inputmode="numeric",
    )
    max_load = line(
        _l("Ideas for each member, at most"),
        hint=_l("Holds for the automatic assignment and for volunteers."),
        inputmode="numeric",
    )
    response_days = line(
        _l("Days for the authors to answer"),
        hint=_l(
            "When scoring is over, authors read the notes to them and can answer once. Empty: they read them with the decision."
        ),
        inputmode="numeric",
    )
    show_scores = tick(
        _l("Show the score with the published decision"),
        hint=_l("Readers of an idea then see its mean and how many members scored it, without names."),
    )

    def __init__(
        self, committees: Sequence[Committee], rubrics: Sequence[Rubric], held: Round | None, **given: Any
    ) -> None:
        if held is not None:
            given = {
                "name": held.name,
                "committee_id": str(held.committee_id),
                "rubric_id": str(held.rubric_version.rubric_id),
                "opens_on": held.opens_on.isoformat(),
                "closes_on": held.closes_on.isoformat(),
                "places": held.places,
                "author_hidden": "y" if held.author_hidden else "n",
                "others_shown": held.others_shown,
                "show_scores": "y" if held.show_scores else "n",
                "confidence_weighs": "y" if held.confidence_weighs else "n",
                "reviews_each": held.reviews_each,
                "max_load": held.max_load,
                "response_days": held.response_days,
            }
        super().__init__(**given)
        self.committee_id.choices = _options(committees, _l("Choose a committee"))
        self.rubric_id.choices = _options(rubrics, _l("Choose a rubric"))
        self.others_shown.choices = [(str(code), word) for code, word in OTHERS_SHOWN_WORDS.items()]


class RunningRoundForm(ValueForm):
    """What may change while a round runs."""

    value_class = RunningRoundData
    name = translated(_l("Name of the round"))
    closes_on = date_line(_l("Last day"))
    places = line(_l("Places"), hint=_l("How many ideas can be accepted: the cut line."))
    show_scores = tick(
        _l("Show the score with the published decision"),
        hint=_l("Readers of an idea then see its mean and how many members scored it, without names."),
    )

    def __init__(self, held: Round) -> None:
        super().__init__(
            name=held.name,
            closes_on=held.closes_on.isoformat(),
            places=held.places,
            show_scores="y" if held.show_scores else "n",
        )


class ReopeningForm(ValueForm):
    """Scoring goes on."""

    value_class = ReopeningData
    closes_on = date_line(_l("Last day"))


class DecideAgainForm(ValueForm):
    """A decision that takes the place of a published one."""

    value_class = DecisionData
    outcome = choice(_l("Decision"))
    reason = prose(_l("Reason"), hint=_l("The author reads it: why the committee decides otherwise now."))
    expected_effect = line(_l("Accept: what it should bring"))
    probability = line(_l("How probable, in %"), inputmode="numeric")

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.outcome.choices = [(str(one), OUTCOME_WORDS[one]) for one in (Outcome.ACCEPT, Outcome.DECLINE)]


def _options(found: Iterable[Committee | Rubric], first: LazyText) -> list[tuple[str, Any]]:
    return [("", first), *((str(one.id), one.name) for one in found)]


# Which field holds which part of a decision: the letter stands in front of the item's number.
LETTERS = {"outcome": "d", "reason": "r", "revise_by": "y", "expected_effect": "e", "probability": "p"}


def _told(made: Decision | None, draft: Summary | None = None) -> dict[str, str]:
    """A decision as the fields show it; before there is one, what the lead summed up is a draft of the reason."""
    if made is None:
        return {**dict.fromkeys(LETTERS, ""), "reason": draft.draft if draft is not None else ""}
    return {
        "outcome": made.outcome,
        "reason": made.reason,
        "revise_by": made.revise_by.isoformat() if made.revise_by is not None else "",
        "expected_effect": made.expected_effect,
        "probability": str(made.probability) if made.probability is not None else "",
    }


@dataclass(frozen=True)
class Drafts:
    """What leads summed up: `current` by item id, and those that the page was made from by their own id."""

    current: Mapping[int, Summary] = field(default_factory=dict)
    named: Mapping[int, Summary] = field(default_factory=dict)

    def sent_for(self, item_id: int, number: str) -> Summary | None:
        """The summary from which the page was made."""
        found = self.named.get(number_in(number))
        return found if found is not None and found.item_id == item_id else None


class Choice:
    """The decision on one idea as it stands on the form."""

    def __init__(
        self,
        item: RoundItem,
        before: Decision | None,
        sent: Mapping[str, str] | None,
        earlier: Mapping[int, Decision],
        drafts: Drafts,
    ) -> None:
        self.item = item
        self.draft = drafts.current.get(item.id) if before is None else None
        self.draft_name = f"s{item.id}"
        self.outcome_name = f"d{item.id}"
        self.reason_name = f"r{item.id}"
        self.base_name = base_field(item.id)
        self.before = before
        # What stood here when the page was made; decisions are never deleted, so it can be looked up.
        self.base = before
        if sent is not None and self.base_name in sent:
            self.base = earlier.get(number_in(sent[self.base_name]))
        # A row that still says what the page had drafted was not touched, whatever was summed up since.
        self.drafted = self.draft if sent is None else drafts.sent_for(item.id, sent.get(self.draft_name, ""))
        self.errors: dict[str, list[LazyText]] = {}
        self.told = _told(before, self.draft)
        if sent is not None:
            self.told = {part: sent.get(self.name(part), text) for part, text in self.told.items()}

    def name(self, part: str) -> str:
        """The field of a part of the decision."""
        return f"{LETTERS[part]}{self.item.id}"

    @property
    def outcome(self) -> str:
        """What was chosen."""
        return self.told["outcome"]

    @property
    def reason(self) -> str:
        """What the author will read."""
        return self.told["reason"]

    @property
    def is_made(self) -> bool:
        """Has something been chosen or written?"""
        return any(text.strip() for text in self.told.values())

    @property
    def is_touched(self) -> bool:
        """Does the form say something else than the page it was made from?"""
        now = {part: text.strip().replace("\r\n", "\n") for part, text in self.told.items()}
        return now != _told(self.base, self.drafted)

    @property
    def is_stale(self) -> bool:
        """Has somebody else decided it since?"""
        return (self.base.id if self.base is not None else None) != (
            self.before.id if self.before is not None else None
        )

    def decision(self) -> DecisionData:
        """What was sent; `Invalid` names the parts."""
        return check(DecisionData, {part: text for part, text in self.told.items() if text})


def base_field(item_id: int) -> str:
    """The hidden field with the decision that the page was made from."""
    return f"b{item_id}"


def number_in(text: str) -> int:
    """A whole number; 0 for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def items_sent() -> set[int]:
    """The items whose decisions stood on the page that was sent."""
    letters = {*LETTERS.values(), base_field(0)[0]}
    found = {number_in(name[1:]) for name in request.form if name[:1] in letters}
    return {number for number in found if number}


def bases_sent() -> list[int]:
    """The decisions that the page was made from."""
    return [number for name, text in request.form.items() if name[:1] == "b" and (number := number_in(text))]


def summaries_sent() -> list[int]:
    """The summaries from which the page drafted reasons."""
    return [number for name, text in request.form.items() if name[:1] == "s" and (number := number_in(text))]


class DecisionsForm(FlaskForm):  # type: ignore[misc]
    """The decisions on all ideas of a round that the chair may decide. Nothing is preselected."""

    def __init__(
        self,
        items: Sequence[RoundItem],
        decisions: Mapping[int, Decision],
        earlier: Mapping[int, Decision] | None = None,
        drafts: Drafts | None = None,
    ) -> None:
        """`earlier`: decisions by their id, those named by `bases_sent` among them."""
        super().__init__()
        sent = request.form if self.is_submitted() else None
        self.choices = {
            item.id: Choice(item, decisions.get(item.id), sent, earlier or {}, drafts or Drafts())
            for item in items
        }
        self.outcomes = [(str(outcome), word) for outcome, word in OUTCOME_WORDS.items()]
        self.problems: list[LazyText] = []

    def made(self) -> dict[int, DecisionData]:
        """The decisions by item; those left open are left out. Raises `Invalid` after marking every bad one."""
        found: dict[int, DecisionData] = {}
        for item_id, one in self.choices.items():
            if not one.is_made or not one.is_touched:
                continue
            if one.is_stale and one.before is not None:
                one.errors = {
                    "outcome": [
                        _l(
                            "Somebody else has decided “%(outcome)s” in the meantime. Save again to replace it.",
                            outcome=one.before.verdict.word,
                        )
                    ]
                }
                continue
            try:
                found[item_id] = one.decision()
            except Invalid as error:
                one.errors = error.errors
                if "reason" in one.errors and not one.reason.strip():
                    one.errors["reason"] = [_l("A decision owes the author a reason. Please write it.")]
        if self.is_refused:
            raise Invalid({})
        return found

    @property
    def is_refused(self) -> bool:
        """Is something wrong in a row?"""
        return any(one.errors for one in self.choices.values())
