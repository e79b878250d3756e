"""Applications that start faster: every test makes one, and all of them have the same hundreds of addresses."""

from __future__ import annotations

from collections.abc import Hashable
from copy import copy
from threading import Lock
from typing import Any

from flask import Flask
from werkzeug.routing import Map, Rule, RuleFactory

READ_FIRST = ("_matcher", "_rules_by_endpoint")
_read: dict[Hashable, Map] = {}
_reading = Lock()  # the first requests of an application may be several at once


class LateMap(Map):
    """Reads its rules when the first address is wanted, and only where no map of this process has read the same
    ones: nothing in what was read belongs to an application."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        self._given: list[Rule] = []
        super().__init__(*arguments, **options)
        self._forget()

    def add(self, rulefactory: RuleFactory) -> None:
        """Keep the rules for later, unread."""
        self._given.extend(rulefactory.get_rules(self))
        self._forget()

    def _forget(self) -> None:
        for name in READ_FIRST:
            self.__dict__.pop(name, None)
        self._remap = False  # what is read is in order

    def __getattr__(self, name: str) -> Any:
        if name not in READ_FIRST:
            raise AttributeError(name)
        mine = self._means()
        with _reading:
            if mine not in _read:
                _read[mine] = self._as_read()
        for each in READ_FIRST:
            self.__dict__[each] = getattr(_read[mine], each)
        return self.__dict__[name]

    def _means(self) -> Hashable:
        """What two maps that answer alike have in common."""
        rules = tuple(
            tuple(
                (name, frozenset(value) if isinstance(value, set) else str(value))
                for name, value in vars(rule).items()
            )
            for rule in self._given
        )
        return rules, tuple(self.converters.items()), self.host_matching, self.default_subdomain

    def _as_read(self) -> Map:
        read = Map(host_matching=self.host_matching, default_subdomain=self.default_subdomain)
        read.converters = self.converters
        for rule in self._given:
            own = copy(rule)
            own.arguments = set(rule.arguments)
            read.add(own)
        read.update()
        return read


def read_rules_once() -> None:
    """For all applications that are made from now on."""
    Flask.url_map_class = LateMap
