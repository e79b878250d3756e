"""Lists: one page of a long one, without counting more than asked, and as a download."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from flask import request
from sqlalchemy import Select, func, select

from improve.core.db import db
from improve.web.addresses import address

T = TypeVar("T")
PER_PAGE = 25
LAST_PAGE = 100_000


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a list."""

    items: Sequence[T]
    number: int
    per_page: int
    total: int
    is_more: bool = False  # there are more than `total`; nobody counted them

    @property
    def last(self) -> int:
        return max(1, -(-self.total // self.per_page))

    @property
    def first_shown(self) -> int:
        return (self.number - 1) * self.per_page + 1 if self.items else 0

    @property
    def last_shown(self) -> int:
        return (self.number - 1) * self.per_page + len(self.items)

    @property
    def has_next(self) -> bool:
        return self.number < self.last

    @property
    def has_previous(self) -> bool:
        return self.number > 1


def page_number() -> int:
    """`?page=`; anything unreadable is page 1."""
    raw = request.args.get("page", "1")
    return min(max(int(raw), 1), LAST_PAGE) if raw.isascii() and raw.isdigit() and len(raw) < 9 else 1


def paginate(
    statement: Select[Any], *, page: int, per_page: int = PER_PAGE, count: Select[Any] | None = None
) -> Page[Any]:
    """The page of entities that `statement` selects; `count` may be a cheaper select of the same rows."""
    counted = (count if count is not None else statement).order_by(None)
    total = db.session.scalar(select(func.count()).select_from(counted.subquery())) or 0
    rows = db.session.scalars(statement.limit(per_page).offset((page - 1) * per_page)).all()
    return Page(items=rows, number=page, per_page=per_page, total=total)


def page_url(number: int) -> str:
    """The present address with another page."""
    return url_with(page=number if number > 1 else None)


def url_with(**changes: Any) -> str:
    """The present address with some query values changed; None removes one. For filters and sort links."""
    values: dict[str, Any] = {**(request.view_args or {}), **request.args.to_dict(flat=True)}
    for key, value in changes.items():
        if value is None:
            values.pop(key, None)
        else:
            values[key] = value
    return address(str(request.endpoint), **values)


def as_rows(items: Iterable[T], columns: Mapping[str, Any]) -> Iterable[list[Any]]:
    """Rows for an export: `columns` maps a heading to a function of the item."""
    for item in items:
        yield [get(item) for get in columns.values()]
