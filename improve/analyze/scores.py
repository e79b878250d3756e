"""Answers to one question of a survey file: read, checked against the scale, divided into groups."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import click

from improve.analyze.source import Source
from improve.stats.errors import StatsError

Group = str | None
Scored = TypeVar("Scored")


@dataclass(frozen=True, slots=True)
class Answer:
    """A valid answer; `weight` is 1 without a column of weights."""

    value: float
    weight: float
    group: Group


@dataclass(frozen=True, slots=True)
class Answers:
    """Valid answers, all groups that the file names (in the order of the file), and the rows left out as repeated."""

    answers: list[Answer]
    groups: list[Group]
    repeated: int
    weighted: bool

    def by_group(self) -> list[tuple[Group, Answers]]:
        """The answers of each group; a file may name thousands of them."""
        found: dict[Group, list[Answer]] = {group: [] for group in self.groups}
        for answer in self.answers:
            found[answer.group].append(answer)
        return [(group, Answers(own, [group], 0, self.weighted)) for group, own in found.items()]

    @property
    def values(self) -> list[float]:
        return [answer.value for answer in self.answers]

    @property
    def not_whole(self) -> int:
        """How many lie between two answers of a scale of whole numbers, as averages do."""
        return sum(not value.is_integer() for value in self.values)

    @property
    def weights(self) -> list[float] | None:
        return [answer.weight for answer in self.answers] if self.weighted else None


def question_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Decorator: the options that say which rows are answers, and of whom."""
    for option in (
        click.option("--missing", multiple=True, help="A code that stands for no answer; repeatable."),
        click.option(
            "--unique-by", help="Column that names the respondent: only the first row of each counts."
        ),
        click.option("--by", help="Column that divides the answers into groups."),
        click.option("--column", required=True, help="Column with the answers."),
    ):
        function = option(function)
    return function


def comparison_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Decorator: weights, and the comparison of two groups."""
    for option in (
        click.option("--compare", nargs=2, metavar="A B", help="Two groups of --by: the change from A to B."),
        click.option("--weight", help="Column with the weight of each answer."),
    ):
        function = option(function)
    return function


def read_answers(
    source: Source,
    *,
    column: str,
    by: str | None,
    unique_by: str | None,
    missing: Sequence[str],
    check: Callable[[float], object],
    weight: str | None = None,
) -> Answers:
    """All answers that pass `check`, which raises StatsError for a value that is none; others are row errors.

    Blank cells and missing codes are no answers and no errors. A respondent's first row counts, answered or
    not; rows that name no respondent all count.
    """
    source.require(column, by, unique_by, weight)
    values = source.numbers(column, blank=missing)
    groups: list[Group] = source.texts(by) if by else [None] * len(values)
    people = source.texts(unique_by) if unique_by else [None] * len(values)
    weights = source.numbers(weight) if weight else [1.0] * len(values)
    unweighted = {i for i, text in enumerate(source.texts(weight)) if text is None} if weight else set()
    found: list[Answer] = []
    seen: set[str] = set()
    named: dict[Group, None] = {}
    repeated = 0
    for place, value in enumerate(values):
        named.setdefault(groups[place])
        person = people[place]
        if person is not None:
            if person in seen:
                repeated += 1
                continue
            seen.add(person)
        if value is None:
            continue
        try:
            check(value)
        except StatsError as error:
            source.note(place, column, error)
            continue
        given = weights[place]
        if weight is not None and place in unweighted:
            source.refuse(place, weight, "no_weight", "This answer has no weight.")
        elif weight is not None and given is not None and given < 0:
            source.refuse(place, weight, "weight", "A weight is a number of 0 or more.")
        elif given is not None:
            found.append(Answer(value, given, groups[place]))
    return Answers(found, list(named), repeated, weighted=weight is not None)


def scored_groups(
    answers: Answers, by: str | None, score: Callable[[Answers], Scored]
) -> list[tuple[Group, Scored]]:
    """The score of each group of `--by`; nothing without it."""
    return [(group, score(own)) for group, own in answers.by_group()] if by else []


def compared(
    groups: Sequence[tuple[Group, Scored]], by: str | None, compare: tuple[str, str] | None
) -> tuple[Scored, Scored] | None:
    """The two groups of `--compare`; refuses it without `--by` or with a group that the file does not have."""
    if not compare:
        return None
    if by is None:
        raise StatsError("compare_without_by", "--compare names two groups of --by, which is missing.")
    found = []
    for wanted in compare:
        named = [scored for group, scored in groups if group == wanted]
        if not named:
            message = f"The column {by!r} has no group {wanted!r}."
            raise StatsError("unknown_group", message, column=by, group=wanted)
        found.append(named[0])
    return found[0], found[1]


def no_change() -> dict[str, Any]:
    """The change between two groups of which one has no answers."""
    return dict.fromkeys(("difference", "raw_difference", "se", "low", "high", "p", "p_increase"))
