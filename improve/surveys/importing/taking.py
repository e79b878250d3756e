"""Storing answers from a file, a batch at a time, each row once."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import delete, insert, select

from improve.core.db import db
from improve.core.events import publish
from improve.core.importing.ports import Became
from improve.core.policy import Actor
from improve.surveys import store
from improve.surveys.events import AnswersImported
from improve.surveys.importing.models import ImportedResponse
from improve.surveys.importing.responses import Brought
from improve.surveys.importing.service import wording_for_answers
from improve.surveys.invitations import quotas
from improve.surveys.models import Answer, Response, Survey, Version
from improve.surveys.queries.surveys import company_today
from improve.surveys.segments.chosen import splitting_held
from improve.surveys.segments.rules import SegmentKey, Splitting, crossed
from improve.surveys.sittings.models import Sitting
from improve.surveys.values.kinds import RESPONSES
from improve.surveys.values.questions import specs_of

Rows = list[dict[str, Any]]


@dataclass
class _Batch:
    """What a batch stores."""

    responses: Rows = field(default_factory=list)
    answers: Rows = field(default_factory=list)
    sittings: Rows = field(default_factory=list)
    marks: Rows = field(default_factory=list)
    counts: Counter[tuple[date, str, str]] = field(default_factory=Counter)
    by_segment: Counter[tuple[date, SegmentKey]] = field(default_factory=Counter)


class Taking:
    """Stores rows of one file for one survey; `partial` counts those that were never sent in."""

    def __init__(self, survey_id: int) -> None:
        self.survey_id = survey_id
        self.partial = 0
        self._alike: Counter[str] = Counter()
        self._split = Splitting((), frozenset())

    def apply(self, rows: Sequence[Brought], by: Actor) -> list[Became]:
        """Store a batch inside the engine's transaction."""
        survey = db.session.get_one(Survey, self.survey_id)
        version = wording_for_answers(survey)
        self._split = splitting_held(self.survey_id, specs_of(version.questions))
        db.session.flush()
        keyed = [(self._external(row), _digest(row), row) for row in rows]
        known = self._known([external for external, _digest, _row in keyed])
        quotas.hold([survey.id])
        with store.counted_together():
            out = self._take(keyed, known, survey, version)
        if len(out) > out.count("skipped"):
            publish(AnswersImported(actor_id=by.actor_id, subject_id=survey.id))
        return out

    def _take(
        self,
        keyed: Sequence[tuple[str, str, Brought]],
        known: dict[str, str],
        survey: Survey,
        version: Version,
    ) -> list[Became]:
        """What became of each row; `known`: the digests of those that were brought in before, by their ids."""
        batch = _Batch()
        out: list[Became] = []
        for external, digest, row in keyed:
            if known.get(external) == digest:
                out.append("skipped")
                continue
            if external in known:
                # The same id twice in one batch: what it said first must be there to be replaced.
                self._write(batch, version)
                batch = _Batch()
                self._take_out(external)
            self._add(batch, survey, version, (external, digest), row)
            out.append("updated" if external in known else "created")
            known[external] = digest
        self._write(batch, version)
        return out

    def _external(self, row: Brought) -> str:
        """What names a row: its id, or what it says and how many such there were before."""
        if row.external:
            return _hash(f"id {self.survey_id} {row.external}")
        digest = _digest(row)
        self._alike[digest] += 1
        return _hash(f"row {self.survey_id} {digest} {self._alike[digest]}")

    def _known(self, externals: list[str]) -> dict[str, str]:
        found = db.session.execute(
            select(ImportedResponse.external_hash, ImportedResponse.digest).where(
                ImportedResponse.survey_id == self.survey_id, ImportedResponse.external_hash.in_(externals)
            )
        )
        return {row.external_hash: row.digest for row in found}

    def _take_out(self, external: str) -> None:
        """Remove what a row said before."""
        mine = (ImportedResponse.survey_id == self.survey_id, ImportedResponse.external_hash == external)
        response_id = db.session.scalar(select(ImportedResponse.response_id).where(*mine))
        db.session.execute(delete(Sitting).where(Sitting.key_hash == external))
        response = db.session.get(Response, response_id) if response_id is not None else None
        db.session.execute(delete(ImportedResponse).where(*mine))
        if response is None:
            return
        rows = db.session.execute(
            select(Answer.question_code, Answer.value).where(Answer.response_id == response.id)
        )
        gone = {(RESPONSES, response.language), *((code, value) for code, value in rows)}
        specs = specs_of(db.session.get_one(Version, response.version_id).questions)
        split = splitting_held(self.survey_id, specs)
        store.change_in_rollup(
            self.survey_id, response.version_id, response.day, split, gone=gone, come=set()
        )
        db.session.execute(delete(Answer).where(Answer.response_id == response.id))
        db.session.execute(delete(Response).where(Response.id == response.id))

    def _add(
        self, batch: _Batch, survey: Survey, version: Version, mark: tuple[str, str], row: Brought
    ) -> None:
        external, digest = mark
        spoken = row.language if row.language in version.languages else version.languages[0]
        common = {"survey_id": survey.id}
        response_id = None
        if row.day is None:
            self.partial += 1
            batch.sittings.append(
                {**common, "key_hash": external, "version_id": version.id, "language": spoken}
                | {"page": row.page, "day": company_today(), "answers": dict(row.raw)}
            )
        else:
            response_id = secrets.randbits(62)
            batch.responses.append(
                {**common, "id": response_id, "version_id": version.id, "day": row.day, "language": spoken}
            )
            batch.answers += [
                {**common, "response_id": response_id, "day": row.day}
                | {"question_code": one.code, "value": one.value, "text": one.text}
                for one in row.given
            ]
            keys = [(RESPONSES, str(spoken)), *((one.code, one.value) for one in row.given)]
            batch.counts.update((row.day, *key) for key in keys)
            batch.by_segment.update((row.day, key) for key in crossed(self._split, keys))
        batch.marks.append(
            {**common, "external_hash": external, "digest": digest, "response_id": response_id}
        )

    def _write(self, batch: _Batch, version: Version) -> None:
        for table, rows in (
            (Response, batch.responses),
            (Answer, batch.answers),
            (Sitting, batch.sittings),
            (ImportedResponse, batch.marks),
        ):
            if rows:
                db.session.execute(insert(table.__table__), rows)  # type: ignore[arg-type]
        store.add_counts(self.survey_id, version.id, batch.counts, batch.by_segment)


def _digest(row: Brought) -> str:
    told = [row.day.isoformat() if row.day else None, row.page, row.language, sorted(row.raw.items())]
    return _hash(json.dumps(told, ensure_ascii=False))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
