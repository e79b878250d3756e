"""What a feature declares so that its rows can be brought in: by the command line and by the page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from improve.core.errors import Invalid
from improve.core.localized import Localized
from improve.core.messages import LazyText
from improve.core.policy import Actor
from improve.core.spreadsheets import Table
from improve.core.spreadsheets.table import folded

# What became of one row: created, updated or skipped, or why it was not taken.
Became = str | Invalid


@dataclass(frozen=True)
class ImportField:
    """A field that a column can be mapped to. `synonyms`: headings that mean it, in any language.

    `kind`: text, instant (read with the column's date order, as UTC), whole or number. `words`: what the label, which
    may be a code, stands for.
    """

    name: str
    label: LazyText
    kind: str = "text"
    required: bool = False
    synonyms: tuple[str, ...] = ()
    words: Localized | None = None

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings that mean it, in one spelling, the best first."""
        own = (self.name, self.name.replace("_", " "), self.label.msgid)
        return tuple(folded(text) for text in (*own, *self.synonyms))


@dataclass(frozen=True)
class Home:
    """The page to which an import belongs."""

    label: LazyText | Localized
    endpoint: str
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Importer:
    """An import, contributed under the slot `importer`; one of many that are made when they are asked for (the answers
    to each survey) by a function from code to importer under the slot `importer.family`.

    `parse` turns a row's mapped values into the feature's own value or raises `Invalid`; `apply` stores a
    batch inside the engine's transaction and answers for each what became of it. `needs` names the fields of
    which at least one must be mapped.
    """

    code: str
    label: LazyText
    line: LazyText
    permission: str
    fields: tuple[ImportField, ...]
    parse: Callable[[Mapping[str, Any]], Any]
    apply: Callable[[Sequence[Any], Actor], Sequence[Became]]
    needs: tuple[str, ...] = ()
    icon: str = "file-earmark-arrow-up"
    order: int = 50
    # A file that is no table (Pabulib): makes one of it, or answers None.
    recognize: Callable[[bytes], Table | None] | None = field(default=None)
    batch: int = 500
    # Fields that the company made itself: asked anew for each file.
    further: Callable[[], Sequence[ImportField]] | None = field(default=None)
    # Fields for headings that no other field claims: asked with those of the file.
    rest: Callable[[Sequence[str]], Sequence[ImportField]] | None = field(default=None)
    # What the permission is asked about; None: anywhere.
    subject: object | None = None
    # Saved mappings are shared by importers with the same name here; empty: its code.
    saved_as: str = ""
    home: Home | None = None
    # What whoever brings something in has to know before, beside that nothing is stored yet.
    warning: LazyText | None = None
    # Why a column stays behind to which no field was mapped.
    left_out: Callable[[str], LazyText] | None = None
    # The importer for this very file, which knows its headings and begins its counts anew.
    for_table: Callable[[Table], Importer] | None = None
    # What is to be told of a file besides its counts, once it was brought in or checked.
    remarks: Callable[[], Sequence[LazyText]] | None = None
    file_types: tuple[str, ...] = ()

    @property
    def profiles(self) -> str:
        """The name under which its mappings are saved."""
        return self.saved_as or self.code

    def reading(self, table: Table) -> Importer:
        """The importer for this very file."""
        return self.for_table(table) if self.for_table is not None else self

    def all_fields(self, header: Sequence[str] = ()) -> tuple[ImportField, ...]:
        """Our own fields, then the company's, then those of the file itself."""
        known = (*self.fields, *(self.further() if self.further is not None else ()))
        if self.rest is None or not header:
            return known
        claimed = {text for item in known for text in item.headings}
        return (*known, *self.rest([heading for heading in header if folded(heading) not in claimed]))
