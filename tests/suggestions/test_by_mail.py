"""Ideas and replies by e-mail: whose they are, and what a forger can do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from improve.accounts.models import Person
from improve.accounts.passwords import hashed
from improve.core.db import db, transaction
from improve.core.notices import Subject
from improve.core.policy import SYSTEM, Role
from improve.mailbox.service import take
from improve.notifications import compose
from improve.notifications.models import InboxNotice, OutgoingMail
from improve.suggestions import service as ideas
from improve.suggestions.attachments.queries import attachments_of
from improve.suggestions.by_mail.replies import meant_by, reply_to, token_in, token_of
from improve.suggestions.drafts.models import Draft
from improve.suggestions.models import Comment, Suggestion
from improve.suggestions.values import Outcome
from tests.browser import Browser
from tests.core import uploads as files
from tests.mailbox.letters import letter
from tests.people import PASSWORD, act, make_person
from tests.suggestions.ideas import idea

NewBrowser = Callable[..., Browser]
VOUCHED = "mx.example.org; dmarc=pass header.from=example.org"


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Flask:
    return make_app(
        IMAP_HOST="mail.example.org",
        MAIL_IN_ADDRESS="Ideas@Example.org",
        MAIL_IN_AUTHENTICATED_BY="mx.example.org",
    )


@pytest.fixture
def ada(context: object) -> Person:
    return person("ada", roles=())


def person(login: str, roles: tuple[Role, ...] = ()) -> Person:
    made = make_person(login, login.title(), roles=roles)
    with transaction():
        made.email = f"{login}@example.org"
    return made


class Post:
    """Mails that arrive, numbered."""

    def __init__(self) -> None:
        self.number = 0

    def __call__(self, mail: Any) -> str:
        self.number += 1
        return take(bytes(mail), {"mailbox": "m", "uid_validity": 1, "uid": self.number})


@pytest.fixture
def post() -> Post:
    return Post()


def all_of(model: Any) -> list[Any]:
    db.session.rollback()
    return list(db.session.scalars(select(model).order_by(model.id)))


def test_a_mail_our_server_vouches_for_is_an_idea(ada: Person, post: Post) -> None:
    mail = letter("Oil on the floor.\n\n-- \nAda", subject="Re: Drip trays", Authentication_Results=VOUCHED)
    mail.add_attachment(files.photo_with_secrets(), maintype="image", subtype="jpeg", filename="../IMG.exe")
    mail.add_attachment(files.SVG, maintype="image", subtype="svg+xml", filename="evil.svg")
    assert post(mail) == "idea"
    (made,) = all_of(Suggestion)
    assert (made.title, made.problem, made.author_id) == ("Drip trays", "Oil on the floor.", ada.id)
    (photo,) = attachments_of(made.id)
    assert photo.kind == "jpeg"
    (answer,) = all_of(OutgoingMail)
    assert answer.address == "ada@example.org"
    assert f"/suggestions/{made.id}" in answer.letter


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authentication_Results": "mx.example.org; dmarc=fail header.from=example.org"},
        {"Authentication_Results": "mx.evil.org; dmarc=pass header.from=example.org"},
        {"Authentication_Results": "mx.example.org; spf=pass smtp.mailfrom=evil.org"},
    ],
    ids=str,
)
def test_a_from_nobody_vouches_for_is_a_draft_that_its_owner_sees_alone(
    app: Flask, ada: Person, post: Post, headers: dict[str, str]
) -> None:
    mail = letter(**headers)  # type: ignore[arg-type]
    mail.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="plan.pdf")
    assert post(mail) == "draft"
    assert all_of(Suggestion) == []
    (draft,) = all_of(Draft)
    assert (draft.person_id, draft.title, draft.came_by_mail) == (ada.id, "Drip trays", True)
    assert [file.name for file in draft.files] == ["plan.pdf"]
    (answer,) = all_of(OutgoingMail)
    assert "/suggestions/drafts" in answer.letter


def test_nobody_vouches_where_no_server_is_named(app: Flask, ada: Person, post: Post) -> None:
    app.config["MAIL_IN_AUTHENTICATED_BY"] = ""
    assert post(letter(Authentication_Results=VOUCHED)) == "draft"


@pytest.mark.parametrize(
    "case",
    [
        ("", "Oil on the floor every day", "Oil on the floor every day", "Oil on the floor every day"),
        ("Trays", "", "Trays", ""),
        ("x" * 300, "y", "x" * 199 + "…", "y"),
        ("Fwd: Trays", "-----Original Message-----\nOil", "Trays", "-----Original Message-----\nOil"),
        ("接油盘", "油" * 10_500, "接油盘", "油" * 9_999 + "…"),
        ("a\x0bb", "c\x00d", "a b", "cd"),
    ],
)
def test_what_a_mail_says_fits_an_idea(ada: Person, post: Post, case: tuple[str, str, str, str]) -> None:
    subject, text, title, problem = case
    mail = letter(text, subject=subject.replace("\x0b", " "), Authentication_Results=VOUCHED)
    assert post(mail) == "idea"
    (made,) = all_of(Suggestion)
    assert (made.title, made.problem) == (title, problem)


def test_an_empty_mail_is_told_so(ada: Person, post: Post) -> None:
    assert post(letter("", subject="Re: ", Authentication_Results=VOUCHED)) == "empty"
    assert all_of(Suggestion) == []
    assert len(all_of(OutgoingMail)) == 1


def test_a_full_desk_refuses_and_says_why(ada: Person, post: Post) -> None:
    for number in range(21):
        result = post(letter(f"Idea {number}", subject=f"Idea {number}", number=number))
    assert result == "refused"
    assert len(all_of(Draft)) == 20


# Replies


def reply(
    person_id: int, suggestion_id: int, text: str = "Me too.\n\nOn Tue, Improve wrote:\n> x", **more: Any
) -> Any:
    to = reply_to(person_id, Subject("suggestion", suggestion_id))
    return letter(text, to=f"Improve <{more.pop('to', to)}>", subject="Re: Drip trays", **more)


def test_a_reply_to_a_mail_is_a_comment(ada: Person, post: Post) -> None:
    made = idea(act(person("bob")))
    assert post(reply(ada.id, made.id)) == "comment"
    (comment,) = all_of(Comment)
    assert (comment.author_id, comment.body, comment.suggestion_id) == (ada.id, "Me too.", made.id)
    assert all_of(Draft) == []


def test_a_reply_needs_both_the_address_and_the_token(ada: Person, post: Post) -> None:
    bob = person("bob")
    made, other = idea(act(bob)), idea(act(bob), "Another")
    assert post(reply(ada.id, made.id, sender="bob@example.org")) == "others_token"
    assert post(reply(ada.id, made.id, sender="eve@evil.org", number=2)) == "stranger"
    good = token_of(ada.id, made.id)
    for number, bad in enumerate(
        (
            good[:-1] + ("a" if good[-1] != "a" else "b"),
            good.replace(f"r{ada.id}.", f"r{bob.id}."),
            good.replace(f".{made.id}.", f".{other.id}."),
            "r99999999999.1." + good[-26:],
            "nonsense",
            "",
        ),
        start=3,
    ):
        assert (
            post(reply(ada.id, made.id, to=f"ideas+{bad}@example.org", number=number)) == "unknown_token"
        ), bad
    assert all_of(Comment) == []


def test_a_hidden_idea_is_not_commented_and_not_explained(ada: Person, post: Post) -> None:
    bob = person("bob")
    made = idea(act(bob))
    with transaction():
        ideas.withdraw(made, by=act(bob))
    assert post(reply(ada.id, made.id)) == "hidden"
    assert (all_of(Comment), all_of(OutgoingMail)) == ([], [])
    assert post(reply(bob.id, made.id, sender="bob@example.org", number=2)) == "refused"
    assert all_of(Comment) == []
    assert len(all_of(OutgoingMail)) == 1


@pytest.mark.parametrize("text", ["", "> only quoted", "-- \nAda"])
def test_a_reply_that_says_nothing_is_nothing(ada: Person, post: Post, text: str) -> None:
    made = idea(act(person("bob")))
    assert post(reply(ada.id, made.id, text)) == "empty"


def test_a_long_reply_is_cut(ada: Person, post: Post) -> None:
    made = idea(act(person("bob")))
    assert post(reply(ada.id, made.id, "x" * 5_000)) == "comment"
    (comment,) = all_of(Comment)
    assert len(comment.body) == 4_000


def test_tokens_survive_folding_and_lead_nowhere_else(app: Flask, ada: Person) -> None:
    address = reply_to(ada.id, Subject("suggestion", 7))
    assert address is not None
    assert len(address.split("@")[0]) <= 64
    token = token_in([address.upper()])
    assert token is not None
    assert meant_by(token) == (ada.id, 7)
    assert token_in([address.replace("xample", "vil")]) is None
    assert reply_to(ada.id, Subject("project", 7)) is None
    app.config["IMAP_HOST"] = ""
    assert reply_to(ada.id, Subject("suggestion", 7)) is None


def test_mails_about_an_idea_say_where_a_reply_goes(app: Flask, ada: Person, clock: Any) -> None:
    made = idea(act(ada))
    with transaction():
        ideas.decide(made, Outcome.DECLINED, "Too dear", by=SYSTEM)
    (notice,) = [notice for notice in all_of(InboxNotice) if notice.person_id == ada.id]
    mail = OutgoingMail(uid="1" * 32, notice=notice, created_at=clock.now, due_at=clock.now)
    shown = compose.message(mail, clock.now)
    assert token_in([shown["Reply-To"].addresses[0].addr_spec]) == token_of(ada.id, made.id)
    db.session.rollback()


# Confirming


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_a_draft_by_mail_is_handed_in_with_one_press(
    app: Flask, new_browser: NewBrowser, language: str
) -> None:
    with app.app_context():
        person("ada")
        person("bob")
        with transaction():
            db.session.execute(update(Person).values(password_hash=hashed(PASSWORD), language=None))
        mail = letter("Oil\n<script>alert(1)</script>")
        mail.add_attachment(files.picture(), maintype="image", subtype="jpeg", filename="p.jpg")
        assert Post()(mail) == "draft"
    ada, bob = new_browser(language=language), new_browser(language=language)
    ada.sign_in("ada", PASSWORD)
    bob.sign_in("bob", PASSWORD)
    bob.get("/suggestions/new")
    token = bob.form(button="Hand in the idea" if language == "en" else "提交建议").values["csrf_token"]
    assert bob.client.post("/suggestions/drafts/1/hand-in", data={"csrf_token": token}).status_code == 404
    ada.get("/suggestions/drafts")
    ada.submit("/suggestions/drafts/1/hand-in")
    assert ada.page.h1 == "Drip trays"
    assert len(ada.page.css(".files img")) == 1
    assert "<script>alert(1)</script>" in ada.text
    ada.get("/suggestions/drafts")
    assert ada.page.css(".rows") == []


def test_a_draft_that_was_typed_is_not_handed_in_unseen(app: Flask, new_browser: NewBrowser) -> None:
    with app.app_context():
        person("ada")
        with transaction():
            db.session.execute(update(Person).values(password_hash=hashed(PASSWORD)))
        Post()(letter())
    ada = new_browser()
    ada.sign_in("ada", PASSWORD)
    ada.get("/suggestions/new?draft=1")
    token = ada.form(button="Hand in the idea").values["csrf_token"]
    ada.submit(button="Save as a draft and finish later", title="")
    assert ada.client.post("/suggestions/drafts/1/hand-in", data={"csrf_token": token}).status_code == 404
