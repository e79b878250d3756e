"""Conditions on answers: `nps <= 6 and (place = "shop" or answered(why))`.

    expression = either {("and" | "&&") either}      and binds closer than or
    test       = code comparison value | code in (value, …) | answered(code) | selected(code, value) | not …
    comparison = "=" | "!=" | "<" | "<=" | ">" | ">="

A code may name a part (`grid.r1`). The notations of LimeSurvey (`Q1.NAOK == "A1"`, `!is_empty(Q1)`) and XLSForm
(`${q1} = 'a'`, `selected(${q1}, 'a')`) are read as well; what is stored is ours (`written`).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from improve.core.messages import LazyText, _l

LONGEST = 1_000
MOST_TESTS = 40
_TOKEN = re.compile(
    r"""\s*(?:
    (?P<text>"[^"]*"|'[^']*'|“[^”]*”)
  | (?P<number>-?\d+(?:\.\d+)?(?![\w.]))
  | (?P<name>\$?\{?[A-Za-z][A-Za-z0-9_]*(?:[._][A-Za-z0-9_]+)*(?:\.[A-Za-z0-9_]+)*\}?)
  | (?P<mark><=|>=|==|!=|<>|&&|\|\||[<>=!(),≤≥≠])
)""",
    re.VERBOSE,
)
_SAME = {"==": "=", "<>": "!=", "≠": "!=", "≤": "<=", "≥": ">=", "&&": "and", "||": "or", "!": "not"}
_COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")
_OPPOSITE = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}
_WORDS = frozenset(("and", "or", "not", "in"))
_SUFFIX = re.compile(r"\.(NAOK|value|code|valueNAOK)$", re.IGNORECASE)


class LogicError(ValueError):
    """A condition that cannot be read, with the sentence for the person."""

    def __init__(self, message: LazyText) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True, slots=True)
class Test:
    """An answer compared with a value; `values` has several for "in" and none for "answered"."""

    code: str
    operator: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class All:
    """Every part must hold."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """One part is enough."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part must not hold."""

    part: Node


Node: TypeAlias = Test | All | Any | Not


@lru_cache(maxsize=2_048)
def parse(text: str) -> Node:
    """The condition, or `LogicError`."""
    if len(text) > LONGEST:
        raise LogicError(_l("A condition has at most %(longest)s characters.", longest=LONGEST))
    reader = _Reader(_tokens(text))
    found = reader.either()
    if reader.here is not None:
        raise LogicError(_l("“%(what)s” was not expected in the condition.", what=reader.here[1]))
    if sum(1 for _test in tests(found)) > MOST_TESTS:
        raise LogicError(_l("A condition has at most %(most)s comparisons.", most=MOST_TESTS))
    return found


def _tokens(text: str) -> list[tuple[str, str]]:
    out: list[tuple[str, str]] = []
    place = 0
    stripped = text.rstrip()
    while place < len(stripped):
        match = _TOKEN.match(stripped, place)
        if match is None:
            rest = stripped[place:].strip()[:20]
            raise LogicError(_l("“%(what)s” was not expected in the condition.", what=rest))
        kind = str(match.lastgroup)
        found = match.group(kind)
        if kind == "text":
            out.append(("value", found[1:-1]))
        elif kind == "number":
            out.append(("value", found))
        elif kind == "name" and found.lower() in _WORDS:
            out.append(("mark", found.lower()))
        elif kind == "name":
            out.append(("name", _SUFFIX.sub("", found.strip("${}"))))
        else:
            out.append(("mark", _SAME.get(found, found)))
        place = match.end()
    return out


