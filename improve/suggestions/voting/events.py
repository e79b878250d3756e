"""Facts about voting rules and about ballots that nobody is to count yet."""

from __future__ import annotations

from typing import ClassVar

from improve.core.events import Event


class _AboutCategory(Event):
    subject_type: ClassVar[str] = "suggestion_category"


class VotingRuleChanged(_AboutCategory):
    """A category got another voting rule; `changed` names the fields."""


class HiddenBallotChanged(_AboutCategory):
    """A ballot was cast, turned or taken back in a category whose counts are hidden.

    It names the category, not the idea: entries of the audit trail can be counted.
    """


class HiddenCountsShown(_AboutCategory):
    """Hidden ballots of a category were counted, and the counts shown."""


ALL = (VotingRuleChanged, HiddenBallotChanged, HiddenCountsShown)
