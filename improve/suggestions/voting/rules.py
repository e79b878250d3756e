"""When a ballot counts: plain values in, a refusal or an answer out."""

from __future__ import annotations

from datetime import date

from improve.core.errors import Invalid, Refused
from improve.core.messages import _l, _ln
from improve.core.periods import PeriodKind, start_of
from improve.suggestions.values import AGAINST, Voting, VotingData


def quarter_of(day: date) -> date:
    """The first day of the calendar quarter."""
    return start_of(PeriodKind.QUARTER, day)


def is_open(rule: VotingData, today: date) -> bool:
    """Are ballots taken today?"""
    return (rule.opens_on is None or rule.opens_on <= today) and (
        rule.closes_on is None or today <= rule.closes_on
    )


def hidden_until(rule: VotingData, today: date) -> date | None:
    """The last day on which counts are hidden; None where they are shown."""
    if rule.counts_hidden and rule.closes_on is not None and today <= rule.closes_on:
        return rule.closes_on
    return None


def check_window(rule: VotingData, today: date) -> None:
    """Refuse a ballot, or taking one back, outside of the days of the vote."""
    if rule.opens_on is not None and today < rule.opens_on:
        raise Refused(_l("Voting opens on %(day)s.", day=rule.opens_on))
    if rule.closes_on is not None and today > rule.closes_on:
        raise Refused(_l("Voting ended on %(day)s.", day=rule.closes_on))


def check_ballot(rule: VotingData, value: int, today: date) -> None:
    """Refuse what the category does not take."""
    check_window(rule, today)
    if value == AGAINST and rule.kind != Voting.BOTH:
        raise Refused(_l("In this category one can support an idea, not vote against it."))


def check_move(counts_hidden_until: date | None) -> None:
    """Moving an idea to a category that shows its counts would reveal them."""
    if counts_hidden_until is not None:
        message = _l(
            "The votes of this category are counted after %(day)s; until then the idea stays in it.",
            day=counts_hidden_until,
        )
        raise Invalid.field("category_id", message)


def budget_used_up(rule: VotingData) -> Refused:
    """What is said when no vote is left."""
    return Refused(
        _ln(
            "Your %(n)s vote of this quarter is given. Take one back, or wait for the next quarter.",
            "Your %(n)s votes of this quarter are given. Take one back, or wait for the next quarter.",
            rule.votes_per_quarter or 0,
        )
    )


def check_rule(new: VotingData, old: VotingData, today: date) -> None:
    """Refuse what contradicts itself, and what breaks the promise to those who voted in secret."""
    if (new.kind == Voting.BUDGET) != (new.votes_per_quarter is not None):
        message = (
            _l("Please say how many votes each person has in a quarter.")
            if new.kind == Voting.BUDGET
            else _l("A number of votes goes with the rule “A number of votes per quarter” only.")
        )
        raise Invalid.field("votes_per_quarter", message)
    if new.opens_on is not None and new.closes_on is not None and new.closes_on < new.opens_on:
        raise Invalid.field("closes_on", _l("The last day cannot lie before the first."))
    if new.counts_hidden and new.closes_on is None:
        raise Invalid.field("closes_on", _l("Hidden counts need a last day, after which they are shown."))
    promised = hidden_until(old, today)
    if promised is None:
        return
    if not new.counts_hidden or new.closes_on is None or new.closes_on < promised:
        message = _l(
            "Voters were promised that counts stay hidden until %(day)s. You can only make it later.",
            day=promised,
        )
        raise Invalid.field("closes_on" if new.counts_hidden else "counts_hidden", message)
    if new.handlers_see_counts and not old.handlers_see_counts:
        raise Invalid.field(
            "handlers_see_counts",
            _l(
                "Voters were promised that nobody sees the counts before the end. This cannot be changed now."
            ),
        )
