"""T5: what names an author is hidden from those who judge the idea, in every text; and what a person adds stays hidden."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Callable

import pytest
from flask import Flask
from PIL import Image

from improve.audit.models import AuditEntry
from improve.core.db import db, transaction
from improve.core.errors import Forbidden, Invalid
from improve.core.policy import SYSTEM
from improve.core.uploads.inspection import inspect
from improve.reviews import service
from improve.reviews.models import Mask, Round, RoundItem
from improve.reviews.queries import reading_of
from improve.reviews.rules.masking import (
    MASK,
    Found,
    Names,
    _rules,
    find,
    folded,
    masked,
    may_name,
    places_of,
    seen_in,
)
from improve.reviews.values import HiddenWords
from improve.suggestions.attachments import service as attaching
from improve.suggestions.discussion import service as talking
from improve.suggestions.models import Suggestion
from improve.suggestions.values import CommentText
from tests.browser import Browser
from tests.people import PASSWORD, act
from tests.reviews.company import Company, make_company

M = MASK
# who, the text, what members read, what somebody is to look at
TEXTS = (
    ("Philomena Quartz", "Philomena Quartz and QUARTZ, Philomena", f"{M} and {M}", []),
    (
        "Philomena Quartz",
        "philoména.quartz / Phil\u200bomena\u2019s - Ｑｕａｒｔｚ",
        f"{M} / {M}\u2019s - {M}",
        [],
    ),
    ("Philomena Quartz", "quartz sand, quartzite, Quartzes", "quartz sand, quartzite, Quartzes", ["quartz"]),
    ("May Long", "May said in may it takes long", f"{M} said in may it takes long", ["may", "long"]),
    ("Wei Li", "Li-ion cells; Li said LI", f"Li-ion cells; {M} said LI", []),
    ("Ludwig van Beek", "the van of Beek", f"the van of {M}", []),
    ("王小明", "王小明、王 小 明提出", f"{M}、{M}提出", []),
    ("王小明", "小明说，聪明小明白", f"{M}说，聪明小明白", ["小明"]),
    ("王小明", "王师傅和小王建议，国王总是，小王子", f"{M}师傅和{M}建议，国王总是，小王子", []),
    ("高峰", "高峰期的订单，早高峰的订单", "高峰期的订单，早高峰的订单", ["高峰", "高峰"]),
    ("高峰", "由高峰提出；昨天高峰说：和高峰一起", f"由{M}提出；昨天{M}说：和{M}一起", []),
    ("欧阳小明", "欧阳经理，小明提出", f"{M}经理，{M}提出", []),
    ("王小明 (Xiaoming Wang)", "Xiaoming WANG／王小明", f"{M}／{M}", []),
    ("김철수", "김철수가 말했다", f"{M}가 말했다", []),
    ("Иван Петров", "Ивана нет, Петров здесь", f"Ивана нет, {M} здесь", []),
)


def test_names_are_found_in_their_script() -> None:
    for who, text, read, perhaps in TEXTS:
        found = find(text, Names(people=(who,)))
        assert masked(text, found.sure) == read, text
        assert [text[one.start : one.end] for one in found.perhaps] == perhaps, text


def test_what_is_passed_over_quickly_names_nobody() -> None:
    """Most rules are never tried, because what they look for does not stand in the text; that must lose nothing."""
    for who, text, read, perhaps in TEXTS:
        names = Names(people=(who,))
        tried = [rule.pattern.finditer(folded(text).text) for rule in _rules(names)]
        for rule, found in zip(_rules(names), tried, strict=True):
            assert all(rule.within in match.group() for match in found), (who, text)
        assert may_name(seen_in(text), names) >= (read != text or bool(perhaps)), text


def test_accounts_addresses_and_units_are_found_and_numbers_are_left() -> None:
    names = Names(
        logins=("jdoe", "max", "1042"),
        emails=("j.doe@x.com",),
        units=("Night Shift", "Store", "仓储部", "仓库"),
    )
    for text, read in (
        ("ask jdoe, @max or J.Doe@X.com; max. load", f"ask {M}, {M} or {M}; max. load"),
        (
            "~jdoe/plan, jdoes, staff no. 1042, 11042, 1,042.5 and 1042.5",
            f"~{M}/plan, jdoes, staff no. {M}, 11042, 1,042.5 and 1042.5",
        ),
        ("Store it. We in Store, a store, the night shift", f"Store it. We in {M}, a store, the {M}"),
        ("仓储部的仓库，我们仓库", f"{M}的仓库，我们{M}"),
    ):
        assert masked(text, find(text, names).sure) == read
    assert find("Store it", Names()) == Found()
    assert (
        masked("May and May", find("May and May", Names(people=("May",)), shown=["may"]).sure)
        == "May and May"
    )


def test_a_marked_passage_is_found_whatever_its_spaces_and_is_no_part_of_a_word() -> None:
    text = "We of  line\n3, in may; maybe"
    assert masked(text, places_of(text, "OF LINE 3")) == f"We {M}, in may; maybe"
    assert masked(text, places_of(text, "may")) == f"We of  line\n3, in {M}; maybe"
    assert places_of(text, " ") == []


def _told() -> tuple[Company, Round, Suggestion]:
    """An idea that names its author in the title, the text, a comment and the names of its files."""
    company = make_company(signs_in=("root", "mia", "chen", "coco"))
    company.person("pquartz", "warehouse", name="Philomena Quartz")
    idea = company.idea("Quartz shelf", "pquartz")
    with transaction():
        company.pquartz.email = "pq@quartz.example"
        idea.text.problem = "I, Philomena Quartz of line 3, sort shelves."
        idea.text.idea = "Ask @pquartz in the Warehouse."
        picture = io.BytesIO()
        Image.new("RGB", (8, 8), "red").save(picture, "PNG")
        picture.seek(0)
        files = [
            inspect(picture, "philomena.png", most_megabytes=1),
            inspect(io.BytesIO(b"%PDF-1.4 Quartz"), "quartz.pdf", most_megabytes=1),
        ]
        attaching.attach(idea, files, by=act(company.pquartz))
        talking.comment(idea, CommentText("Well said, Philomena!"), by=act(company.max))
    return company, company.round([idea, company.idea("Plain")]), idea


@pytest.fixture
def told(context: object) -> tuple[Company, Round, Suggestion]:
    return _told()


def item_in(held: Round, idea: Suggestion) -> RoundItem:
    return db.session.query(RoundItem).filter_by(round_id=held.id, suggestion_id=idea.id).one()


def test_T5_what_is_hidden_stays_hidden(told: tuple[Company, Round, Suggestion]) -> None:
    company, held, idea = told
    item = item_in(held, idea)
    assert reading_of(item).title == f"{M} shelf"
    assert reading_of(item).problem == f"I, {M} of line 3, sort shelves."
    root = act(company.root)
    with transaction():
        service.hide_words(item, HiddenWords("I, Philomena Quartz of line 3"), by=root)
        service.hide_words(item, HiddenWords("Ask @pquartz in the Warehouse."), by=root)
    assert reading_of(item).problem == f"{M}, sort shelves."
    assert reading_of(item).idea == M, "a text that is hidden as a whole does not come back"
    with transaction():
        company.pquartz.email = "pq@quartz.example"
        idea.text.problem = "I, Philomena Quartz of LINE three, sort shelves."
    assert reading_of(item).problem == M, "who changes the text does not undo what was hidden in it"
    with transaction():
        service.show_words(item, HiddenWords("Quartz"), by=root)
    assert reading_of(item).title == "Quartz shelf"
    with transaction():
        service.hide_words(item, HiddenWords("quartz"), by=root)
    assert reading_of(item).title == f"{M} shelf"
    with pytest.raises(Invalid), transaction():
        service.hide_words(item, HiddenWords("nowhere in it"), by=root)
    for mark in db.session.query(Mask).all():
        with transaction():
            service.lift_mark(item, mark.id, by=root)
    assert reading_of(item).problem.startswith(f"I, {M} of LINE three")
    for entry in db.session.query(AuditEntry):
        assert "Quartz" not in str(vars(entry)) or entry.subject_type != "review_item"


def test_only_who_judges_nothing_sees_and_changes_what_is_hidden(
    told: tuple[Company, Round, Suggestion],
) -> None:
    company, held, idea = told
    item = item_in(held, idea)
    with transaction():
        company.appoint(company.coco)
    for who in ("mia", "chen", "coco", "otto", "max"):
        with pytest.raises(Forbidden), transaction():
            service.hide_words(item, HiddenWords("shelf"), by=act(company.people[who]))
    for done in (service.close_round,):
        with transaction():
            done(held, by=SYSTEM)
    assert db.session.query(Mask).count() == 0
    with transaction():
        held.author_hidden = False
    assert reading_of(item).title == "Quartz shelf"
    assert reading_of(item).author == "Philomena Quartz"
    with pytest.raises(Forbidden), transaction():
        service.hide_words(item, HiddenWords("shelf"), by=act(company.root))


def test_T2_an_idea_that_comes_back_blind_is_blind_in_its_earlier_round_too(
    told: tuple[Company, Round, Suggestion],
) -> None:
    company, first, idea = told
    with transaction():
        first.author_hidden = False
    item = item_in(first, idea)
    assert "Quartz" in reading_of(item).title
    second = company.round(opened=False)
    with transaction():
        db.session.add(RoundItem(round_id=second.id, suggestion_id=idea.id, added_at=first.created_at))
        second.opened_at = first.created_at
        second.state = "open"
    assert "Quartz" not in reading_of(item).title + reading_of(item).problem + reading_of(item).author
    assert reading_of(item).unit is None


def source(browser: Browser, address: str) -> str:
    browser.get(address)
    return html.unescape(browser.body.decode())


PAGES = (
    "/reviews/items/{item}",
    "/reviews/queue",
    "/reviews/rounds/{round}",
    "/reviews/rounds/{round}/table",
    "/reviews/items/{item}/conflict",
)
LATER = (
    "/reviews/rounds/{round}",
    "/reviews/rounds/{round}/map",
    "/reviews/rounds/{round}/meeting",
    "/reviews/rounds/{round}/minutes",
    "/reviews/items/{item}",
    "/reviews/mine",
)


def test_T5_members_read_it_masked_wherever_they_read_it(
    app: Flask, new_browser: Callable[..., Browser]
) -> None:
    with app.app_context():
        _company, held, idea = _told()
        item = item_in(held, idea)
        at = {"item": item.id, "round": held.id}
    browser = new_browser()
    browser.sign_in("mia", PASSWORD)
    seen = 0
    for address in PAGES:
        said = source(browser, address.format(**at))
        assert not re.search("philomena|quartz", re.sub(r'name="csrf.*?>', "", said), re.I), address
        seen += f"{M} shelf" in said
    assert seen >= 4
    said = source(browser, f"/reviews/items/{at['item']}")
    assert "1 comment of colleagues" in said
    assert f"Well said, {M}!" in said
    assert "1 file is not shown here" in said
    picture = browser.client.get(f"/reviews/items/{at['item']}/pictures/1")
    assert (
        picture.headers["Content-Disposition"] == f"attachment; filename={idea_number(app, at['item'])}-1.png"
    )
    assert b"philomena" not in picture.data.lower()
    assert browser.client.get(f"/reviews/items/{at['item']}/pictures/2").status_code == 404
    assert browser.client.get(f"/reviews/items/{at['item']}/names").status_code == 403
    assert browser.client.get(f"/reviews/rounds/{at['round']}/names").status_code == 403
    criteria = re.findall(r'<fieldset class="mb-4" id="(c\d+)"', said)
    browser.submit(f"/reviews/items/{at['item']}", **dict.fromkeys(criteria, "3"))
    assert f"Saved: “{M} shelf”" in html.unescape(browser.body.decode())
    with app.app_context(), transaction():
        service.close_round(db.session.get_one(Round, at["round"]), by=SYSTEM)
    shown = 0
    for login in ("mia", "chen", "root"):
        reader = new_browser()
        reader.sign_in(login, PASSWORD)
        for address in LATER:
            answer = reader.client.get(address.format(**at))
            shown += f"{M} shelf" in (said := html.unescape(answer.text))
            assert not re.search("philomena|quartz", said, re.I), (login, address)
    assert shown > 12


def idea_number(app: Flask, item_id: int) -> int:
    with app.app_context():
        return db.session.get_one(RoundItem, item_id).suggestion_id


def test_who_looks_after_the_round_marks_by_buttons(app: Flask, new_browser: Callable[..., Browser]) -> None:
    with app.app_context():
        _company, held, idea = _told()
        item = item_in(held, idea).id
        round_id = held.id
    browser = new_browser()
    browser.sign_in("root", PASSWORD)
    assert "Quartz shelf" in source(browser, f"/reviews/rounds/{round_id}/names")
    browser.get(f"/reviews/items/{item}/names")
    assert "<del>Philomena Quartz</del>" in browser.body.decode()
    browser.submit(f"/reviews/items/{item}/names", passage="of line 3")
    assert "Hidden from those who score" in browser.text
    browser.submit(f"/reviews/items/{item}/names", passage="stands nowhere", status=422)
    assert "do not stand in the idea" in browser.text
    token = browser.page.css('input[name="csrf_token"]')[0].attributes["value"]
    for act_ in (
        {"picture": "1"},
        {"show": "Quartz"},
        {"lift": "999999999999999999999"},
        {"hide": "\x00"},
        {"picture": "x"},
    ):
        status = browser.client.post(
            f"/reviews/items/{item}/names/one", data={"csrf_token": token, **act_}
        ).status_code
        assert status in (303, 404), act_
    member = new_browser()
    member.sign_in("mia", PASSWORD)
    said = source(member, f"/reviews/items/{item}")
    assert "Quartz shelf" in said
    assert "line 3" not in said
    assert member.client.get(f"/reviews/items/{item}/pictures/1").status_code == 404
    assert "2 files are not shown here" in said
