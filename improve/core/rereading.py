"""What a page asks of the database more than once is read once.

`@read_once` keeps what a function of hashable arguments reads until the reading transaction ends, which is at the latest
the end of the request. Nothing is kept beyond, and nothing while writing. Several parts of a page then need not hand
each other what they have read. The answer is shared: who gets it does not change it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from sqlalchemy import event
from sqlalchemy.orm import Session

from improve.core.db import db, is_writing

P = ParamSpec("P")
T = TypeVar("T")

READ = "read_once"


def read_once(make: Callable[P, T]) -> Callable[P, T]:
    """Read what this answers once in a reading transaction."""

    @wraps(make)
    def kept(*args: P.args, **kwargs: P.kwargs) -> T:
        if is_writing():
            return make(*args, **kwargs)
        info = db.session().info
        key: Hashable = (make, args, tuple(sorted(kwargs.items())))
        entries: dict[Hashable, Any] = info.setdefault(READ, {})
        if key in entries:
            found: T = entries[key]
            return found
        value = make(*args, **kwargs)
        # Reading may have ended the transaction; what is kept belongs to the present one.
        info.setdefault(READ, {})[key] = value
        return value

    return kept


@event.listens_for(Session, "after_transaction_end")
def _forget_at_end(session: Session, _transaction: Any) -> None:
    session.info.pop(READ, None)
