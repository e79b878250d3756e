"""Practice ideas: all members score the same ones first, then compare; nothing of it counts anywhere."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

import pytest
from flask import Flask

from improve.core.db import db, transaction
from improve.core.errors import Forbidden, Invalid, Refused
from improve.core.events import Event
from improve.core.policy import SYSTEM
from improve.reviews import service
from improve.reviews.days import company_today
from improve.reviews.events import PracticeScored
from improve.reviews.models import Practice, PracticeReview, Review, Round, RoundItem
from improve.reviews.queries import (
    given_by,
    inputs_of,
    owed_practice,
    practice_at,
    practice_readings,
    practices_for,
    queue_of,
    standing_of,
)
from improve.reviews.rules.masking import MASK
from improve.reviews.rules.practice import compare, widest
from improve.reviews.rules.scoring import Asked
from improve.reviews.values import (
    DecisionData,
    DeclarationData,
    Distance,
    PracticeChoice,
    PracticeText,
)
from improve.suggestions.models import Suggestion
from tests.browser import Browser
from tests.people import PASSWORD, act
from tests.reviews.company import Company, make_company

SCALE, YES_NO = Asked(1, 40, 1, 5), Asked(2, 0, 0, 1, in_total=False)
# own and others of the scale, how far they are apart, the spread, own against the middle of the others
APART = (
    (3.0, [], Distance.ALONE, 0.0, None),
    (None, [4.0], Distance.ALONE, 0.0, None),
    (3.0, [3.0, 4.0], Distance.ALIKE, 1.0, -0.5),
    (2.0, [4.0, 3.0, None], Distance.APART, 2.0, -1.5),
    (5.0, [2.0, 3.0, 3.0], Distance.FAR, 3.0, 2.0),
    (None, [1.0, 5.0], Distance.FAR, 4.0, None),
)
WRITTEN = PracticeText("A made-up shelf", "Nobody finds the gauge", "Hang it up", "No search")


def test_answers_stand_beside_each_other() -> None:
    for own, others, distance, spread, gap in APART:
        rows = compare([SCALE, YES_NO], {1: own}, [{1: value, 2: 1.0} for value in others])
        assert [row.criterion_id for row in rows] == [1, 2]
        assert (rows[0].distance, rows[0].spread, rows[0].gap) == (distance, spread, gap), own
        assert list(rows[0].others) == sorted(value for value in others if value is not None)
        assert widest(rows) is (rows[0] if distance in (Distance.APART, Distance.FAR) else None)
    split = compare([SCALE, YES_NO], {1: 3.0, 2: 0.0}, [{1: 4.0, 2: 1.0}])
    assert widest(split) is split[1], "a yes against a no is as far as it gets"


def decided(company: Company, *ideas: Suggestion) -> Round:
    """A round whose decisions are published."""
    held = company.round(ideas)
    with transaction():
        service.close_round(held, by=SYSTEM)
    for idea in ideas:
        with transaction():
            by = company.root if idea.author_id == company.ada.id else company.chen
            service.decide(company.item(held, idea), DecisionData("accept", "Good"), by=act(by))
    with transaction():
        service.publish_round(held, by=SYSTEM)
    return held


def prepared(company: Company, title: str = "Old idea", author: str = "max") -> tuple[Round, Suggestion]:
    """An open round with a decided idea and a written one to practice on."""
    old = company.idea(title, author)
    decided(company, old)
    held = company.round([company.idea("Real one"), company.idea("Real two")], opened=False)
    with transaction():
        service.choose_practice(held, PracticeChoice(old.id), by=act(company.coco))
        service.write_practice(held, WRITTEN, by=act(company.coco))
        service.open_round(held, by=SYSTEM)
    return held, old


def practices(
    company: Company, held: Round, who: str, value: float = 3.0, places: tuple[int, ...] = (1, 2)
) -> None:
    by = act(company.people[who])
    for place in places:
        one = practice_at(by, held.id, place)
        assert one is not None
        with transaction():
            given = {criterion.id: value for criterion in held.rubric_version.criteria}
            service.score_practice(one, given, by=by)


def test_practice_comes_first_once_and_counts_nowhere(company: Company, heard: list[Event]) -> None:
    held, _old = prepared(company)
    real = db.session.query(Suggestion).filter_by(title="Real one").one()
    with pytest.raises(Refused, match="试评建议"):
        company.score(held, real, "mia", 4.0)
    practices(company, held, "mia", 2.0, (1,))
    assert owed_practice(act(company.mia), (held.id,)) == [(held.id, 2)]
    with pytest.raises(Refused):
        company.score(held, real, "mia", 4.0)
    before = standing_of(held, inputs_of(held)).to_json()
    practices(company, held, "mia", 5.0)
    mine = db.session.query(PracticeReview).filter_by(person_id=company.mia.id).order_by("practice_id").all()
    assert [set(one.values.values()) for one in mine] == [{2.0}, {5.0}], "what was given stands"
    assert [one.score for one in mine] == [25.0, 100.0]
    assert sum(isinstance(event, PracticeScored) for event in heard) == 2
    assert standing_of(held, inputs_of(held)).to_json() == before
    assert db.session.query(Review).join(RoundItem).filter(RoundItem.round_id == held.id).count() == 0
    assert db.session.scalars(given_by(act(company.mia))).all() == []
    assert len(queue_of(act(company.mia), company_today())) == 2
    company.score(held, real, "mia", 4.0)
    assert owed_practice(act(company.wu), (held.id,)) == [(held.id, 1), (held.id, 2)]
    with transaction():
        service.close_round(held, by=SYSTEM)
    with pytest.raises(Refused, match="评分已结束"):
        practices(company, held, "wu")


def test_who_chooses_what_and_until_when(company: Company) -> None:
    old, fresh = company.idea("Old idea"), company.idea("Fresh idea")
    decided(company, old)
    held = company.round([fresh, company.idea("Real")], opened=False)
    chair, manager = act(company.chen), act(company.coco)
    for who in ("mia", "otto", "max"):
        with pytest.raises(Forbidden), transaction():
            service.write_practice(held, WRITTEN, by=act(company.people[who]))
    for number in (fresh.id, company.idea("Undecided").id, 2**31 - 1):
        with pytest.raises(Invalid), transaction():
            service.choose_practice(held, PracticeChoice(number), by=manager)
    with transaction():
        service.choose_practice(held, PracticeChoice(old.id), by=manager)
        service.open_round(held, by=SYSTEM)
    with pytest.raises(Invalid), transaction():
        service.choose_practice(held, PracticeChoice(old.id), by=manager)
    with transaction():
        service.write_practice(held, WRITTEN, by=chair)
    with pytest.raises(Refused, match="最多2条"), transaction():
        service.write_practice(held, WRITTEN, by=chair)
    with transaction():
        service.remove_practice(held, 1, by=manager)
    assert [(one.place, one.title) for one in practices_for(chair, held.id)] == [(1, WRITTEN.title)]
    practices(company, held, "wu", places=(1,))
    assert not service.may_set_practice(held, by=chair)
    for change in (
        lambda: service.remove_practice(held, 1, by=manager),
        lambda: service.write_practice(held, WRITTEN, by=chair),
    ):
        with pytest.raises(Refused, match="已有人评分"), transaction():
            change()


def test_T1_T5_who_has_a_conflict_does_not_meet_it_and_the_others_read_no_name(company: Company) -> None:
    company.person("pquartz", "warehouse", name="Philomena Quartz")
    held, old = prepared(company, "Quartz shelf", "pquartz")
    mia, wu = act(company.mia), act(company.wu)
    assert [one.place for one in practices_for(wu, held.id)] == [2], "an idea of their own team"
    assert owed_practice(wu, (held.id,)) == [(held.id, 2)]
    found = practices_for(mia, held.id)
    read = practice_readings(found)[found[0].id]
    assert (read.title, read.author) == (f"{MASK} shelf", "")
    practices(company, held, "wu", places=(2,))
    company.score(held, db.session.query(Suggestion).filter_by(title="Real one").one(), "wu", 3.0)
    with transaction():
        held.author_hidden = False
    found = practices_for(mia, held.id)
    assert practice_readings(found)[found[0].id].author == "Philomena Quartz"
    other = company.round(opened=False)
    with transaction():  # it comes back, and a committee judges it anew
        db.session.add(RoundItem(round_id=other.id, suggestion_id=old.id, added_at=held.created_at))
        other.opened_at, other.state = held.created_at, "open"
    assert [one.place for one in practices_for(mia, held.id)] == [2]
    assert db.session.query(Practice).filter_by(round_id=held.id).count() == 2


def source(browser: Browser) -> str:
    return re.sub(r"\s+", " ", html.unescape(browser.body.decode()))


def test_practice_is_chosen_in_the_browser(app: Flask, new_browser: Callable[..., Browser]) -> None:
    with app.app_context():
        company = make_company(signs_in=("coco", "mia"))
        old = company.idea("Old idea")
        decided(company, old)
        held = company.round([company.idea("Real one")], opened=False)
        at, number = f"/reviews/rounds/{held.id}", old.id
    manager = new_browser()
    manager.sign_in("coco", PASSWORD)
    manager.get(f"{at}/practice")
    assert "No practice ideas" in manager.text
    manager.submit(f"{at}/practice/write", title="Title alone", status=422)
    assert "Title alone" in source(manager)
    manager.submit(f"{at}/practice/write", title="<b>Made up</b>", problem="No gauge", idea="Hang it up")
    token = manager.page.css('input[name="csrf_token"]')[0].attributes["value"]
    for idea in (str(number), "99999999999999999999", "x\x00"):
        sent = manager.client.post(f"{at}/practice/choose", data={"csrf_token": token, "idea": idea})
        assert sent.status_code == 303, idea
    manager.get(f"{at}/practice")
    assert "2 practice ideas" in manager.text
    assert "Two are enough" in manager.text
    assert "&lt;b&gt;Made up&lt;/b&gt;" in manager.body.decode()
    member = new_browser()
    member.sign_in("mia", PASSWORD)
    for address in (f"{at}/practice", f"{at}/practice/1"):
        assert member.client.get(address).status_code == 404, "it is being prepared"


def test_members_practice_and_compare_in_the_browser(app: Flask, new_browser: Callable[..., Browser]) -> None:
    with app.app_context():
        company = make_company(signs_in=("mia", "chen", "wu"))
        held, _old = prepared(company)
        at = f"/reviews/rounds/{held.id}"
        item = db.session.query(RoundItem).filter_by(round_id=held.id).first().id
    member = new_browser()
    member.sign_in("mia", PASSWORD)
    for address in ("/reviews/queue", at, f"/reviews/items/{item}", f"{at}/table"):
        member.get(address)
        assert "First come 2 practice ideas" in member.text, address
    member.get("/reviews/next")
    assert "Score 2 practice ideas first" in member.text
    member.get(f"{at}/practice/1")
    names = re.findall(r'<fieldset class="mb-4" id="(c\d+)"', member.body.decode())
    assert len(names) == 4
    member.submit(f"{at}/practice/1", **{names[0]: "3"}, status=422)
    assert "Choose a number" in member.text
    member.submit(f"{at}/practice/1", **dict.fromkeys(names, "2"))
    assert "Nobody else has scored this practice idea yet" in member.text
    chair = new_browser()
    chair.sign_in("chen", PASSWORD)
    chair.get(f"{at}/practice/1")
    assert "Everybody’s scores" not in source(chair), "the chair scores first, too"
    assert "With the members’ names" not in source(chair)
    chair.submit(f"{at}/practice/1", **{**dict.fromkeys(names, "2"), names[1]: "5"})
    for told in (
        "Views differ most on “Evidence”: from 2 to 5",
        "far apart: talk about it",
        "An opinion",
        "Mia",
    ):
        assert told in chair.text, told
    member.get(f"{at}/practice/1")
    assert "Views differ most on “Evidence”: from 2 to 5" in member.text
    assert "Chen" not in member.text
    member.get(f"{at}/practice/2")
    member.submit(f"{at}/practice/2", **dict.fromkeys(names, "4"))
    member.get(f"/reviews/items/{item}")
    assert "First come" not in member.text
    chinese = new_browser(language="zh-Hans")
    chinese.sign_in("wu", PASSWORD)
    chinese.language("zh-Hans")
    chinese.get(f"{at}/practice")
    assert "请先评2条试评建议" in chinese.text
    for address in (
        f"{at}/practice/3",
        f"{at}/practice/99999999999999999999",
        "/reviews/rounds/999/practice",
    ):
        assert chinese.client.get(address).status_code == 404, address


def test_a_conflict_that_is_declared_later_hides_practice_too(company: Company) -> None:
    held, old = prepared(company)
    practices(company, held, "mia", places=(1,))
    item = db.session.query(RoundItem).filter_by(suggestion_id=old.id).one()
    assert practice_at(act(company.mia), held.id, 1) is not None
    with pytest.raises(Refused), transaction():
        service.declare_conflict(item, DeclarationData("involved"), by=act(company.mia))
    with transaction():
        company.mia.unit_id = company.units["warehouse"].id
        old.unit_id = company.units["warehouse"].id
    assert practice_at(act(company.mia), held.id, 1) is None
