"""Mentions: who is meant by what is typed, who is told, and what nobody learns by them."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from improve.accounts import service as accounts
from improve.accounts.models import Person
from improve.core.db import db, transaction
from improve.core.errors import Invalid
from improve.core.policy import SYSTEM, Role
from improve.notifications.models import InboxNotice
from improve.suggestions import service
from improve.suggestions.discussion import mentions
from improve.suggestions.models import Category, Comment
from improve.suggestions.values import CommentText, Visibility
from tests.people import act, make_person
from tests.suggestions.ideas import idea

pytestmark = pytest.mark.usefixtures("context")


@pytest.fixture
def people(context: object) -> dict[str, Person]:
    names = {
        "ada": "Ada Lovelace",
        "bob@example.org": "Bob",
        "1001": "张伟",
        "1002": "王芳",
        "1003": "王芳",
        "gone": "Gone Girl",
        "zhang.wei": "Zhang Wei",
    }
    found = {login: make_person(login, name) for login, name in names.items()}
    with transaction():
        accounts.disable(found["gone"], by=SYSTEM)
    return found


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("@ada look", "@[Ada Lovelace]({ada}) look"),
        ("@ADA.", "@[Ada Lovelace]({ada})."),
        ("(@Ada Lovelace)", "(@[Ada Lovelace]({ada}))"),
        ("@Ada Lovelace, hi", "@[Ada Lovelace]({ada}), hi"),
        ("@bob@example.org!", "@[Bob]({bob@example.org})!"),
        ("@1001", "@[张伟]({1001})"),
        ("@张伟请看", "@[张伟]({1001})请看"),
        ("请@张伟，@1001看", "请@[张伟]({1001})，@[张伟]({1001})看"),
        ("@zhang.wei请看", "@[Zhang Wei]({zhang.wei})请看"),
        ("@王芳", "@王芳"),  # two people
        ("@1002", "@[王芳]({1002})"),
        ("@gone @Gone Girl", "@gone @Gone Girl"),
        ("@nobody ada@ada @ ada", "@nobody ada@ada @ ada"),
        ("`@ada` @ada", "`@ada` @[Ada Lovelace]({ada})"),
        ("```\n@ada\n```", "```\n@ada\n```"),
        ("@[Whoever]({ada})", "@[Ada Lovelace]({ada})"),
        ("@[Boss](999999)", "@Boss"),
        ("@[Gone]({gone})", "@Gone"),
        ("@[x](9999999999)", "@x"),
    ],
)
def test_what_is_typed_and_what_is_stored(people: dict[str, Person], typed: str, expected: str) -> None:
    def numbered(text: str) -> str:
        for login, person in people.items():
            text = text.replace(f"{{{login}}}", str(person.id))
        return text

    assert mentions.stored(numbered(typed)) == numbered(expected)


def test_no_login_is_stored_or_offered(people: dict[str, Person]) -> None:
    about = idea(act(people["ada"]))
    with transaction():
        posted = service.comment(about, CommentText("@1001 @bob@example.org"), by=act(people["ada"]))
    assert "1001" not in posted.body.replace(f"({people['1001'].id})", "")
    assert "example" not in posted.body
    assert mentions.offered("100") == []
    assert mentions.offered("example") == []
    assert [person.name for person in mentions.offered("@1001")] == ["张伟"]
    assert [person.name for person in mentions.offered("wei")] == ["Zhang Wei"]
    assert {person.id for person in mentions.offered("王")} == {people["1002"].id, people["1003"].id}
    assert mentions.offered("Girl") == []


def test_too_many_at_once_are_refused(people: dict[str, Person]) -> None:
    crowd = [make_person(f"c{n}") for n in range(21)]
    about = idea(act(people["ada"]))
    with pytest.raises(Invalid), transaction():
        service.comment(about, CommentText(" ".join(f"@{p.login}" for p in crowd)), by=act(people["ada"]))
    assert db.session.scalar(select(Comment)) is None


def test_a_text_that_names_make_too_long_is_refused_with_its_length(people: dict[str, Person]) -> None:
    about = idea(act(people["ada"]))
    with pytest.raises(Invalid) as caught, transaction():
        service.comment(about, CommentText("@ada " + "x" * 3_990), by=act(people["ada"]))
    assert "4000" in str(caught.value.errors["body"][0])


def told() -> dict[str, list[str]]:
    """Who got which messages of discussions, by login."""
    rows = db.session.execute(
        select(Person.login, InboxNotice)
        .join(InboxNotice, InboxNotice.person_id == Person.id)
        .where(InboxNotice.kind.startswith("suggestions."), InboxNotice.kind != "suggestions.mine.phase")
        .order_by(InboxNotice.id)
    )
    found: dict[str, list[str]] = {}
    for login, notice in rows:
        found.setdefault(login, []).append(notice.kind.removeprefix("suggestions."))
    return found


def test_each_is_told_once_the_closest_first(people: dict[str, Person]) -> None:
    ada, bob, wei = (act(people[login]) for login in ("ada", "bob@example.org", "zhang.wei"))
    about = idea(ada)
    with transaction():
        first = service.comment(about, CommentText("one"), by=bob)
        service.comment(about, CommentText("two @ada @1001", first.id), by=wei)
    assert told() == {
        "ada": ["mine.comment", "talk.mention"],
        "1001": ["talk.mention"],
        "bob@example.org": ["talk.reply"],
    }


def test_a_change_tells_only_who_is_new_in_it(people: dict[str, Person]) -> None:
    ada, bob = act(people["ada"]), act(people["bob@example.org"])
    about = idea(ada)
    with transaction():
        posted = service.comment(about, CommentText("@1001"), by=bob)
    with transaction():
        service.edit_comment(about, posted, CommentText(posted.body + " @zhang.wei"), by=bob)
    assert told() == {"ada": ["mine.comment"], "1001": ["talk.mention"], "zhang.wei": ["talk.mention"]}


def test_who_may_not_see_the_idea_is_not_told(people: dict[str, Person]) -> None:
    """An idea only for its author and the handlers: a mention does not open it."""
    with transaction():
        category = Category(name={"en": "Quiet"}, code="quiet", visibility=Visibility.HANDLERS)
        db.session.add(category)
    ada = act(people["ada"])
    chief = make_person("chief", roles=(Role.COORDINATOR,))
    about = idea(ada, category_id=category.id)
    with transaction():
        posted = service.comment(about, CommentText("@1001 @chief @zhang.wei"), by=ada)
    assert set(told()) == {"chief"}
    assert mentions.readers_among(posted, [person.id for person in people.values()]) == [people["ada"].id]
    assert mentions.viewers_among(about.id, [chief.id, people["1001"].id]) == [chief.id]
