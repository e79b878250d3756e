"""Merging and linking as people meet them: pages without a script, messages, the interface, unnamed authors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from improve.accounts.models import Person
from improve.core.db import db, transaction
from improve.core.localized import Localized
from improve.core.policy import SYSTEM, Role
from improve.notifications.models import InboxNotice
from improve.suggestions import service
from improve.suggestions.anonymity import codes, jobs
from improve.suggestions.anonymity import queries as anonymity
from improve.suggestions.anonymity import service as box
from improve.suggestions.anonymity.values import AnonymityData, UnnamedIdea
from improve.suggestions.linking.models import Link
from improve.suggestions.merging.models import Merge
from improve.suggestions.merging.service import merge
from improve.suggestions.merging.values import MergeData
from improve.suggestions.models import CoAuthor, Suggestion
from improve.suggestions.queries import authors_of
from improve.suggestions.values import CategoryData, CommentText, Visibility
from improve.web.access import LOADERS
from tests.browser import Browser
from tests.conftest import Clock
from tests.people import PASSWORD, act, make_person
from tests.suggestions.ideas import HOSTILE, REFUSED, idea, vote_of

NewBrowser = Callable[..., Browser]
TITLES = ("Trays under the press", "A tray for the press", "Paint the floor")


@pytest.fixture
def numbers(app: Flask) -> list[int]:
    """Two duplicates, another one, and one that nobody but its handlers sees."""
    with app.app_context():
        ada, bob, cem, dan = (
            act(make_person(login, password=PASSWORD)) for login in ("ada", "bob", "cem", "dan")
        )
        make_person("mei", language="zh_Hans", password=PASSWORD)
        make_person("chief", "Chief", roles=(Role.COORDINATOR,), password=PASSWORD)
        with transaction():
            closed = service.create_category(
                CategoryData(name=Localized.both("Closed"), visibility=Visibility.HANDLERS), by=SYSTEM
            )
        made = [idea(by, title) for by, title in zip((ada, bob, ada), TITLES, strict=True)]
        made.append(idea(bob, "Something personal", category_id=closed.id))
        vote_of(cem, dan, on=made[0])
        vote_of(cem, on=made[1])
        with transaction():
            service.comment(made[0], CommentText("Ours drips, too"), by=dan)
            service.follow(made[1], by=dan)
        return [one.id for one in made]


def signed_in(new_browser: NewBrowser, login: str, **more: Any) -> Browser:
    browser = new_browser(**more)
    browser.sign_in(login, PASSWORD)
    return browser


def test_merging_and_parting_from_the_page(app: Flask, numbers: list[int], new_browser: NewBrowser) -> None:
    source, target = numbers[:2]
    chief, ada = signed_in(new_browser, "chief"), signed_in(new_browser, "ada")
    chief.get(f"/suggestions/{source}")
    chief.follow("Merge into another idea")
    assert TITLES[1] in chief.text  # offered, as it is similar
    for words, expected in (("paint", TITLES[2]), (f"#{target}", TITLES[1]), ("zzzz", "Nothing found")):
        chief.submit("pick", q=words)
        assert expected in chief.text, words
    for typed in (*HOSTILE.values(), "9" * 300):
        chief.submit("pick", raw={"q": typed})
    chief.submit("pick", raw={"q": REFUSED["NUL"]}, status=400)
    chief.get(f"/suggestions/{source}/merge?target=99999999", status=422)
    assert "no idea with this number" in chief.text
    chief.get(f"/suggestions/{source}/merge?target={target}")
    for said in (
        "2 votes together",
        "2 here and 1 there.",
        "1 person voted on both and counts once.",
        "Ada becomes a co-author and is told.",
        "1 comment stays where it is",
    ):
        assert said in chief.text
    chief.submit(raw={"reason": "x" * 1_001}, status=422)
    assert "x" * 1_001 in chief.body.decode()
    chief.submit(reason="The same <b>tray</b>")
    assert "Merged. The authors and followers of both are told." in chief.text
    assert "Merged into this one" in chief.text
    assert f"Said about “{TITLES[0]}”" in chief.text and "Ours drips, too" in chief.text
    ada.get(f"/suggestions/{source}")  # the old address points to the one idea
    assert "This idea is part of another one now." in ada.text and "The same <b>tray</b>" in ada.text
    ada.follow(f"{TITLES[1]} #{target}")
    assert "with Ada" in ada.text
    ada.get("/suggestions")
    assert TITLES[0] not in ada.text and TITLES[1] in ada.text
    ada.get("/suggestions?q=press")
    assert TITLES[0] in ada.text and f"part of #{target}" in ada.text
    ada.get("/suggestions/mine")
    assert TITLES[0] in ada.text
    for address in (f"/suggestions/{source}/merge", f"/suggestions/{source}/unmerge"):
        ada.get(address, status=403)
    chief.get(f"/suggestions/{source}")
    chief.follow("Part them again")
    assert "No longer co-authors: Ada" in chief.text
    chief.submit()
    assert "Parted." in chief.text
    chief.get(f"/suggestions/{source}/unmerge", status=404)
    chief.get(f"/suggestions/{target}")
    assert "Merged into this one" not in chief.text and "with Ada" not in chief.text


def test_people_hear_of_it_once(app: Flask, numbers: list[int]) -> None:
    with app.app_context():
        chief = act(db.session.scalars(select(Person).where(Person.login == "chief")).one())
        source, target = (db.session.get_one(Suggestion, n) for n in numbers[:2])
        for row in db.session.scalars(select(InboxNotice)).all():
            with transaction():
                db.session.delete(row)
        with transaction():
            merge(source, target, MergeData("Same"), by=chief)
        rows = db.session.execute(
            select(Person.login, InboxNotice).join(Person, Person.id == InboxNotice.person_id)
        ).all()
        told: dict[str, list[str]] = {}
        for login, notice in rows:
            told.setdefault(login, []).append(str(notice.line.sentence))
        assert set(told) == {"ada", "bob", "dan"}  # the authors of both and who follows; cem only backs them
        assert all(len(sentences) == 1 for sentences in told.values())
        assert TITLES[0] in told["ada"][0] and TITLES[1] in told["ada"][0]


def test_links_read_from_both_ends(app: Flask, numbers: list[int], new_browser: NewBrowser) -> None:
    one, two, three, hidden = numbers
    ada, bob, cem = (signed_in(new_browser, login) for login in ("ada", "bob", "cem"))
    ada.get(f"/suggestions/{one}/links?other={three}")
    assert TITLES[2] in ada.text
    ada.submit("link", kind="part_of")
    ada.submit("link", kind="part_of-back", other=str(three), status=422)  # the same two, the same kind
    for bad in (str(hidden), str(one), "99999999999", "x", "", "\x00"):
        ada.submit("link", raw={"kind": "contradicts", "other": bad}, status=422)
    ada.submit("link", raw={"kind": "<x>", "other": str(two)}, status=422)
    ada.get(f"/suggestions/{one}/links")
    ada.submit("link", kind="follows_from-back", other=str(two))
    for number, words, title in (
        (one, "Is part of", TITLES[2]),
        (three, "Has as a part", TITLES[0]),
        (two, "Follows from", TITLES[0]),
    ):
        cem.get(f"/suggestions/{number}")
        assert words in cem.text and title in cem.text
    cem.get(f"/suggestions/{one}/links", status=403)
    chinese = signed_in(new_browser, "mei", language="zh-Hans")
    chinese.get(f"/suggestions/{two}")
    assert "源自" in chinese.text
    bob.get(f"/suggestions/{two}/links")
    bob.submit(button=f"Remove: Follows from {TITLES[0]}")
    assert TITLES[0] not in "".join(bob.page.texts("ul.rows.sheet"))
    with app.app_context():
        assert len(db.session.scalars(select(Link)).all()) == 1


def test_the_interface_merges_and_links(app: Flask, numbers: list[int]) -> None:
    source, target, other, hidden = numbers
    current: dict[str, Any] = {}
    app.extensions[LOADERS].insert(0, lambda: current["actor"])
    with app.app_context():
        chief, ada = (
            act(db.session.scalars(select(Person).where(Person.login == login)).one())
            for login in ("chief", "ada")
        )
    client, base = app.test_client(), f"/api/v1/suggestions/{source}"
    current["actor"] = ada
    assert client.post(f"{base}/merge", json={"target": target}).status_code == 403
    assert client.post(f"{base}/links", json={"kind": "part_of", "other": hidden}).status_code == 422
    assert client.get(f"/api/v1/suggestions/{hidden}/links").status_code == 404
    made = client.post(f"{base}/links", json={"kind": "part_of", "other": other})
    assert (made.status_code, made.json["items"][0]["other"]) == (201, other)
    back = client.get(f"/api/v1/suggestions/{other}/links").json["items"][0]
    assert (back["kind"], back["other"]) == ("part_of-back", source)
    assert client.delete(f"/api/v1/suggestions/{other}/links/{back['id']}").json == {"items": []}
    current["actor"] = chief
    for bad, status in (
        ({"target": 0}, 422),
        ({"target": source}, 409),
        ({"target": hidden}, 409),
        ({}, 422),
    ):
        assert client.post(f"{base}/merge", json=bad).status_code == status
    state = client.post(f"{base}/merge", json={"target": target, "reason": "Same"}).json
    assert state == {"id": source, "status": "merged", "merged_into": target, "parts": []}
    assert client.get(f"/api/v1/suggestions/{target}/merge").json["parts"] == [source]
    assert client.get(f"/api/v1/suggestions/{target}").json["votes"] == 2
    assert client.get(f"/api/v1/suggestions/{source}").json["merged_into"] == target
    assert client.delete(f"{base}/merge").json["status"] == "received"
    assert client.delete(f"{base}/merge").status_code == 409


def test_an_unnamed_author_stays_unnamed_until_they_say_so(context: object, clock: Clock) -> None:
    chief, ada, eve = (
        act(make_person(n, roles=r)) for n, r in (("chief", (Role.COORDINATOR,)), ("ada", ()), ("eve", ()))
    )
    with transaction():
        box.change_settings(AnonymityData(for_members=True), by=SYSTEM)
        code = box.hand_in(UnnamedIdea("Hide the keys", "Keys", "Hang them", ""), for_place=False)
    clock.move(days=1)
    jobs.empty_box()
    source = anonymity.claimed_idea(anonymity.claim_of(codes.hash_of(code)) or pytest.fail("no claim"))
    target = idea(ada, "A board for keys")
    vote_of(eve, on=target)  # the unnamed author, whom nobody knows
    with transaction():
        merge(source, target, MergeData(), by=chief)
    assert authors_of([target.id])[target.id] == {ada.actor_id}
    assert db.session.scalars(select(CoAuthor)).all() == []
    with transaction():
        box.reveal(code, by=eve)
    db.session.expire_all()
    assert authors_of([target.id])[target.id] == {ada.actor_id, eve.actor_id}
    assert db.session.get_one(Suggestion, target.id).votes == 0
    assert db.session.scalar(select(Merge.undone_at)) is None


@pytest.mark.databases("sqlite")
def test_the_page_of_the_code_tells_it(app: Flask, clock: Clock, new_browser: NewBrowser) -> None:
    with app.app_context():
        chief, ada = act(make_person("chief", roles=(Role.COORDINATOR,))), act(make_person("ada"))
        with transaction():
            box.change_settings(AnonymityData(for_members=True, at_places=True), by=SYSTEM)
            code = box.hand_in(UnnamedIdea("Hide the keys", "Keys", "Hang them", ""), for_place=False)
        clock.move(days=1)
        jobs.empty_box()
        source = anonymity.claimed_idea(anonymity.claim_of(codes.hash_of(code)) or pytest.fail("no claim"))
        target = idea(ada, "A board for keys").id
        with transaction():
            merge(source, db.session.get_one(Suggestion, target), MergeData("Keys & keys"), by=chief)
    browser = new_browser()
    browser.get("/suggestions/box")
    browser.submit(code=code)
    assert f"It goes on in “A board for keys” (#{target})" in browser.text
    assert (
        "Part of “A board for keys” now" in browser.text and "its authors are co-authors" not in browser.text
    )
    assert "nobody became a co-author for you" in browser.text and "Keys & keys" in browser.text
