"""Votes of the committee: who votes on what, what is secret, and what stays."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from improve.core.db import db, transaction
from improve.core.errors import Forbidden, Invalid, Missing, Refused
from improve.core.policy import SYSTEM
from improve.core.spreadsheets import read_table
from improve.reviews import service
from improve.reviews.models import Ballot, Round, Vote
from improve.reviews.queries import ids_of, items_of, polls, votes_of
from improve.reviews.values import DecisionData, DeclarationData, ReopeningData, VoteData
from tests.browser import Browser
from tests.people import PASSWORD, act
from tests.reviews.company import Company, make_company

TITLES = ("Plain", "Zebra of the warehouse", "Other", "Fourth")


def in_discussion(company: Company) -> Round:
    """Four ideas, one of which wu (warehouse) must not meet."""
    ideas = [company.idea(title, "ada" if "Zebra" in title else "max") for title in TITLES]
    held = company.round(ideas)
    for place, idea in enumerate(ideas):
        company.score(held, idea, "mia", 1 + place)
        company.score(held, idea, "chen", 5 - place)
    with transaction():
        service.close_round(held, by=SYSTEM)
    return held


def ids(held: Round) -> list[int]:
    """The item ids in the order of `TITLES`."""
    by_title = {item.suggestion.title: item.id for item in items_of(SYSTEM, held.id)}
    return [by_title[title] for title in TITLES]


def cast(company: Company, held: Round, vote: Vote, who: str, *marks: int | None) -> None:
    given = {item: mark for item, mark in zip(ids(held), marks, strict=False) if mark is not None}
    with transaction():
        service.cast_ballot(held, vote, given, by=act(company.people[who]))


def test_members_vote_on_what_they_have_no_conflict_with(company: Company) -> None:
    held = in_discussion(company)
    plain, zebra, other, fourth = ids(held)
    chair = act(company.chen)
    for by, items, error in (
        (act(company.mia), [plain, other], Forbidden),
        (chair, [plain], Invalid),
        (chair, [plain, 99999], Missing),
    ):
        with pytest.raises(error), transaction():
            service.open_vote(held, VoteData("ranking"), items, by=by)
    with transaction():
        vote = service.open_vote(
            held, VoteData("ranking", "Which first?", 7), [plain, zebra, other], by=chair
        )
    assert vote.points is None
    for refused in (
        lambda: service.open_vote(held, VoteData("approval"), [plain, other], by=chair),
        lambda: service.reopen_round(held, ReopeningData(held.closes_on), by=SYSTEM),
    ):
        with pytest.raises(Refused), transaction():
            refused()
    cast(company, held, vote, "chen", 1, 2, 3)
    cast(company, held, vote, "chen", 3, 1, 2)  # voted otherwise: one ballot
    cast(company, held, vote, "mia", 2, 1, None)
    for who, marks, error in (
        ("wu", {zebra: 1}, Missing),  # not on the ballot of the warehouse
        ("wu", {plain: 3}, Invalid),  # two ideas have two places
        ("mia", {fourth: 1}, Missing),
        ("ada", {plain: 1}, Forbidden),
    ):
        with pytest.raises(error), transaction():
            service.cast_ballot(held, vote, marks, by=act(company.people[who]))
    cast(company, held, vote, "wu", 1, None, 2)
    assert db.session.query(Ballot).count() == 3
    with pytest.raises(Forbidden), transaction():
        service.close_vote(held, vote, by=act(company.mia))
    with transaction():
        service.close_vote(held, vote, by=chair)
    with pytest.raises(Refused):
        cast(company, held, vote, "mia", 1, 2, 3)

    def seen(login: str) -> tuple[list[tuple[int, int]], int, int]:
        reader = act(company.people[login])
        (poll,) = polls(held, votes_of(held.id), ids_of(reader, held.id))
        return [(line.item_id, line.place) for line in poll.tally.lines], len(poll.cast), len(poll.voters)

    # Zebra before the others 2:0; of the others wu alone decides between Plain and Other: 2 to 1 for Plain.
    assert seen("chen") == ([(zebra, 1), (plain, 2), (other, 3)], 3, 3)
    assert seen("wu") == ([(plain, 1), (other, 2)], 3, 3)  # as if it were not there
    (poll,) = polls(held, votes_of(held.id), ids(held))
    assert poll.tally.pairs[zebra, plain] == 2 and poll.tally.pairs[plain, other] == 2
    # A conflict declared afterwards takes the mark on that idea away, and no more.
    item = next(one for one in items_of(SYSTEM, held.id) if one.id == zebra)
    with transaction():
        service.declare_conflict(item, DeclarationData("personal"), by=act(company.mia))
    (poll,) = polls(held, votes_of(held.id), ids(held))
    assert poll.tally.pairs[zebra, plain] == 1 and poll.tally.ballots == 3


def test_a_round_is_not_published_over_an_open_vote(company: Company) -> None:
    held = in_discussion(company)
    chair = act(company.chen)
    with transaction():
        for item in items_of(SYSTEM, held.id):
            service.decide(item, DecisionData("decline", "No."), by=SYSTEM)
        vote = service.open_vote(held, VoteData("allotment"), ids(held), by=chair)
    assert vote.points == 10
    with pytest.raises(Refused), transaction():
        service.publish_round(held, by=chair)
    with transaction():
        service.close_vote(held, vote, by=act(company.coco))  # who looks after the round may, too
        service.publish_round(held, by=chair)
    with pytest.raises(Refused), transaction():
        service.open_vote(held, VoteData("ranking"), ids(held), by=chair)


def test_a_vote_from_the_ballot_to_the_minutes(app: Flask, new_browser: Callable[..., Browser]) -> None:
    with app.app_context():
        company = make_company(signs_in=("chen", "mia", "wu", "otto"))
        held = in_discussion(company)
        plain, zebra, other, fourth = ids(held)
        number = next(item.suggestion_id for item in items_of(SYSTEM, held.id) if item.id == fourth)
        base = f"/reviews/rounds/{held.id}"
    chair, mia, wu = new_browser(), new_browser(language="zh-Hans"), new_browser()
    for browser, login in ((chair, "chen"), (mia, "mia"), (wu, "wu")):
        browser.sign_in(login, PASSWORD)
    mia.language("zh-Hans")
    assert mia.client.get(f"{base}/votes/new").status_code == 403
    chair.get(f"{base}/meeting")
    chair.follow("Open a vote")
    new = f"{base}/votes/new"
    said = chair.submit(
        new, status=422, kind="ranking", question="Which\u202e <b>first</b>?", further="#99999 x"
    )
    assert "Write numbers" in said.text and "<b>first" not in said.html
    said = chair.submit(new, status=422, further="#99999")
    assert "There is no idea #99999 in this round." in said.text
    chair.submit(new, status=422, further="", question="x" * 161, points="2147483648")
    ticks = {"idea": [str(one) for one in (plain, zebra, other)]}
    chair.submit(new, kind="ranking", question="Which first?", further=f"#{number}", points="", **ticks)
    vote = chair.url
    # The ballot: secret, amended, and without what one must not meet.
    page = wu.get(vote)
    assert "Zebra" not in page.html and f'name="m{zebra}"' not in page.html
    wu.submit(vote, status=422, **{f"m{plain}": ""})
    assert "Give at least one idea a place." in wu.text
    wu.submit(vote, **{f"m{plain}": "1", f"m{other}": "2"})
    for hostile in ("9", "x", "99999999999999999999", "-1", "０", "\0"):
        said = wu.submit(vote, status=422, raw={f"m{plain}": hostile})
        assert "Please check this" in said.text
    wu.get(vote)
    assert 'value="1" selected' in wu.page.html  # the ballot stands as it was
    wu.submit(vote, raw={f"m{zebra}": "1"})  # a forged field is no field
    chair.get(vote)
    chair.submit(vote, **{f"m{plain}": "2", f"m{zebra}": "1", f"m{other}": "2", f"m{fourth}": "3"})
    assert "2 of 3 ballots" in chair.text and "First:" not in chair.text
    assert "已收2/3票" in mia.get(f"{base}/meeting").text and "您还没有投票" in mia.text
    mia.get(vote)
    mia.submit(vote, **{f"m{zebra}": "1", f"m{plain}": "1"})
    for door in ("record", "minutes", "meeting", ""):
        assert "preferred to" not in chair.get(f"{base}/{door}".rstrip("/")).text
    with app.app_context():
        assert db.session.query(Ballot).count() == 3
    chair.get(vote)
    chair.submit(button="Close the vote")
    assert "First: Zebra of the warehouse" in chair.text and "3 of 3 ballots" in chair.text
    assert "第一名：Zebra" in mia.get(vote).text
    page = wu.get(vote)
    assert "First: Plain" in page.text and "Zebra" not in page.html and "preferred to 2 of 2" in page.text
    assert "vote: place 1 of 4" in chair.get(base).text and "vote: place 1 of 3" in wu.get(base).text
    _recorded(chair, base)
    assert mia.client.get(f"{base}/votes/99999999999").status_code == 404


def _recorded(chair: Browser, base: str) -> None:
    for door in ("record", "minutes"):
        assert "Which first?" in chair.get(f"{base}/{door}").text and "preferred to 3 of 3" in chair.text
    book = chair.client.get(f"{base}/record.xlsx").data
    places, ballots, pairs = (
        read_table(book, sheet=name) for name in ("Votes of the committee", "Ballots", "Pairs")
    )
    assert places.column("Place")[0] == "1" and len(places.rows) == 4
    assert len(ballots.rows) == 4 + 4 + 3 and len(pairs.rows) == 12
