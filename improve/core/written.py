"""Texts in which somebody wrote an address that is to be erased: the text stays its author's, the address goes.

    TITLES = Written("ideas", _l("Ideas"), (Suggestion, "title"), (SuggestionText, "problem", "idea"))
    Contribution(HOLDER, TITLES.holder())

What is told of them is the address as it stands there and nothing around it: who looks after contacts need not be
allowed to read the text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import Text, cast, inspect, or_, select

from improve.core.db import db
from improve.core.erasing import Held, Holder
from improve.core.mail.addresses import keys_in, places_of, without
from improve.core.messages import LazyText, _l

FATE = _l("taken out of the text, which stays its author's")
# The last is the wide one as JSON has it.
_SIGNS = ("%@%", "%＠%", "%uff20%")

Columns = tuple[Any, ...]
"""A model and the names of its columns of text or JSON."""


class Written:
    """The text columns of one kind; `after` is told the rows that changed, by model."""

    def __init__(
        self, code: str, label: LazyText, *where: Columns, after: Callable[[list[Any]], None] | None = None
    ) -> None:
        self.code = code
        self.label = label
        self._where = where
        self._after = after

    def holder(self) -> Holder:
        """As the feature contributes it."""
        return Holder(self.held, self.erase, self.addresses)

    def held(self, key: str) -> Iterator[Held]:
        """Each place with the address as it was written."""
        records = tuple(
            {"in": name, "written": text[start:end]}
            for _model, _key, texts in self._holding(key)
            for name, value in texts.items()
            for text in _texts_in(value)
            for start, end in places_of(text, key)
        )
        yield Held(self.code, self.label, FATE, records)

    def erase(self, key: str) -> Mapping[str, int]:
        """Take it out everywhere; through the objects, because the search hears of those."""
        changed = []
        for model, identity, _texts in list(self._holding(key)):
            row = db.session.get_one(model, identity, with_for_update=True, populate_existing=True)
            for name in self._names(model):
                setattr(row, name, _without(getattr(row, name), key))
            changed.append(row)
        db.session.flush()
        if changed and self._after is not None:
            self._after(changed)
        return {self.code: len(changed)}

    def addresses(self) -> Iterable[str]:
        """All that are written in them."""
        for _model, _identity, texts in self._with_any():
            for value in texts.values():
                yield from _keys_in(value)

    def _names(self, model: Any) -> tuple[str, ...]:
        return next(tuple(names) for one, *names in self._where if one is model)

    def _holding(self, key: str) -> Iterator[tuple[Any, tuple[Any, ...], dict[str, Any]]]:
        for model, identity, texts in self._with_any():
            found = {name: value for name, value in texts.items() if key in _keys_in(value)}
            if found:
                yield model, identity, found

    def _with_any(self) -> Iterator[tuple[Any, tuple[Any, ...], dict[str, Any]]]:
        """The rows in whose texts any address may stand, by their keys, in their order."""
        for model, *names in self._where:
            columns = [getattr(model, name) for name in names]
            keys = inspect(model).primary_key
            holds = or_(*(cast(column, Text).like(sign) for column in columns for sign in _SIGNS))
            for row in db.session.execute(select(*keys, *columns).where(holds).order_by(*keys)):
                texts = dict(zip(names, row[len(keys) :], strict=True))
                yield model, tuple(row[: len(keys)]), {name: value for name, value in texts.items() if value}


def _texts_in(value: Any) -> Iterator[str]:
    """The strings of a column: of text itself, of JSON all within."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _texts_in(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts_in(one)


def _keys_in(value: Any) -> set[str]:
    return {key for text in _texts_in(value) for key in keys_in(text)}


def _without(value: Any, key: str) -> Any:
    if isinstance(value, str):
        return without(value, key)
    if isinstance(value, Mapping):
        return {name: _without(one, key) for name, one in value.items()}
    return [_without(one, key) for one in value] if isinstance(value, list) else value
