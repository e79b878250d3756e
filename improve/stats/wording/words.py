"""What every language has to say about a verdict."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal, TypeAlias

from improve.stats.change import Verdict
from improve.stats.run_rules import RUN, Direction, direction_of
from improve.stats.wording.figures import Figures

Period: TypeAlias = Literal["day", "week", "month", "quarter", "year"]
Pattern: TypeAlias = Literal["lasting", "outside", "shift", "trend", "near"]


@dataclass(frozen=True, slots=True)
class Words(ABC):
    """The sentences of one language about one measure. Each method gives whole sentences with their full stop."""

    metric: str | None
    unit: str | None
    changed_on: str | None
    period: Period | None

    REASONS: ClassVar[Mapping[str, str]]
    """Why no change is shown, by flag."""

    OPPOSED: ClassVar[str]
    """The same where chart and averages contradict each other."""

    CAUTIONS: ClassVar[Mapping[str, str]]
    """What to mind before relying on the verdict, by flag."""

    NOT_THE_CAUSE: ClassVar[str]
    TREND_ALLOWED_FOR: ClassVar[str]
    TREND_NOT_ALLOWED_FOR: ClassVar[str]

    @abstractmethod
    def moved(self, verdict: Verdict, figures: Figures, going: Direction) -> str:
        """From where to where, or how far against the trend; interval and points."""

    @abstractmethod
    def chart_shows(self, verdict: Verdict, going: Direction) -> str:
        """The pattern that speaks for the change."""

    @abstractmethod
    def no_change(self, verdict: Verdict, figures: Figures) -> str:
        """The difference, its interval and the points."""

    @abstractmethod
    def useful(self, verdict: Verdict, size: float) -> str:
        """Whether a change of that size is ruled out."""

    @abstractmethod
    def not_enough(self, verdict: Verdict) -> str:
        """How many readings there are and how many are needed."""

    @abstractmethod
    def drift(self, verdict: Verdict) -> str:
        """That few readings before the change cannot exclude an earlier drift."""

    @abstractmethod
    def join(self, sentences: list[str]) -> str:
        """Sentences as a paragraph."""


def pattern(verdict: Verdict, going: Direction) -> Pattern:
    """What on the chart speaks for a change in this direction; the most telling where there are several."""
    if verdict.run_to_end >= RUN:
        return "lasting"
    rules = {label.split("_")[0] for label in verdict.labels if direction_of(label) == going}
    if "outside" in rules:
        return "outside"
    if "shift7" in rules:
        return "shift"
    return "trend" if "trend7" in rules else "near"


def outside(verdict: Verdict, going: Direction) -> int:
    """How many points lie beyond the limit in this direction."""
    return sum(label.startswith("outside") and direction_of(label) == going for label in verdict.labels)


def against_trend(verdict: Verdict) -> bool:
    """Whether the effect is measured against the earlier course, not against the earlier mean."""
    return verdict.effect is not None and verdict.effect.method == "its_average_effect"


def season_allowed_for(verdict: Verdict) -> bool:
    """Whether the effect is free of the season."""
    return verdict.effect is not None and verdict.effect.season_terms


def too_much_scatter(verdict: Verdict) -> bool:
    """Whether the interval holds both directions."""
    return verdict.effect is not None and verdict.effect.low <= 0 <= verdict.effect.high
