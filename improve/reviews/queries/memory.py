"""Keeping what takes long to find, under a key that is the whole truth about it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, Protocol, TypeVar

from flask import current_app


class Sized(Protocol):
    """Something that knows how much it is."""

    @property
    def size(self) -> int: ...


T = TypeVar("T", bound=Sized)


class Memory(Generic[T]):
    """What was asked for last. The key is the whole truth about a value, so none grows stale."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, T] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable) -> T | None:
        """The value, which was used by that."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def put(self, key: Hashable, value: T) -> None:
        """Keep it, and let go what was not asked for the longest while that is too much."""
        with self._lock:
            self._kept[key] = value
            while len(self._kept) > 1 and sum(one.size for one in self._kept.values()) > self._most:
                self._kept.popitem(last=False)


def kept(extension: str, most: int, key: Hashable, make: Callable[[], T]) -> T:
    """What the application keeps under a key in one of its memories, made when it is asked for first."""
    memory: Memory[T] = current_app.extensions.setdefault(extension, Memory(most))
    found = memory.get(key)
    if found is None:
        found = make()
        memory.put(key, found)
    return found