class _Reader:
    """Reads tokens from left to right."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self.tokens = tokens
        self.place = 0
        self.depth = 0

    @property
    def here(self) -> tuple[str, str] | None:
        return self.tokens[self.place] if self.place < len(self.tokens) else None

    def takes(self, mark: str) -> bool:
        if self.here == ("mark", mark):
            self.place += 1
            return True
        return False

    def needs(self, mark: str) -> None:
        if not self.takes(mark):
            raise LogicError(_l("“%(mark)s” is missing in the condition.", mark=mark))

    def take(self) -> tuple[str, str]:
        if self.here is None:
            raise LogicError(_l("The condition ends too early."))
        self.place += 1
        return self.tokens[self.place - 1]

    def either(self) -> Node:
        parts = [self.both()]
        while self.takes("or"):
            parts.append(self.both())
        return parts[0] if len(parts) == 1 else Any(tuple(parts))

    def both(self) -> Node:
        parts = [self.one()]
        while self.takes("and"):
            parts.append(self.one())
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def one(self) -> Node:
        self.depth += 1
        if self.depth > MOST_TESTS:
            raise LogicError(_l("A condition has at most %(most)s comparisons.", most=MOST_TESTS))
        if self.takes("not"):
            found: Node = Not(self.one())
        elif self.takes("("):
            found = self.either()
            self.needs(")")
        else:
            found = self.test()
        self.depth -= 1
        return found

    def test(self) -> Node:
        kind, first = self.take()
        if kind == "value":
            return self.reversed_test(first)
        if kind != "name":
            raise LogicError(_l("“%(what)s” was not expected in the condition.", what=first))
        if self.takes("("):
            return self.call(first)
        if self.takes("in"):
            return Test(first, "in", self.values())
        operator = self.comparison()
        return _compared(first, operator, self.value())

    def reversed_test(self, value: str) -> Node:
        operator = self.comparison()
        kind, code = self.take()
        if kind != "name":
            raise LogicError(_l("A condition compares a question with a value."))
        return _compared(code, _OPPOSITE[operator], value)

    def comparison(self) -> str:
        kind, mark = self.take()
        if kind != "mark" or mark not in _COMPARISONS:
            raise LogicError(_l("“%(what)s” was not expected in the condition.", what=mark))
        return mark

    def value(self) -> str:
        kind, found = self.take()
        if kind == "mark":
            raise LogicError(_l("“%(what)s” was not expected in the condition.", what=found))
        return found

    def values(self) -> tuple[str, ...]:
        self.needs("(")
        found = [self.value()]
        while self.takes(","):
            found.append(self.value())
        self.needs(")")
        return tuple(found)

    def call(self, name: str) -> Node:
        known = name.lower()
        kind, code = self.take()
        if kind != "name":
            raise LogicError(_l("“%(name)s(…)” needs the code of a question.", name=name))
        if known == "selected":
            self.needs(",")
            value = self.value()
            self.needs(")")
            return Test(code, "=", (value,))
        self.needs(")")
        if known == "answered":
            return Test(code, "answered")
        if known in ("unanswered", "is_empty"):
            return Not(Test(code, "answered"))
        raise LogicError(_l("The condition uses “%(name)s”, which is not known here.", name=name))


def _compared(code: str, operator: str, value: str) -> Node:
    """A comparison with nothing asks whether there is an answer; "is not" is the opposite of "is"."""
    if value == "" and operator in ("=", "!="):
        asked = Test(code, "answered")
        return asked if operator == "!=" else Not(asked)
    return Not(Test(code, "=", (value,))) if operator == "!=" else Test(code, operator, (value,))


def tests(node: Node) -> list[Test]:
    """All comparisons of a condition."""
    if isinstance(node, Test):
        return [node]
    if isinstance(node, Not):
        return tests(node.part)
    return [test for one in node.parts for test in tests(one)]


def holds(node: Node, judge: Callable[[Test], bool]) -> bool:
    """Does the condition hold, when `judge` says it of each comparison?"""
    if isinstance(node, Test):
        return judge(node)
    if isinstance(node, Not):
        return not holds(node.part, judge)
    found = (holds(one, judge) for one in node.parts)
    return all(found) if isinstance(node, All) else any(found)


def mapped(node: Node, change: Callable[[Test], Test]) -> Node:
    """The condition with each comparison changed."""
    if isinstance(node, Test):
        return change(node)
    if isinstance(node, Not):
        return Not(mapped(node.part, change))
    parts = tuple(mapped(one, change) for one in node.parts)
    return All(parts) if isinstance(node, All) else Any(parts)


def written(node: Node) -> str:
    """The condition in our notation; `parse` reads it back."""
    if isinstance(node, All | Any):
        word = " and " if isinstance(node, All) else " or "
        return word.join(f"({written(p)})" if isinstance(p, All | Any) else written(p) for p in node.parts)
    if isinstance(node, Test):
        return _written_test(node)
    inner = node.part
    if isinstance(inner, Test) and inner.operator == "=":
        return f"{inner.code} != {_quoted(inner.values[0])}"
    if isinstance(inner, Test) and inner.operator == "answered":
        return f"unanswered({inner.code})"
    return f"not ({written(inner)})"


def _written_test(test: Test) -> str:
    if test.operator == "answered":
        return f"answered({test.code})"
    if test.operator == "in":
        return f"{test.code} in ({', '.join(_quoted(value) for value in test.values)})"
    return f"{test.code} {test.operator} {_quoted(test.values[0])}"


def _quoted(value: str) -> str:
    if re.fullmatch(r"-?\d+(\.\d+)?", value):
        return value
    return f"'{value}'" if '"' in value else f'"{value}"'
