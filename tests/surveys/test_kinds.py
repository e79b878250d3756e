"""Every kind of question: what is stored of an answer, what is refused. Feature table row "Question types" (M)."""

from __future__ import annotations

from typing import Any

import pytest

from improve.core.errors import Invalid
from improve.core.localized import Localized
from improve.surveys.rules.answers import check_answers
from improve.surveys.values.kinds import Kind
from improve.surveys.values.questions import Choice, Spec

Q = Localized.both("?")
AB = (
    Choice("c1", Localized.both("Tea")),
    Choice("c2", Localized.both("Milk")),
    Choice("c3", Localized.both("Ale")),
)
ROWS = (Choice("r1", Localized.both("Taste")), Choice("r2", Localized.both("Price")))


def one(kind: Kind, code: str = "q", **more: Any) -> Spec:
    return Spec(code, kind, Q, **more)


RATE = one(Kind.RATING, low=0, high=4)
PICK = one(Kind.CHOICE, choices=AB, offers_other=True)
TICK = one(Kind.MULTIPLE, choices=AB, offers_other=True, most="2")
GRID = one(Kind.MATRIX, choices=AB, rows=ROWS, offers_not_sure=True)
RANK = one(Kind.RANKING, choices=AB)
AGE = one(Kind.NUMBER, least="0", most="120", is_whole=True)
COST = one(Kind.NUMBER)
DAY = one(Kind.DATE, least="2026-01-01", most="2026-12-31")
YES = one(Kind.YES_NO)
AGREE = one(Kind.CONSENT, is_required=True, revision=3)
HIDE = one(Kind.HIDDEN)
SAY = one(Kind.STATEMENT, is_required=True)
WORD = one(Kind.SHORT_TEXT, least="3", most="5")

KEY = "0123456789abcdef" * 2
FILES = one(Kind.FILE, most="2")
GOOD: list[tuple[Spec, dict[str, Any], dict[str, Any]]] = [
    (RATE, {"q": "0"}, {"q": "0"}),
    (PICK, {"q": "c2"}, {"q": "c2"}),
    (PICK, {"q": "other", "q.other": " Juice "}, {"q": "other", "q.other": ("y", "Juice")}),
    (PICK, {"q.other": "Juice"}, {"q": "other", "q.other": ("y", "Juice")}),
    (PICK, {"q": "c1", "q.other": "Juice"}, {"q": "c1"}),
    (TICK, {"q.c1": "y", "q.c3": "y"}, {"q": "2", "q.c1": "y", "q.c3": "y"}),
    (TICK, {"q": ["c1", "c3"]}, {"q": "2", "q.c1": "y", "q.c3": "y"}),
    (
        TICK,
        {"q": {"c1": True, "c2": False, "other": "Gin"}},
        {"q": "2", "q.c1": "y", "q.other": ("y", "Gin")},
    ),
    (TICK, {"q": []}, {}),
    (GRID, {"q.r1": "c1", "q.r2": "na"}, {"q.r1": "c1", "q.r2": "na"}),
    (GRID, {"q": {"r2": "c3"}}, {"q.r2": "c3"}),
    (RANK, {"q": ["c3", "c1"]}, {"q.c3": "1", "q.c1": "2"}),
    (RANK, {"q.c1": "2", "q.c2": "1"}, {"q.c1": "2", "q.c2": "1"}),
    (AGE, {"q": "42"}, {"q": "42"}),
    (AGE, {"q": 42.0}, {"q": "42"}),
    (COST, {"q": "12,5"}, {"q": "12.5"}),
    (COST, {"q": "-0"}, {"q": "0"}),
    (COST, {"q": "1e-7"}, {"q": "0.0000001"}),
    (DAY, {"q": "2026-05-31"}, {"q": "2026-05-31"}),
    (YES, {"q": True}, {"q": "y"}),
    (YES, {"q": "n"}, {"q": "n"}),
    (AGREE, {"q": "v3"}, {"q": "v3"}),
    (AGREE, {"q": True}, {"q": "v3"}),
    (HIDE, {"q": "shop 12"}, {"q": "shop 12"}),
    (SAY, {}, {}),
    (WORD, {"q": "Okay"}, {"q": ("none", "Okay")}),
    (FILES, {"q": f"{KEY} {KEY} {KEY[::-1]}"}, {"q": "2"}),
]
BAD: list[tuple[Spec, dict[str, Any]]] = [
    (RATE, {"q": "5"}),
    (PICK, {"q": "c9"}),
    (PICK, {"q": "other"}),
    (PICK, {"q": "other", "q.other": "x" * 201}),
    (TICK, {"q": ["c1", "c2", "c3"]}),
    (TICK, {"q": ["c9"]}),
    (TICK, {"q.c1": ["y"]}),
    (TICK, {"q.c9": "y"}),
    (TICK, {"q": "c1"}),
    (GRID, {"q.r1": "c9"}),
    (GRID, {"q.r9": "c1"}),
    (GRID, {"q": "c1"}),
    (one(Kind.MATRIX, choices=AB, rows=ROWS, is_required=True), {"q.r1": "c1"}),
    (RANK, {"q": ["c1", "c1"]}),
    (RANK, {"q.c1": "1", "q.c2": "1"}),
    (RANK, {"q.c1": "2"}),
    (RANK, {"q.c1": "4"}),
    (one(Kind.RANKING, choices=AB, is_required=True), {"q": ["c1"]}),
    (AGE, {"q": "121"}),
    (AGE, {"q": "1.5"}),
    (AGE, {"q": "NaN"}),
    (COST, {"q": "9" * 400}),
    (COST, {"q": "\x00"}),
    (DAY, {"q": "2027-01-01"}),
    (DAY, {"q": "31.05.2026"}),
    (YES, {"q": "maybe"}),
    (AGREE, {}),
    (AGREE, {"q": "v2"}),
    (AGREE, {"q": False}),
    (HIDE, {"q": "x" * 41}),
    (HIDE, {"q": ["a"]}),
    (SAY, {"q": "x"}),
    (WORD, {"q": "No"}),
    (WORD, {"q": "Too long"}),
    (FILES, {"q": "../../etc/passwd"}),
    (FILES, {"q": " ".join(f"{n:032x}" for n in range(3))}),
    (FILES, {"q": [KEY]}),
]


@pytest.mark.parametrize(("spec", "raw", "stored"), GOOD, ids=lambda v: str(v)[:40])
def test_what_is_stored(spec: Spec, raw: dict[str, Any], stored: dict[str, Any]) -> None:
    found = {g.code: g.value if g.text is None else (g.value, g.text) for g in check_answers([spec], raw)}
    assert found == stored


@pytest.mark.parametrize(("spec", "raw"), BAD, ids=lambda v: str(v)[:40])
def test_what_is_refused(spec: Spec, raw: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as refusal:
        check_answers([spec], raw)
    assert all(str(message) for messages in refusal.value.errors.values() for message in messages)


def test_every_kind_is_tried() -> None:
    tried = {spec.kind for spec, _raw, _stored in GOOD} | {Kind.NPS, Kind.CSAT, Kind.CES, Kind.LONG_TEXT}
    assert tried == set(Kind)
