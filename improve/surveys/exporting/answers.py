"""The rows of a download, the same for every kind of file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any

from improve.core.policy import Actor
from improve.surveys import queries
from improve.surveys.codebook.queries import codes_by_response, codes_of
from improve.surveys.exporting.columns import Column, cells
from improve.surveys.invitations.naming import HEADS, named
from improve.surveys.models import Survey
from improve.surveys.queries.responses import Filled
from improve.surveys.uploads.service import files_of, questions_with_files
from improve.surveys.values.kinds import Kind

OWN = ("day", "wording", "language")
AT_ONCE = 500


@dataclass(frozen=True)
class Export:
    """What one reader gets of a survey's single answers; `address` makes the link of a file."""

    survey: Survey
    columns: Sequence[Column]
    in_words: bool
    by: Actor
    address: Callable[[str], str]

    @property
    def name(self) -> str:
        return f"survey-{self.survey.id}"

    @cached_property
    def codes(self) -> dict[int, dict[str, frozenset[int]]]:
        """What people found in comments when they coded them."""
        return codes_by_response(self.survey.id)

    @cached_property
    def coded(self) -> list[str]:
        """The questions of which some comment was coded."""
        return sorted({question for found in self.codes.values() for question in found})

    @cached_property
    def _code_names(self) -> dict[int, str]:
        return {code.id: str(code.name) for code in codes_of(self.survey.id, retired=True)}

    def _codes_in(self, response_id: int) -> list[str]:
        found = self.codes.get(response_id, {})
        names = self._code_names
        return ["; ".join(sorted(names[code] for code in found.get(q, ()))) for q in self.coded]

    def further_heads(self) -> list[str]:
        """The headings of `further`."""
        codes = [f"{question}.codes" for question in self.coded]
        return [*codes, *(f"{question}.links" for question in self.with_files)]

    def heads(self) -> list[str]:
        """A question with the code of one of our own columns gets another heading, which imports know."""
        own = (*OWN, *HEADS[self.survey.anonymity])
        asked = [*own, *(f"{c.name}_answer" if c.name in own else c.name for c in self.columns)]
        return [*asked, *self.further_heads()]

    @cached_property
    def with_files(self) -> list[str]:
        """The questions that ask for files, once some were sent; only who may read answers is here at all."""
        asked = [column.name for column in self.columns if column.spec.kind is Kind.FILE]
        return [code for code in asked if code in questions_with_files(self.survey.id)] if asked else []

    def _links(self, sent: Mapping[str, Sequence[str]]) -> list[str]:
        return [" ".join(self.address(key) for key in sent.get(code, ())) for code in self.with_files]

    def rows(self) -> Iterator[list[Any]]:
        """A row for each filled-in form, under `heads`."""
        for filled, who, sent in self.forms():
            own = [filled.day.isoformat(), filled.version, filled.language, *who]
            given = cells(self.columns, filled.answers, in_words=self.in_words)
            yield [*own, *given, *self.further(filled.key, sent)]

    def forms(self) -> Iterator[tuple[Filled, list[str], Mapping[str, Sequence[str]]]]:
        """Each filled-in form with the cells of who filled it in, and the keys of its files by question."""
        rest = named(self.survey, queries.responses(self.survey.id), self.by)
        while portion := list(islice(rest, AT_ONCE)):
            keys = [filled.key for filled, _who in portion] if self.with_files else []
            sent = files_of(keys)
            for filled, who in portion:
                yield filled, who, sent.get(filled.key, {})

    def further(self, response_id: int, sent: Mapping[str, Sequence[str]]) -> list[str]:
        """The cells behind the answers: what comments were coded as, and where files are."""
        return [*self._codes_in(response_id), *self._links(sent)]
