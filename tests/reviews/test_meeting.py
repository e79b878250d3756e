"""The meeting: what is called, who leaves the room, what the minutes keep."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from improve.core.db import db, transaction
from improve.core.errors import Forbidden, Missing, Refused
from improve.core.policy import SYSTEM
from improve.reviews import service
from improve.reviews.models import Meeting, Round, RoundItem, Talked
from improve.reviews.queries import items_of, talked_in
from improve.reviews.values import DecisionData
from tests.browser import Browser
from tests.people import PASSWORD, act
from tests.reviews.company import Company, make_company

TITLES = ("Plain", "Zebra of the warehouse", "Other")


def in_discussion(company: Company) -> Round:
    """Three ideas, one of which wu (warehouse) must not meet."""
    ideas = [company.idea(TITLES[0]), company.idea(TITLES[1], "ada"), company.idea(TITLES[2])]
    held = company.round(ideas)
    for place, idea in enumerate(ideas):
        company.score(held, idea, "mia", 1 + 2 * place)
        company.score(held, idea, "chen", 5 - place)
    with transaction():
        service.close_round(held, by=SYSTEM)
    return held


def test_ideas_are_called_and_those_with_a_conflict_announced(company: Company) -> None:
    held = in_discussion(company)
    items = {item.suggestion.title: item for item in items_of(SYSTEM, held.id)}
    chair = act(company.chen)
    with pytest.raises(Refused), transaction():
        service.call_idea(items["Plain"], by=chair)
    with pytest.raises(Forbidden), transaction():
        service.start_meeting(held, by=act(company.mia))
    with transaction():
        service.start_meeting(held, by=chair)
        service.start_meeting(held, by=chair)
    for title in ("Plain", TITLES[1], TITLES[1]):
        with transaction():
            service.call_idea(items[title], by=chair)
    assert [(one.item.suggestion.title, one.recused) for one in talked_in(held.id)] == [
        ("Plain", []),
        (TITLES[1], ["Wu"]),
    ]
    with transaction():
        service.end_meeting(held, by=chair)
    (meeting,) = db.session.query(Meeting)
    assert meeting.ended_at is not None
    assert meeting.item_id is None
    with transaction():
        service.start_meeting(held, by=chair)  # taken up again: what was talked about stays
    assert db.session.query(Talked).count() == 2


def test_a_chair_with_a_conflict_does_not_call_the_idea(company: Company) -> None:
    held = in_discussion(company)
    with transaction():
        next(m for m in company.committee.members if m.person_id == company.wu.id).is_chair = True
        service.start_meeting(held, by=act(company.wu))
    hidden = next(one for one in items_of(SYSTEM, held.id) if one.suggestion.title == TITLES[1])
    with pytest.raises(Missing), transaction():
        service.call_idea(hidden, by=act(company.wu))


def test_everybody_follows_and_who_has_a_conflict_is_sent_out(
    app: Flask, new_browser: Callable[..., Browser]
) -> None:
    with app.app_context():
        company = make_company(signs_in=("chen", "mia", "wu"))
        held = in_discussion(company)
        address = f"/reviews/rounds/{held.id}/meeting"
        zebra = next(one.id for one in items_of(SYSTEM, held.id) if one.suggestion.title == TITLES[1])
    chair, mia, wu = new_browser(), new_browser(), new_browser()
    for browser, login in ((chair, "chen"), (mia, "mia"), (wu, "wu")):
        browser.sign_in(login, PASSWORD)
        browser.get(address)
    assert "The meeting has not begun" in mia.text
    assert "Begin the meeting" not in mia.text
    chair.submit(button="Begin the meeting")
    assert "No idea is called yet" in mia.get(address).text
    chair.get(address)
    token = chair.page.css('input[name="csrf_token"]')[0].attributes["value"]
    chair.client.post(address, data={"csrf_token": token, "item": str(zebra)})
    assert "Not in the room Wu" in mia.get(address).text
    said = wu.get(address)
    assert "Please leave the room for this one" in said.text
    assert "Zebra" not in said.html
    part = wu.client.get(address, headers={**wu.headers, "HX-Request": "true"}).get_data(as_text=True)
    assert "Please leave the room" in part
    assert "<html" not in part
    for hostile in ("", "x", "9" * 30, str(zebra)):
        answer = mia.client.post(address, data={"csrf_token": "no", "item": hostile})
        assert answer.status_code in (303, 400, 403)
    chair.get(address)
    chair.submit(button="End the meeting")
    assert "The meeting is over" in wu.get(address).text


def test_minutes_hold_decisions_and_recusals(app: Flask, new_browser: Callable[..., Browser]) -> None:
    with app.app_context():
        company = make_company(signs_in=("chen", "mia", "root"))
        held = in_discussion(company)
        chair = act(company.chen)
        with transaction():
            service.start_meeting(held, by=chair)
            for item in items_of(SYSTEM, held.id):
                service.call_idea(item, by=chair)
                data = DecisionData(
                    "accept", f"Because of {item.suggestion.title}.", None, "Less waiting", 70
                )
                service.decide(item, data, by=chair)
        address = f"/reviews/rounds/{held.id}/minutes"
        names = [db.session.get_one(RoundItem, one.item_id).suggestion.title for one in talked_in(held.id)]
    for language, login, recused in (("en", "chen", "Recused: Wu"), ("zh-Hans", "root", "回避： Wu")):
        browser = new_browser(language=language)
        browser.sign_in(login, PASSWORD)
        browser.language(language)
        page = browser.get(address)
        assert recused in page.text
        assert "70%" in page.text
        for title in names:
            assert f"Because of {title}." in page.text
        assert "Ada" not in page.text  # still blind
    member = new_browser()
    member.sign_in("mia", PASSWORD)
    assert member.client.get(address).status_code == 403


def test_the_map_shows_who_gave_what_to_those_who_read_the_record(
    app: Flask, new_browser: Callable[..., Browser]
) -> None:
    with app.app_context():
        company = make_company(signs_in=("chen", "mia", "wu"))
        address = f"/reviews/rounds/{in_discussion(company).id}/map"
    chair = new_browser()
    chair.sign_in("chen", PASSWORD)
    page = chair.get(address)
    rows = [[cell.text() for cell in row.css("td")] for row in page.css(".heat tbody tr")]
    # Members by name: Chen gave 5, 4, 3 and Mia 1, 3, 5 of 5; the best idea first.
    assert sorted(rows) == [["100", "0"], ["50", "100"], ["75", "50"]]
    assert page.css(".heat td.shade-4")
    for login in ("mia", "wu"):
        member = new_browser()
        member.sign_in(login, PASSWORD)
        assert member.client.get(address).status_code == 403
