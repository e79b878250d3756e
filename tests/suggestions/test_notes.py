"""Internal notes: handlers read them, and nobody else learns that there is one, whatever door they try."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook
from sqlalchemy import select
from werkzeug.routing import Rule

from improve.accounts import service as accounts
from improve.accounts.queries import actor_of, person_by_login
from improve.core import clock
from improve.core.db import db, transaction
from improve.core.errors import Forbidden, Refused
from improve.core.policy import SYSTEM, Actor, Role
from improve.notifications import compose
from improve.notifications.models import InboxNotice, Line, OutgoingMail
from improve.suggestions import service
from improve.suggestions.models import Comment, Suggestion
from improve.suggestions.queries import readable_comments, reads_notes, visible_comments
from improve.suggestions.values import CommentText
from improve.web.access import LOADERS
from tests.people import act, make_person, make_unit
from tests.suggestions.ideas import idea

SECRET = "zebrafinch"
OUTSIDERS = ("ada", "bob", "elsewhere")


@pytest.fixture
def company(app: Flask) -> dict[str, int]:
    """An idea by Ada of Assembly; the coordinator of Assembly, one of elsewhere, and Bob."""
    with app.app_context():
        here, there = make_unit("Assembly"), make_unit("Elsewhere")
        for login, unit in (("ada", here), ("bob", here), ("chief", here), ("elsewhere", there)):
            make_person(login, unit=unit)
        with transaction():
            for login, unit in (("chief", here), ("elsewhere", there)):
                person = person_by_login(login)
                assert person is not None
                accounts.give_role(person, Role.COORDINATOR, unit, by=SYSTEM)
        about = idea(actor("ada"))
        with transaction():
            said = service.comment(about, CommentText("Loud and clear"), by=actor("bob"))
        return {"suggestion_id": about.id, "comment_id": said.id}


def actor(login: str) -> Actor:
    person = person_by_login(login)
    assert person is not None
    return actor_of(person)


def write_note(
    company: dict[str, int], by: str = "chief", body: str = f"{SECRET} @ada @bob @elsewhere"
) -> int:
    with transaction():
        about = db.session.get_one(Suggestion, company["suggestion_id"])
        written = service.note(about, CommentText(body), by=actor(by)).id
        edited = db.session.get_one(Comment, written)
        service.edit_comment(about, edited, CommentText(f"{body} again"), by=actor(by))
        return written


@pytest.fixture
def as_(app: Flask) -> Callable[[str], FlaskClient]:
    """A client of somebody, for pages and the API alike."""
    current: dict[str, str] = {}

    def load() -> Actor | None:
        return actor(current["login"]) if current else None

    app.extensions[LOADERS].insert(0, load)
    app.config["WTF_CSRF_ENABLED"] = False

    def client(login: str) -> FlaskClient:
        current["login"] = login
        return app.test_client()

    return client


def doors(app: Flask, numbers: dict[str, int]) -> Iterator[str]:
    """Every address that can be read, of this idea and this comment."""
    urls = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and rule.endpoint != "assets.file":
            yield urls.build(rule.endpoint, values_of(rule, numbers))
    number = numbers["suggestion_id"]
    yield f"/suggestions/{number}?reply_to={numbers['comment_id']}"
    yield f"/suggestions/{number}?before={numbers['comment_id'] + 1}"
    for query in (f"q={SECRET}", "sort=discussed", "mine=1"):
        yield f"/suggestions?{query}"
        yield f"/suggestions/export.csv?{query}"
    yield f"/search?q={SECRET}"
    yield f"/api/v1/suggestions?q={SECRET}"
    yield f"/suggestions/similar?title={SECRET}"


def values_of(rule: Rule, numbers: dict[str, int]) -> dict[str, object]:
    out: dict[str, object] = {}
    for name in rule.arguments:
        kind = type(rule._converters[name]).__name__
        out[name] = numbers.get(name, 1) if "Integer" in kind else "nothing"
        if kind == "AnyConverter":
            out[name] = next(iter(rule._converters[name].items))
    return out


def shown(answer: object) -> str:
    """What an answer says, without what differs each time; a workbook by its cells."""
    data: bytes = answer.data  # type: ignore[attr-defined]
    if data[:2] == b"PK":
        book = CalamineWorkbook.from_filelike(BytesIO(data))
        return repr([book.get_sheet_by_name(name).to_python() for name in book.sheet_names])
    text = data.decode("utf-8", "replace")
    return re.sub(
        r'name="csrf_token" value="[^"]*"|name="draft[^"]*" value="[^"]*"|"token":"[^"]*"', "", text
    )


def test_no_door_says_a_word_of_it(
    app: Flask, company: dict[str, int], as_: Callable[[str], FlaskClient]
) -> None:
    with app.app_context():
        note_id = write_note(company)
    numbers = {**company, "comment_id": note_id}
    reached = 0
    for login in OUTSIDERS:
        for address in doors(app, numbers):
            answer = as_(login).get(address)
            asked_for = SECRET in address
            said = shown(answer).count(SECRET) if not asked_for else shown(answer).count(f"{SECRET} ")
            assert not said, f"{login} reads the note at {address}"
            if address.startswith("/suggestions/"):
                assert "internal note" not in shown(answer).lower(), address
            reached += answer.status_code == 200
    assert reached > 60
    page = shown(as_("chief").get(f"/suggestions/{company['suggestion_id']}"))
    assert SECRET in page  # the test would see it


def test_every_door_looks_the_same_with_and_without_a_note(
    app: Flask, company: dict[str, int], as_: Callable[[str], FlaskClient]
) -> None:
    """Not only the words: no count, order, date or mark changes by a note."""

    def looks() -> dict[tuple[str, str], tuple[int, str]]:
        seen = {}
        for login in OUTSIDERS:
            for address in doors(app, {**company, "comment_id": company["comment_id"] + 1}):
                answer = as_(login).get(address)
                seen[login, address] = (answer.status_code, shown(answer))
        return seen

    before = looks()
    with app.app_context():
        written = write_note(company)
    assert written == company["comment_id"] + 1
    after = looks()
    differing = [door for door in before if before[door] != after[door]]
    assert differing == []


def test_every_act_on_a_note_finds_nothing(
    app: Flask, company: dict[str, int], as_: Callable[[str], FlaskClient]
) -> None:
    with app.app_context():
        note_id = write_note(company)
    base = f"/suggestions/{company['suggestion_id']}/comments/{note_id}"
    data = {"body": "x", "reason": "x", "give": "agree"}
    for login in ("bob", "ada"):
        for act_on in ("edit", "remove", "react", "report"):
            assert as_(login).post(f"{base}/{act_on}", data=data).status_code == 404, act_on
        for act_on in ("hide", "restore", "keep"):
            assert as_(login).post(f"{base}/{act_on}", data=data).status_code == 403, act_on
        body = {"body": "x", "reply_to": note_id}
        answer = as_(login).post(f"/api/v1/suggestions/{company['suggestion_id']}/comments", json=body)
        missing = as_(login).post(
            f"/api/v1/suggestions/{company['suggestion_id']}/comments", json={**body, "reply_to": 999_999}
        )
        assert (answer.status_code, answer.json["errors"]) == (422, missing.json["errors"])
    with app.app_context():
        assert db.session.scalar(select(Comment.body).where(Comment.id == note_id, Comment.kind == "note"))


def test_nobody_else_is_told_and_no_message_holds_its_text(app: Flask, company: dict[str, int]) -> None:
    with app.app_context():
        deputy = make_person("deputy", roles=(Role.COORDINATOR,))
        lines = set(db.session.scalars(select(Line.id)))
        write_note(company, body=f"{SECRET} @deputy @ada @bob @elsewhere")
        (new,) = [line for line in db.session.scalars(select(Line)) if line.id not in lines]
        assert (new.detail, new.is_story, new.source_id) == ("", False, None)
        assert SECRET not in str(new.text)
        told = db.session.scalars(select(InboxNotice).where(InboxNotice.line_id == new.id)).all()
        assert [(notice.person_id, notice.kind) for notice in told] == [(deputy.id, "suggestions.talk.note")]


def test_no_reply_by_mail_turns_a_note_into_a_comment(app: Flask, company: dict[str, int]) -> None:
    """A reply becomes a comment: the mail about a note takes none, the one about a comment does."""
    app.config.update(MAIL_IN_ADDRESS="ideas@example.org", IMAP_HOST="imap.example.org")
    with app.app_context():
        deputy = make_person("deputy", roles=(Role.COORDINATOR,))
        with transaction():
            deputy.email = "deputy@example.org"
        write_note(company, body=f"{SECRET} @deputy")
        with transaction():
            about = db.session.get_one(Suggestion, company["suggestion_id"])
            service.comment(about, CommentText("@deputy"), by=actor("bob"))
        sent = [compose.message(mail, clock.now()) for mail in db.session.scalars(select(OutgoingMail))]
        replies = {str(mail["Subject"]): mail["Reply-To"] is not None for mail in sent}
        by_kind = {"note" if "note" in subject else "comment": takes for subject, takes in replies.items()}
        assert by_kind == {"note": False, "comment": True}


def test_who_wrote_the_idea_reads_no_notes_whatever_the_role(context: object) -> None:
    chief = act(make_person("chief", roles=(Role.COORDINATOR,)))
    other = act(make_person("other", roles=(Role.ADMINISTRATOR,)))
    about = idea(chief)
    with pytest.raises(Refused), transaction():
        service.note(about, CommentText("x"), by=chief)
    with transaction():
        service.note(about, CommentText(SECRET), by=other)
    assert db.session.scalars(visible_comments(chief)).all() == []
    assert [note.body for note in db.session.scalars(visible_comments(other))] == [SECRET]


def test_the_responsible_person_reads_and_writes_notes(context: object) -> None:
    ada, lead = act(make_person("ada")), act(make_person("lead"))
    about = idea(ada)
    with pytest.raises(Forbidden), transaction():
        service.note(about, CommentText("x"), by=lead)
    with transaction():
        about.assignee_id = lead.actor_id
        service.note(about, CommentText(SECRET), by=lead)
    assert reads_notes(lead, about)
    assert [note.body for note in db.session.scalars(readable_comments(lead))] == [SECRET]


def test_a_token_without_the_scope_reads_no_notes(app: Flask, company: dict[str, int]) -> None:
    with app.app_context():
        write_note(company)
        chief = actor("chief")
        for scope, reads in (("suggestions:read", False), ("suggestions", True), ("suggestions:note", True)):
            token = Actor(
                actor_id=chief.actor_id,
                assignments=chief.assignments,
                scopes=frozenset({scope, "suggestions:read"}),
            )
            found = {comment.kind for comment in db.session.scalars(visible_comments(token))}
            assert ("note" in found) is reads, scope


@pytest.mark.parametrize("role", list(Role))
def test_who_may_write_a_note_may_read_it_and_nobody_else(context: object, role: Role) -> None:
    """One truth for both: the permission of the act, and the condition of the query."""
    person = act(make_person("somebody", roles=(role,)))
    about = idea(act(make_person("ada")))
    with transaction():
        service.note(about, CommentText(SECRET), by=act(make_person("root", roles=(Role.ADMINISTRATOR,))))
    reads = bool(db.session.scalars(visible_comments(person)).all())
    assert reads == reads_notes(person, about) == (role in (Role.COORDINATOR, Role.ADMINISTRATOR))
    try:
        with transaction():
            service.note(about, CommentText("x"), by=person)
        wrote = True
    except Forbidden:
        wrote = False
    assert wrote == reads


def test_a_note_is_not_talked_about_in_public(context: object) -> None:
    chief = act(make_person("chief", roles=(Role.COORDINATOR,)))
    about = idea(act(make_person("ada")))
    with transaction():
        written = service.note(about, CommentText(SECRET), by=chief)
        reply = service.comment(about, CommentText("a reply", written.id), by=chief)
    assert reply.is_note
    db.session.refresh(about)
    assert about.comment_count == 0


def test_the_walk_would_see_a_leak(
    app: Flask, company: dict[str, int], as_: Callable[[str], FlaskClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The planted defect: a query that forgets the kind."""
    from improve.suggestions.queries import comments

    with app.app_context():
        write_note(company)
    monkeypatch.setattr(comments, "notes_for", lambda _actor: None)
    page = shown(as_("bob").get(f"/suggestions/{company['suggestion_id']}"))
    assert SECRET in page
