"""Reads the texts of `improve.demo.content.ideas` into values."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

STEP = re.compile(
    r"(?P<how>new|withdrawn|answered|round(?P<round>[0123]))"
    r"( (?P<quality>\d+))?( (?P<outcome>accept|decline|defer|revise))?( (?P<more>done|[a-z][a-z-]+))?"
)
COMMENT = re.compile(r"[-*] (?P<who>[^：:]+)[：:]\s*(?P<body>.+)")


@dataclass(frozen=True)
class Step:
    """One step of what became of an idea. `done`: put into practice without a project, with `result`."""

    how: str
    round: int | None = None
    quality: float = 0.0
    outcome: str | None = None
    project: str | None = None
    done: bool = False
    reason: str = ""
    result: str = ""


@dataclass(frozen=True)
class Remark:
    """A comment; `late`: made when the idea was being tried or done, not before it was decided."""

    author: str
    body: str
    late: bool


@dataclass(frozen=True)
class Idea:
    """An idea with everything that was said about it."""

    title: str
    author: str
    co_authors: tuple[str, ...]
    category: str
    weeks_ago: int
    steps: tuple[Step, ...]
    problem: str
    idea: str
    expected: str
    comments: tuple[Remark, ...]

    @property
    def rounds(self) -> tuple[int, ...]:
        """The numbers of the rounds that judged it."""
        return tuple(step.round for step in self.steps if step.round is not None)

    @property
    def project(self) -> str | None:
        return next((step.project for step in self.steps if step.project), None)


@dataclass
class _Draft:
    head: list[str]
    problem: list[str] = field(default_factory=list)
    idea: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    comments: list[Remark] = field(default_factory=list)


def read(texts: Iterable[str]) -> list[Idea]:
    """All ideas, in the order in which they stand."""
    return [_idea(block) for text in texts for block in re.split(r"^# ", text, flags=re.MULTILINE)[1:]]


def _idea(block: str) -> Idea:
    title, *lines = [line.strip() for line in block.strip().splitlines()]
    draft = _Draft(head=[title])
    for line in lines:
        _take(draft, line)
    people, category, weeks, fate = (part.strip() for part in draft.head[1].split("|"))
    author, *co_authors = (name.strip() for name in people.split(","))
    return Idea(
        title=title,
        author=author,
        co_authors=tuple(co_authors),
        category=category,
        weeks_ago=int(weeks),
        steps=_steps(fate, draft.reasons),
        problem=" ".join(draft.problem),
        idea=" ".join(draft.idea),
        expected=" ".join(draft.expected),
        comments=tuple(draft.comments),
    )


def _take(draft: _Draft, line: str) -> None:
    mark, rest = line[:2], line[2:]
    if mark == "@ ":
        draft.head.append(rest)
    elif mark == "> ":
        draft.idea.append(rest)
    elif mark == "= ":
        draft.expected.append(rest)
    elif mark == "! ":
        draft.reasons.append(rest)
    elif mark in ("- ", "* "):
        found = COMMENT.fullmatch(line)
        if found is None:
            raise ValueError(f"no name before the comment: {line}")
        draft.comments.append(Remark(found["who"], found["body"], late=mark == "* "))
    else:
        draft.problem.append(line)


def _steps(fate: str, reasons: list[str]) -> tuple[Step, ...]:
    """The steps, each with the reason and the result that stand in the same order."""
    left = iter(reasons)
    steps = []
    for part in fate.split(";"):
        step = _step(part.strip())
        if step.outcome is not None:
            step = replace(step, reason=next(left), result=next(left) if step.done else "")
        steps.append(step)
    if next(left, None) is not None:
        raise ValueError(f"a reason too many: {fate}")
    return tuple(steps)


def _step(text: str) -> Step:
    found = STEP.fullmatch(text)
    if found is None:
        raise ValueError(f"this is no step of an idea: {text}")
    more, outcome = found["more"], found["outcome"]
    return Step(
        how="round" if found["round"] else found["how"],
        round=int(found["round"]) if found["round"] else None,
        quality=float(found["quality"] or 0),
        outcome=outcome or ("accept" if more == "done" else None),
        project=more if more != "done" else None,
        done=more == "done",
    )
