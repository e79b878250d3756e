"""Who hears of an idea, and that its page promises what the sender does."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from improve.accounts import service as accounts
from improve.accounts.models import Person
from improve.core.db import db, transaction
from improve.core.messages import _l
from improve.core.notices import Channels, Pace
from improve.core.policy import SYSTEM, Role
from improve.notifications import service as notifications
from improve.notifications.models import Choice, InboxNotice, Line, OutgoingMail
from improve.suggestions import service
from improve.suggestions.hearing.audience import line
from improve.suggestions.hearing.kinds import KINDS, Step
from improve.suggestions.hearing.promise import promise
from improve.suggestions.models import Comment, Follower, Suggestion, Vote
from improve.suggestions.values import CommentText, IdeaText, Outcome
from tests.browser import Browser
from tests.people import PASSWORD, act, make_person
from tests.suggestions.ideas import idea

CODES = [kind.code for kind in KINDS.values()]
channels = st.builds(Channels, st.booleans(), st.sampled_from(Pace))
choices = st.dictionaries(st.sampled_from(CODES), channels, max_size=8)


@pytest.fixture
def world(context: object) -> Iterator[tuple[Suggestion, Person]]:
    """An idea by Ada, and Bob, whose relation to it and whose settings vary."""
    ada, bob = make_person("ada"), make_person("bob")
    yield idea(act(ada)), bob


def arrange(suggestion: Suggestion, bob: Person, drawn: dict[str, object]) -> None:
    """Make Bob what was drawn: an author, follower, backer, commentator; with his settings and the company's."""
    found = db.session.get_one(Person, bob.id)
    actor = act(bob)
    for model in (Choice, OutgoingMail, InboxNotice, Line, Follower, Vote, Comment):
        db.session.execute(delete(model))
    found.email = "bob@example.org" if drawn["address"] else None
    found.mail_wanted = bool(drawn["mail_wanted"])
    found.disabled_at = None
    service.edit(
        suggestion,
        IdeaText("Drip trays", "Oil", "Trays", co_authors=("bob",) if drawn["author"] else ()),
        by=SYSTEM,
    )
    if drawn["backs"] and not drawn["author"]:
        service.back(suggestion, by=actor)
    if drawn["comments"]:
        service.comment(suggestion, CommentText("Good"), by=actor)
    if drawn["follows"] is not None:
        (service.follow if drawn["follows"] else service.unfollow)(suggestion, by=actor)
    for person_id, some in ((None, drawn["company"]), (bob.id, drawn["own"])):
        assert isinstance(some, dict)
        for code, where in some.items():
            db.session.add(Choice(person_id=person_id, kind=code, inbox=where.inbox, mail=str(where.mail)))
    if drawn["gone"]:
        accounts.disable(found, by=SYSTEM)


@settings(max_examples=60)
@given(
    drawn=st.fixed_dictionaries(
        {
            "author": st.booleans(),
            "backs": st.booleans(),
            "comments": st.booleans(),
            "follows": st.sampled_from([None, True, False]),
            "address": st.booleans(),
            "mail_wanted": st.booleans(),
            "gone": st.sampled_from([False, False, False, True]),
            "company": choices,
            "own": choices,
        }
    )
)
def test_the_page_never_lies(world: tuple[Suggestion, Person], drawn: dict[str, object]) -> None:
    """For any settings and any step: what the page promises is what the sender writes, no more and no less."""
    suggestion, bob = world
    with transaction():
        arrange(suggestion, bob, drawn)
    promised = promise(suggestion.id, bob.id)
    for step in Step:
        with transaction():
            for model in (OutgoingMail, InboxNotice, Line):
                db.session.execute(delete(model))
            notifications.deliver_notices([line(suggestion.id, step, _l("Sign in"))])
        written = db.session.scalars(select(InboxNotice).where(InboxNotice.person_id == bob.id)).one_or_none()
        sent = Channels(written.in_inbox, Pace(written.mail)) if written is not None else None
        assert promised.channels.get(step) == sent, step
        mails = select(OutgoingMail).join(InboxNotice).where(InboxNotice.person_id == bob.id)
        assert (db.session.scalar(mails) is not None) == (sent is not None and sent.mail is Pace.AT_ONCE)


def test_each_step_of_the_life_of_an_idea_is_told_as_promised(context: object) -> None:
    """Through the real events, not only through the function in the middle."""
    ada, bob, chief = (
        make_person("ada"),
        make_person("bob"),
        act(make_person("chief", roles=(Role.COORDINATOR,))),
    )
    mine = idea(act(ada))
    with transaction():
        service.follow(mine, by=act(bob))
        notifications.choose({"suggestions.followed.decision": Channels(False, Pace.NEVER)}, by=act(bob))
    promised = promise(mine.id, bob.id)
    assert set(promised.channels) == {Step.PHASE, Step.PROJECT, Step.RESULT, Step.COMMENT}
    with transaction():
        service.comment(mine, CommentText("Good"), by=chief)
        service.begin_review(mine, by=chief)
        service.decide(mine, Outcome.ACCEPTED, "Yes", by=chief)
    kinds = select(InboxNotice.kind).where(InboxNotice.person_id == bob.id).order_by(InboxNotice.id)
    assert list(db.session.scalars(kinds)) == [
        "suggestions.followed.comment",
        "suggestions.followed.phase",
        "suggestions.followed.project",
    ]


def test_the_button_states_what_holds_and_the_page_what_will_be_told(app: Flask, browser: Browser) -> None:
    with app.app_context():
        number = idea(act(make_person("ada"))).id
        bob = make_person("bob", password=PASSWORD).id
    browser.sign_in("bob", PASSWORD)
    address = f"/suggestions/{number}"
    browser.get(address)
    assert [node.attributes["aria-pressed"] for node in browser.page.css("#hearing button")] == ["false"]
    assert "In your inbox:" not in browser.text
    browser.submit(button="Tell me what becomes of it")
    assert [node.attributes["aria-pressed"] for node in browser.page.css("#hearing button")] == ["true"]
    assert "Each new phase, the decision, the project, the result, comments" in browser.text
    assert "Because you follow it." in browser.text
    with app.app_context(), transaction():
        every = {code: Channels(False, Pace.NEVER) for code in CODES}
        notifications.choose(every, by=act(db.session.get_one(Person, bob)))
    browser.get(address)
    assert "You turned off every message of this kind" in browser.text
    browser.submit(button="You are told")
    assert "Because" not in browser.page.css("#hearing")[0].text()


def test_the_page_of_an_idea_asks_no_more_for_a_thousand_backers(
    app: Flask, browser: Browser, statements
) -> None:  # type: ignore[no-untyped-def]
    with app.app_context():
        mine = idea(act(make_person("ada")))
        number = mine.id
        make_person("bob", password=PASSWORD)
    browser.sign_in("bob", PASSWORD)
    browser.get(f"/suggestions/{number}")
    with statements() as few:
        browser.get(f"/suggestions/{number}")
    with app.app_context():
        for some in range(5):
            backer = act(make_person(f"backer{some}"))
            with transaction():
                service.back(db.session.get_one(Suggestion, number), by=backer)
                service.follow(db.session.get_one(Suggestion, number), by=backer)
    with statements() as many:
        browser.get(f"/suggestions/{number}")
    assert few.count == many.count
