"""Applications that start faster: every test makes one, with hundreds of rules of which it uses a few."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from werkzeug.routing import Rule

Build = Callable[..., Any]


class _Later:
    """Stands for the function that builds the addresses of a rule until the first address is wanted."""

    def __init__(self, make: Callable[[], Build]) -> None:
        self._make = make

    def __get__(self, rule: Rule, owner: object = None) -> Build:
        made: list[Build] = []

        def build(**values: Any) -> Any:
            if not made:
                made.append(self._make().__get__(rule, None))
            return made[0](**values)

        return build


def compile_builders_when_needed() -> None:
    """Werkzeug compiles two functions for each rule as it is added: two fifths of the time of the whole suite."""
    compiled: Build = Rule._compile_builder

    def later(rule: Rule, append_unknown: bool = True) -> _Later:
        return _Later(lambda: compiled(rule, append_unknown))

    Rule._compile_builder = later  # type: ignore[method-assign,assignment]
