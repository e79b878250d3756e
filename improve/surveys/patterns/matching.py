"""Matching by walking all ways at once: time grows with text times pattern, never faster.

The automaton is that of Thompson 1968 ("Regular expression search algorithm", CACM 11:419): no pattern, however
it is written, can keep the server busy.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from improve.core.messages import _l
from improve.surveys.patterns.syntax import Either, Node, One, PatternError, Repeat, Sequence, Test, parse

MOST_STATES = 600
TOO_LARGE = _l("This pattern is too large. Please repeat less.")


@dataclass(slots=True)
class _State:
    """Goes on to `after`: by reading a character that passes the test, or without reading where there is none."""

    after: list[int]
    test: Test | None = None


@dataclass
class _Builder:
    states: list[_State] = field(default_factory=list)

    def add(self, after: list[int], test: Test | None = None) -> int:
        if len(self.states) >= MOST_STATES:
            raise PatternError(TOO_LARGE)
        self.states.append(_State(after, test))
        return len(self.states) - 1

    def build(self, node: Node, after: int) -> int:
        """Add the states of a part; answers the one it begins with."""
        if isinstance(node, One):
            return self.add([after], node.test)
        if isinstance(node, Sequence):
            for part in reversed(node.parts):
                after = self.build(part, after)
            return after
        if isinstance(node, Either):
            return self.add([self.build(option, after) for option in node.options])
        return self._repeated(node, after)

    def _repeated(self, node: Repeat, after: int) -> int:
        if node.most is None:
            fork = self.add([after])
            self.states[fork].after.append(self.build(node.part, fork))
            after = fork
        else:
            end = after
            for _number in range(node.most - node.least):
                after = self.add([end, self.build(node.part, after)])
        for _number in range(node.least):
            after = self.build(node.part, after)
        return after


class Pattern:
    """A pattern that a whole text fits or not; raises `PatternError` when it cannot be read."""

    def __init__(self, text: str) -> None:
        builder = _Builder()
        self._end = builder.add([])
        self._start = builder.build(parse(text), self._end)
        self._states = builder.states

    def fits(self, text: str) -> bool:
        """Does the whole text fit?"""
        here = self._reached({self._start})
        for character in text:
            states = (self._states[number] for number in here)
            read = {state.after[0] for state in states if state.test is not None and state.test(character)}
            here = self._reached(read)
            if not here:
                return False
        return self._end in here

    def _reached(self, begun: set[int]) -> set[int]:
        """These states and all that come after them without reading."""
        found, waiting = set(begun), list(begun)
        while waiting:
            state = self._states[waiting.pop()]
            if state.test is None:
                new = [number for number in state.after if number not in found]
                found.update(new)
                waiting += new
        return found


@lru_cache(maxsize=256)
def pattern_of(text: str) -> Pattern:
    """The pattern, read once."""
    return Pattern(text)
