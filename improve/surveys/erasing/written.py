"""Addresses that somebody wrote: into an answer, into one that was begun or tried, or to hear what is done.

Nobody knows whether whoever wrote an address into an answer is its owner: the text goes, the rest of the answer stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from typing import Any

from sqlalchemy import Text, cast, delete, or_, select, update

from improve.core.db import db
from improve.core.erasing import Held
from improve.core.mail.addresses import keys_in
from improve.core.messages import _l
from improve.surveys.erasing.theirs import title_of
from improve.surveys.invitations import quotas
from improve.surveys.models import Answer, Response, Survey
from improve.surveys.outcomes.models import Follower
from improve.surveys.retention import service as retention
from improve.surveys.sittings.models import Sitting
from improve.surveys.store import counted_together
from improve.surveys.trials.models import Trial

TEXTS, BEGUN, TRIED, FOLLOWS = "texts_with_the_address", "begun", "test_answers", "wishes_to_hear"
_AT, _WIDE_AT = "@", "\\uff20"  # in JSON a full-width sign stands as its number


def _texts() -> Iterator[tuple[Answer, set[str]]]:
    """The texts in answers that hold addresses, with those."""
    statement = select(Answer).where(
        Answer.text.is_not(None), or_(Answer.text.contains(_AT), Answer.text.contains("＠"))
    )
    for row in db.session.scalars(statement.execution_options(yield_per=500)):
        found = keys_in(row.text or "")
        if found:
            yield row, found


def _in_json(model: type[Sitting] | type[Trial]) -> Iterator[tuple[Any, set[str]]]:
    """What was begun or tried and holds addresses, with those."""
    raw = cast(model.answers, Text)
    statement: Any = select(model).where(
        model.answers.is_not(None), or_(raw.contains(_AT), raw.contains(_WIDE_AT, autoescape=True))
    )
    for row in db.session.scalars(statement):
        found = keys_in("\n".join(map(str, (row.answers or {}).values())))
        if found:
            yield row, found


def held(key: str, own: Set[int]) -> Iterator[Held]:
    """Wherever the address was written, but for the answers `own`, which stand for themselves."""
    texts = [row for row, found in _texts() if key in found and row.response_id not in own]
    yield Held(
        TEXTS,
        _l("Texts in answers in which the address is written"),
        _l("the text is deleted, the rest of the answer stays"),
        tuple(
            {"survey": _title(row.survey_id), "day": row.day.isoformat(), row.question_code: row.text}
            for row in texts
        ),
    )
    for model, code, label in (
        (Sitting, BEGUN, _l("Surveys begun and not sent, with the address in them")),
        (Trial, TRIED, _l("Test answers with the address in them")),
    ):
        rows = [row for row, found in _in_json(model) if key in found]
        records = tuple({"survey": _title(row.survey_id), "answers": dict(row.answers)} for row in rows)
        yield Held(code, label, _l("their answers are deleted"), records)
    follows = db.session.scalars(select(Follower).where(Follower.email_key == key)).all()
    yield Held(
        FOLLOWS,
        _l("Wishes to hear what is done about a survey"),
        _l("deleted; no more of these mails"),
        tuple(
            {"survey": _title(row.survey_id), "email": row.email, "language": row.language} for row in follows
        ),
    )


def _title(survey_id: int) -> str:
    return title_of(db.session.get_one(Survey, survey_id))


def erase(key: str) -> dict[str, int]:
    """Take it from wherever it was written."""
    names: dict[int, set[str]] = {}
    for row, found in _texts():
        if key in found:
            names.setdefault(row.response_id, set()).add(row.question_code)
    locked = select(Response).where(Response.id.in_(names)).order_by(Response.id).with_for_update()
    responses = db.session.scalars(locked).all()
    quotas.hold(response.survey_id for response in responses)
    with counted_together():
        for response in responses:
            retention.take(response, names[response.id])
    begun = [row.key_hash for row, found in _in_json(Sitting) if key in found]
    db.session.execute(update(Sitting).where(Sitting.key_hash.in_(begun)).values(answers=None))
    tried = [row.id for row, found in _in_json(Trial) if key in found]
    db.session.execute(delete(Trial).where(Trial.id.in_(tried)))
    follows = db.session.execute(
        delete(Follower).where(Follower.email_key == key).returning(Follower.survey_id)
    ).all()
    return {
        TEXTS: sum(map(len, names.values())),
        BEGUN: len(begun),
        TRIED: len(tried),
        FOLLOWS: len(follows),
    }


def addresses() -> Iterable[str]:
    """All that were written anywhere."""
    yield from db.session.scalars(select(Follower.email_key))
    for rows in (_texts(), _in_json(Sitting), _in_json(Trial)):
        for _row, found in rows:
            yield from found
