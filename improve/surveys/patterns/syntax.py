"""Reading a pattern: characters, classes, groups, alternatives, repetition; no look-around, no back-reference."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from improve.core.messages import LazyText, _l

LONGEST_PATTERN = 200
MOST_REPEATED = 200
MOST_NESTED = 20
SPECIAL = frozenset(".[]()|*+?{}\\^$")
QUANTIFIERS = frozenset("*+?{")

Test = Callable[[str], bool]


class PatternError(ValueError):
    """A pattern that cannot be read, with the sentence for the person."""

    def __init__(self, message: LazyText) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True, slots=True)
class One:
    """One character that passes a test."""

    test: Test


@dataclass(frozen=True, slots=True)
class Sequence:
    """One part after the other."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """One of several."""

    options: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """A part several times; `most` None is without end."""

    part: Node
    least: int
    most: int | None


Node = One | Sequence | Either | Repeat

_CLASSES: dict[str, Test] = {
    "d": str.isdecimal,
    "w": lambda c: c.isalnum() or c == "_",
    "s": str.isspace,
    "D": lambda c: not c.isdecimal(),
    "W": lambda c: not (c.isalnum() or c == "_"),
    "S": lambda c: not c.isspace(),
}


def parse(pattern: str) -> Node:
    """The tree of a pattern; raises `PatternError`. `^` at its beginning and `$` at its end say what holds anyway."""
    if len(pattern) > LONGEST_PATTERN:
        raise PatternError(_l("A pattern has at most %(most)s characters.", most=LONGEST_PATTERN))
    bare = pattern.removeprefix("^")
    if bare.endswith("$") and not bare.endswith("\\$"):
        bare = bare[:-1]
    return _Reader(bare).whole()


class _Reader:
    """Reads from left to right."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.depth = 0

    def whole(self) -> Node:
        found = self.alternatives()
        if self.at < len(self.text):
            raise PatternError(_l("A closing bracket has no opening one."))
        return found

    @property
    def next(self) -> str:
        return self.text[self.at : self.at + 1]

    def alternatives(self) -> Node:
        options = [self.sequence()]
        while self.next == "|":
            self.at += 1
            options.append(self.sequence())
        return options[0] if len(options) == 1 else Either(tuple(options))

    def sequence(self) -> Node:
        parts: list[Node] = []
        while self.next and self.next not in "|)":
            parts.append(self.repeated())
        return Sequence(tuple(parts))

    def repeated(self) -> Node:
        part = self.atom()
        mark = self.next
        if mark not in QUANTIFIERS or not mark:
            return part
        self.at += 1
        least, most = {"*": (0, None), "+": (1, None), "?": (0, 1)}.get(mark) or self.braces()
        if self.next and self.next in QUANTIFIERS:
            raise PatternError(_l("Nothing is repeated twice: please put brackets around it."))
        return Repeat(part, least, most)

    def braces(self) -> tuple[int, int | None]:
        end = self.text.find("}", self.at)
        least, comma, most = self.text[self.at : max(end, self.at)].partition(",")
        numbers = [part for part in (least, most) if part]
        if end < 0 or not least or any(not (n.isascii() and n.isdigit() and len(n) < 4) for n in numbers):
            raise PatternError(_l("In braces stand one or two numbers: {3} or {3,5} or {3,}."))
        low, high = int(least), (int(most) if most else None) if comma else int(least)
        if max(low, high or 0) > MOST_REPEATED or (high is not None and high < low):
            raise PatternError(
                _l("Repeated at most %(most)s times, the smaller number first.", most=MOST_REPEATED)
            )
        self.at = end + 1
        return low, high

    def atom(self) -> Node:
        character = self.next
        self.at += 1
        if character == "(":
            return self.group()
        if character == "[":
            return One(self.character_class())
        if character == ".":
            return One(lambda c: c != "\n")
        if character == "\\":
            return One(self.escaped())
        if character in SPECIAL:
            raise PatternError(
                _l("“%(mark)s” stands alone here; as a character it is written \\%(mark)s.", mark=character)
            )
        return One(_same(character))

    def group(self) -> Node:
        self.text = self.text[: self.at] + self.text[self.at :].removeprefix("?:")
        if self.next == "?":
            raise PatternError(_l("Only plain groups are known here: (one|two)."))
        self.depth += 1
        if self.depth > MOST_NESTED:
            raise PatternError(_l("The brackets are nested too deep."))
        inner = self.alternatives()
        if self.next != ")":
            raise PatternError(_l("A bracket is not closed."))
        self.at += 1
        self.depth -= 1
        return inner

    def escaped(self) -> Test:
        character = self.next
        self.at += 1
        if character in _CLASSES and character:
            return _CLASSES[character]
        if not character or character.isalnum():
            raise PatternError(_l("After a backslash stand d, w, s or a mark: \\d, \\w, \\s, \\."))
        return _same(character)

    def character_class(self) -> Test:
        is_negated = self.next == "^"
        self.at += is_negated
        tests: list[Test] = []
        while self.next != "]":
            if not self.next:
                raise PatternError(_l("A bracket is not closed."))
            tests.append(self.class_item())
        if not tests:
            raise PatternError(_l("Between [ and ] stand the characters that fit."))
        self.at += 1
        return lambda c: any(test(c) for test in tests) != is_negated

    def class_item(self) -> Test:
        first = self.next
        self.at += 1
        if first == "\\":
            if self.next and self.next in _CLASSES:
                return self.escaped()
            self.escaped()
            first = self.text[self.at - 1]
        is_range = self.next == "-" and self.text[self.at + 1 : self.at + 2] not in ("", "]", "\\")
        if not is_range:
            return _same(first)
        last = self.text[self.at + 1]
        self.at += 2
        if last < first:
            raise PatternError(
                _l("In [%(first)s-%(last)s] the smaller character stands first.", first=first, last=last)
            )
        return lambda c: first <= c <= last


def _same(wanted: str) -> Test:
    return lambda c: c == wanted
