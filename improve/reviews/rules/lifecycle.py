"""What a round may become, and when a score is taken."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from improve.core.errors import Invalid, Refused
from improve.core.messages import LazyText, _l, _ln
from improve.reviews.values import OthersShown, State
from improve.suggestions.values import NEW, Status

S = State
STEPS: dict[State, frozenset[State]] = {
    S.DRAFT: frozenset({S.OPEN}),
    S.OPEN: frozenset({S.CALIBRATING}),
    S.CALIBRATING: frozenset({S.OPEN, S.DECIDED}),
    S.DECIDED: frozenset({S.CALIBRATING, S.PUBLISHED}),
    S.PUBLISHED: frozenset(),
}
# Results are there for the committee when scoring is over; before, they would color what is still to come.
WITH_RESULTS = frozenset({S.CALIBRATING, S.DECIDED, S.PUBLISHED})
DECIDING = frozenset({S.CALIBRATING, S.DECIDED})
RUNNING = frozenset({S.OPEN, S.CALIBRATING, S.DECIDED})
REVIEWABLE = NEW | {Status.IN_REVIEW}
FEWEST_MEMBERS = 2


def check_step(before: State, after: State) -> None:
    """Refuse a step that the lifecycle does not have."""
    if after not in STEPS[before]:
        raise Refused(
            _l(
                "This round is “%(before)s” and cannot become “%(after)s” from there.",
                before=before.word,
                after=after.word,
            )
        )


def check_dates(opens_on: date, closes_on: date) -> None:
    """A round ends on the day it begins or later."""
    if closes_on < opens_on:
        raise Invalid.field("closes_on", _l("The last day must not lie before the first."))


def check_draft(state: State) -> None:
    """What is compared and how is settled before the first score."""
    if state is not S.DRAFT:
        raise Refused(_l("This round has opened; its ideas and its rubric stay as they are."))


def check_ready(
    *,
    ideas: int,
    members: int,
    chairs: int,
    closes_on: date,
    today: date,
    criteria: int,
    unscorable: Sequence[str] = (),
) -> None:
    """What a round needs before it opens. `unscorable`: titles that every member has a conflict with."""
    problems: list[LazyText] = []
    if not ideas:
        problems.append(_l("Add at least one idea."))
    if not criteria:
        problems.append(_l("The rubric has no criteria."))
    if members < FEWEST_MEMBERS:
        problems.append(
            _l("The committee needs at least %(fewest)s members in office.", fewest=FEWEST_MEMBERS)
        )
    if not chairs:
        problems.append(_l("The committee has no chair in office."))
    if closes_on < today:
        problems.append(_l("The last day of the round is over. Choose a later one."))
    if unscorable:
        problems.append(
            _ln(
                "Every member has a conflict with %(n)s idea: “%(title)s”. Add a member from elsewhere, or take it out.",
                "Every member has a conflict with %(n)s ideas, such as “%(title)s”. Add a member from elsewhere, or take them out.",
                len(unscorable),
                title=unscorable[0],
            )
        )
    if problems:
        raise Invalid({"": problems})


def check_reviewable(title: str, status: Status) -> None:
    """Only an idea that waits for its answer can be scored."""
    if status not in REVIEWABLE:
        raise Refused(
            _l(
                "“%(title)s” is “%(status)s” by now. Take it out of the round.",
                title=title,
                status=status.word,
            )
        )


def check_scoring(state: State, opens_on: date, closes_on: date, today: date) -> None:
    """Scores are taken while the round is open, on its days."""
    if state is S.DRAFT or (state is S.OPEN and today < opens_on):
        raise Refused(_l("Scoring begins on %(day)s. Nothing was saved.", day=opens_on))
    if state is not S.OPEN or today > closes_on:
        raise Refused(_l("Scoring ended on %(day)s. Your score was not saved; ask the chair.", day=closes_on))


def is_scoring(state: State, opens_on: date, closes_on: date, today: date) -> bool:
    """Would a score be taken today?"""
    return state is S.OPEN and opens_on <= today <= closes_on


def is_over(state: State, closes_on: date, today: date) -> bool:
    """Is the round still open although its last day has passed?"""
    return state is S.OPEN and today > closes_on


def check_results(state: State) -> None:
    """Nobody reads scores while others still give theirs."""
    if state not in WITH_RESULTS:
        raise Refused(_l("Scoring is not over yet. The record is there when it is."))


def shows_others(state: State, shown: str, *, has_scored: bool) -> bool:
    """Does a member see what the others gave?"""
    if state in WITH_RESULTS:
        return True
    if state is not S.OPEN:
        return False
    return shown == OthersShown.ALWAYS or (shown == OthersShown.AFTER_OWN and has_scored)


def check_declarable(state: State) -> None:
    """A conflict can be declared until the decisions are published; it then takes a score out of the results."""
    if state is S.PUBLISHED:
        raise Refused(_l("The decisions of this round are published; they stay as they are."))


def check_deciding(state: State) -> None:
    """Decisions are prepared between the last score and the publication."""
    if state in (S.DRAFT, S.OPEN):
        raise Refused(_l("Scoring is not over yet. Close the round first, then decide."))
    if state is S.PUBLISHED:
        raise Refused(_l("The decisions of this round are published; they stay as they are."))


def is_responding(state: State, until: date | None, today: date) -> bool:
    """May authors answer what members wrote to them?"""
    return state in DECIDING and until is not None and today <= until


def check_responding(state: State, until: date | None, day: date) -> None:
    """Authors answer between the last score and the last day of the window."""
    if not is_responding(state, until, day):
        raise Refused(
            _l("You could answer until %(day)s. Your answer was not taken.", day=until)
            if until is not None
            else _l("The committee takes no answer now.")
        )


def check_heard(until: date | None, today: date, unanswered: int) -> None:
    """Nothing is published while an author may still answer."""
    if until is not None and today <= until and unanswered:
        raise Refused(
            _l("Authors can answer until %(day)s, and some have not. Publish after that day.", day=until)
        )


def check_published(state: State) -> None:
    """Only what was published is decided again; before, a decision is simply changed."""
    if state is not S.PUBLISHED:
        raise Refused(_l("This round is not published yet. Change the decision in its table."))


def check_complete(undecided: int) -> None:
    """Decisions are published all at once, so none may be missing.

    The sentence holds no number: one of them may be an idea that the reader must not meet.
    """
    if undecided:
        raise Refused(_l("Not every idea of this round has a decision yet. Publish when all are made."))


def after_decision(undecided: int) -> State:
    """Where a round stands when a decision was made or changed."""
    return S.CALIBRATING if undecided else S.DECIDED


def check_term(since: date, until: date | None, others: Collection[tuple[date, date | None]]) -> None:
    """A term ends after it begins and does not overlap another of the same person."""
    if until is not None and until < since:
        raise Invalid.field("until", _l("The last day must not lie before the first."))
    for first, last in others:
        if (last is None or since <= last) and (until is None or first <= until):
            raise Invalid.field("since", _l("This person already has a term in these days."))


def is_frozen(*, states: Collection[State], reviews: int) -> bool:
    """Must a rubric version stay as it is? Once a round has opened with it, or a score exists."""
    return reviews > 0 or any(state is not S.DRAFT for state in states)
