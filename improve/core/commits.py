"""One commit for many small units of writing that come at the same time.

A durable commit waits for the disk, and writers take turns: one at a time on SQLite, and on PostgreSQL wherever they
raise the same counter. What lines up in a process meanwhile is written by whoever comes next, in one transaction. Nobody
hears of success before that transaction is stored. When anything in it fails, all of it is undone, and each of them
writes alone: what is wrong with one is no other's business. What failed because other transactions got into its way is
tried again.

The work may run in another request's thread, and once more after it was undone: it reads what it needs from its
arguments and the database, never from `request` or `g`, and leaves nothing but rows.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from enum import Enum
from threading import Event, Lock
from typing import Any, TypeVar

from flask import current_app
from sqlalchemy.exc import DBAPIError

from improve.core.db import db, is_collision, is_writing, transaction

T = TypeVar("T")
Work = Callable[[], Any]

EXTENSION = "improve.commits"
# So that nobody waits for the work of too many others.
MOST = 32
MOST_TRIES = 3


class _Said(Enum):
    LEAD = "write what has lined up"
    DONE = "it is stored"
    ALONE = "the others were undone: write alone"


class _Waiting:
    """A unit of work in the line, and what became of it."""

    __slots__ = ("said", "value", "woken", "work")

    def __init__(self, work: Work) -> None:
        self.work = work
        self.woken = Event()
        self.said = _Said.LEAD
        self.value: Any = None

    def hear(self, said: _Said) -> None:
        self.said = said
        self.woken.set()


class Line:
    """Those who wait in this process for one kind of work; the first of them writes for all."""

    def __init__(self, around: Callable[[], AbstractContextManager[Any]]) -> None:
        self._around = around
        self._lock = Lock()
        self._waiting: deque[_Waiting] = deque()
        self._is_led = False

    @property
    def waiting(self) -> int:
        """How many have lined up."""
        return len(self._waiting)

    def write(self, work: Callable[[], T]) -> T:
        """What the work answers, once it is stored."""
        mine = _Waiting(work)
        if not self._leads(mine):
            mine.woken.wait()
        if mine.said is _Said.LEAD:
            self._lead(mine)
        if mine.said is _Said.ALONE:
            return alone(work, self._around)
        found: T = mine.value
        return found

    def _leads(self, mine: _Waiting) -> bool:
        with self._lock:
            if self._is_led:
                self._waiting.append(mine)
                return False
            self._is_led = True
            return True

    def _lead(self, mine: _Waiting) -> None:
        """Write for all who have lined up by the time it is our turn at the database."""
        group, is_stored = [mine], False
        try:
            with transaction():
                group += self._lined_up()
                with self._around():
                    for one in group:
                        one.value = one.work()
            is_stored = True
        except Exception as error:
            if len(group) == 1 and not is_collision(error):
                raise  # ours alone: it would fail again
        finally:
            self._hand_on()
            for one in group:
                one.hear(_Said.DONE if is_stored else _Said.ALONE)

    def _lined_up(self) -> list[_Waiting]:
        with self._lock:
            return [self._waiting.popleft() for _ in range(min(len(self._waiting), MOST - 1))]

    def _hand_on(self) -> None:
        with self._lock:
            following = self._waiting.popleft() if self._waiting else None
            self._is_led = following is not None
        if following is not None:
            following.hear(_Said.LEAD)


def alone(work: Callable[[], T], around: Callable[[], AbstractContextManager[Any]] = nullcontext) -> T:
    """What the work answers, in a transaction of its own; tried again where others got into its way."""
    for left in range(MOST_TRIES - 1, -1, -1):
        try:
            with transaction(), around():
                return work()
        except DBAPIError as error:
            if not left or not is_collision(error):
                raise
    raise AssertionError("the last try returns or raises")


def together(work: Callable[[], T], around: Callable[[], AbstractContextManager[Any]]) -> T:
    """Run the work in a transaction that it may share with others of its kind; `around` is entered once for all of
    them. Inside a transaction it joins that one."""
    if is_writing():
        with around():
            return work()
    # Nobody waits with a connection in his hand, nor with an old snapshot.
    db.session.rollback()
    lines: dict[Any, Line] = current_app.extensions.setdefault(EXTENSION, {})
    return lines.setdefault(around, Line(around)).write(work)
