"""Counting what is asked of the database, to see that a longer list asks no more."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event

COUNTED = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "TRUNCATE")


class Statements:
    """The statements so far, in order."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    @property
    def count(self) -> int:
        """How many there were; BEGIN, COMMIT and pragmas are not counted."""
        return len(self.texts)

    def __str__(self) -> str:
        return "\n".join(self.texts)


@contextmanager
def statements() -> Iterator[Statements]:
    """Counts inside the block, over all engines of this process."""
    asked = Statements()

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.lstrip(" (\n").upper().startswith(COUNTED):
            asked.texts.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(Engine, "before_cursor_execute", note)
