"""Drafts: saved while typing, restored elsewhere, seen by nobody else, and nothing lost between two devices."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from improve.accounts.models import Person
from improve.accounts.passwords import hashed
from improve.audit.models import AuditEntry
from improve.core.db import db, transaction
from improve.core.errors import Forbidden, Invalid, Refused
from improve.core.policy import VISITOR, Actor, Role
from improve.core.uploads import storage
from improve.core.uploads.inspection import inspect
from improve.operations.jobs import collect_uploads
from improve.suggestions.attachments import queries as attachments
from improve.suggestions.drafts import queries, service
from improve.suggestions.drafts.jobs import clean_drafts
from improve.suggestions.drafts.models import ClosedPage, Draft, DraftFile
from improve.suggestions.drafts.values import Kept, Page, typed_in
from improve.suggestions.models import Suggestion
from tests.browser import Browser
from tests.core import uploads as files
from tests.people import PASSWORD, act, make_person
from tests.suggestions.ideas import HOSTILE, REFUSED, idea

NewBrowser = Callable[..., Browser]
PHONE, LAPTOP = "a" * 32, "b" * 32


def typed(title: str = "Drip trays", **more: str) -> dict[str, list[str]]:
    return {"title": [title], **{name: [text] for name, text in more.items()}}


@pytest.fixture
def ada(context: object) -> Actor:
    return act(make_person("ada"))


@pytest.fixture
def bob(context: object) -> Actor:
    return act(make_person("bob"))


def save(text: dict[str, list[str]], page: Page, by: Actor) -> service.Saved:
    with transaction():
        return service.save(text, page, by=by)


def shown(saved: service.Saved, writer: str) -> Page:
    """The page after it has the answer."""
    assert saved.draft is not None
    return Page(writer, saved.draft.id, saved.draft.version)


def texts(by: Actor) -> list[str]:
    return sorted(draft.title for draft in queries.drafts_of(by))


def test_a_page_writes_its_own_draft_on_and_on(ada: Actor) -> None:
    page = Page(PHONE)
    for text in ("D", "Drip", "Drip trays"):
        saved = save(typed(text), page, ada)
        assert saved.kept is Kept.SAVED
        page = shown(saved, PHONE)
    assert texts(ada) == ["Drip trays"]
    assert page.version == 3
    assert save(typed("Drip trays"), page, ada).draft.version == 3, "the same text is no new version"  # type: ignore[union-attr]


def test_a_lost_answer_makes_no_second_draft(ada: Actor) -> None:
    save(typed("Drip"), Page(PHONE), ada)
    assert save(typed("Drip trays"), Page(PHONE), ada).kept is Kept.SAVED
    assert texts(ada) == ["Drip trays"]


@pytest.mark.parametrize("text", [{}, typed(""), typed("  \n "), {"category_id": ["3"], "unit_id": ["1"]}])
def test_nothing_typed_is_nothing_saved(ada: Actor, text: dict[str, list[str]]) -> None:
    assert save(text, Page(PHONE), ada) == service.Saved(None, Kept.NOTHING)
    assert texts(ada) == []


def test_another_device_goes_on_where_one_stopped(ada: Actor) -> None:
    first = save(typed("Drip"), Page(PHONE), ada)
    again = save(typed("Drip trays"), shown(first, LAPTOP), ada)
    assert again.kept is Kept.SAVED
    assert texts(ada) == ["Drip trays"]


def test_two_devices_at_once_lose_nothing(ada: Actor) -> None:
    first = save(typed("Drip"), Page(PHONE), ada)
    phone, laptop = shown(first, PHONE), shown(first, LAPTOP)
    laptop = shown(save(typed("Drip, from the laptop"), laptop, ada), LAPTOP)
    apart = save(typed("Drip, from the phone"), phone, ada)
    assert apart.kept is Kept.APART
    assert texts(ada) == ["Drip, from the laptop", "Drip, from the phone"]
    phone = shown(apart, PHONE)
    assert save(typed("Drip, from the phone too"), phone, ada).kept is Kept.SAVED
    assert save(typed("Drip, from the laptop too"), laptop, ada).kept is Kept.SAVED
    assert texts(ada) == ["Drip, from the laptop too", "Drip, from the phone too"]


def test_the_same_text_on_both_devices_is_one_draft(ada: Actor) -> None:
    first = save(typed("Drip"), Page(PHONE), ada)
    save(typed("Drip trays"), shown(first, LAPTOP), ada)
    assert save(typed("Drip trays"), Page(PHONE, first.draft.id, 1), ada).kept is Kept.SAVED  # type: ignore[union-attr]
    assert texts(ada) == ["Drip trays"]


def test_what_comes_late_is_not_a_draft_again(ada: Actor) -> None:
    page = shown(save(typed("Drip"), Page(PHONE), ada), PHONE)
    suggestion = idea(ada)
    with transaction():
        assert service.hand_in(suggestion, page, by=ada) is False
    assert save(typed("Drip tr"), page, ada) == service.Saved(None, Kept.CLOSED)
    assert texts(ada) == []
    with transaction():
        service.hand_in(idea(ada, "Never saved before"), Page(LAPTOP), by=ada)
    assert save(typed("Late"), Page(LAPTOP), ada).kept is Kept.CLOSED


def test_handing_in_on_one_device_keeps_what_the_other_has_written(ada: Actor) -> None:
    first = save(typed("Drip"), Page(PHONE), ada)
    phone, laptop = shown(first, PHONE), shown(first, LAPTOP)
    save(typed("Drip, and a new thought"), laptop, ada)
    with transaction():
        assert service.hand_in(idea(ada), phone, by=ada) is True
    assert texts(ada) == ["Drip, and a new thought"]


def test_typing_on_into_a_draft_that_was_handed_in_elsewhere_is_kept(ada: Actor) -> None:
    first = save(typed("Drip"), Page(PHONE), ada)
    with transaction():
        service.hand_in(idea(ada), shown(first, PHONE), by=ada)
    saved = save(typed("Drip, once more"), Page(LAPTOP, first.draft.id, 1), ada)  # type: ignore[union-attr]
    assert saved.kept is Kept.GONE
    assert texts(ada) == ["Drip, once more"]


def test_nobody_else_has_a_way_to_a_draft(ada: Actor, bob: Actor) -> None:
    first = save(typed("Secret"), Page(PHONE), ada)
    assert first.draft is not None
    chief = act(make_person("chief", roles=(Role.COORDINATOR, Role.ADMINISTRATOR, Role.AUDITOR)))
    for other in (bob, chief, VISITOR):
        assert queries.own_draft(other, first.draft.id) is None
        assert queries.drafts_of(other) == []
    taken_over = save(typed("Mine"), Page(PHONE, first.draft.id, 1), bob)
    assert taken_over.kept is Kept.GONE
    assert (texts(ada), texts(bob)) == (["Secret"], ["Mine"])
    with transaction():
        service.hand_in(idea(bob), Page(LAPTOP, first.draft.id, 1), by=bob)
    assert texts(ada) == ["Secret"]
    with pytest.raises(Forbidden):
        save(typed(), Page(PHONE), VISITOR)


def test_a_draft_leaves_no_trace_in_the_audit(ada: Actor) -> None:
    before = db.session.scalar(select(func.count()).select_from(AuditEntry))
    page = shown(save(typed("Secret"), Page(PHONE), ada), PHONE)
    save(typed("Secret words"), page, ada)
    with transaction():
        service.discard(db.session.get_one(Draft, page.draft_id))
    assert db.session.scalar(select(func.count()).select_from(AuditEntry)) == before


def test_files_move_to_the_idea_with_the_draft(ada: Actor, clock: Any) -> None:
    page = shown(save(typed(), Page(PHONE), ada), PHONE)
    photo = inspect(io.BytesIO(files.picture()), "p.jpg", most_megabytes=1)
    with transaction():
        draft = db.session.get_one(Draft, page.draft_id)
        service.attach(draft, [photo, photo])
        service.attach(draft, [photo])
    (key,) = [file.key for file in draft.files]
    clock.move(hours=30)
    assert collect_uploads() == 0
    suggestion = idea(ada)
    with transaction():
        service.hand_in(suggestion, page, by=ada)
    (moved,) = attachments.attachments_of(suggestion.id)
    assert (moved.key, moved.name, moved.added_by_id) == (key, "p.jpg", ada.actor_id)
    assert db.session.scalar(select(func.count()).select_from(DraftFile)) == 0
    clock.move(hours=30)
    collect_uploads()
    clock.move(hours=30)
    assert collect_uploads() == 0
    assert storage.path_of(key) is not None


def test_a_discarded_draft_takes_its_files_with_it(ada: Actor, clock: Any) -> None:
    page = shown(save(typed(), Page(PHONE), ada), PHONE)
    with transaction():
        draft = db.session.get_one(Draft, page.draft_id)
        service.attach(draft, [inspect(io.BytesIO(b"words"), "a.txt", most_megabytes=1)])
    with transaction():
        service.discard(draft)
    collect_uploads()
    clock.move(hours=30)
    assert collect_uploads() == 1


def test_a_draft_has_as_many_files_as_an_idea(app: Flask, ada: Actor) -> None:
    app.config["ATTACHMENTS_PER_IDEA"] = 1
    page = shown(save(typed(), Page(PHONE), ada), PHONE)
    two = [inspect(io.BytesIO(text), "a.txt", most_megabytes=1) for text in (b"1", b"2")]
    with pytest.raises(Refused), transaction():
        service.attach(db.session.get_one(Draft, page.draft_id), two)


def test_old_drafts_and_closed_pages_are_cleaned(app: Flask, ada: Actor, clock: Any) -> None:
    app.config["DRAFT_DAYS"] = 10
    old = save(typed("Old"), Page(PHONE), ada)
    with transaction():
        service.hand_in(idea(ada), Page(LAPTOP), by=ada)
    assert service.kept_until(old.draft) == clock.now.replace(day=14)  # type: ignore[arg-type]
    clock.move(days=5)
    save(typed("Newer"), Page("c" * 32), ada)
    clock.move(days=5, seconds=1)
    assert clean_drafts() == 1
    assert texts(ada) == ["Newer"]
    assert db.session.scalar(select(func.count()).select_from(ClosedPage)) == 0


def test_there_are_so_many_drafts_at_most(ada: Actor) -> None:
    for number in range(20):
        save(typed(f"Draft {number}"), Page(f"{number:032}"), ada)
    with pytest.raises(Invalid):
        save(typed("One more"), Page(PHONE), ada)
    assert len(texts(ada)) == 20


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_texts_come_back_as_they_were(ada: Actor, text: str) -> None:
    saved = save(typed_in([("title", [text]), ("files", ["x"]), ("csrf_token", ["y"])]), Page(PHONE), ada)
    db.session.expire_all()
    assert saved.draft is not None
    assert saved.draft.typed == {"title": [text]}


@pytest.mark.parametrize("text", [*REFUSED.values(), "x" * 60_001])
def test_what_no_database_keeps_is_refused(text: str) -> None:
    for fields in ([("title", [text])], [(text[:61], ["x"])]):
        with pytest.raises(Invalid):
            typed_in(fields)
    with pytest.raises(Invalid):
        typed_in([(f"f{number}", ["x"]) for number in range(200)])


# Pages


@pytest.fixture
def people(app: Flask) -> Flask:
    with app.app_context():
        make_person("ada", language=None)
        make_person("bob", language=None)
        with transaction():
            db.session.execute(update(Person).values(password_hash=hashed(PASSWORD)))
    return app


def signed_in(new_browser: NewBrowser, login: str = "ada", language: str = "en") -> Browser:
    browser = new_browser(language=language)
    browser.sign_in(login, PASSWORD)
    return browser


SAVE = {"en": "Save as a draft and finish later", "zh-Hans": "存为草稿，稍后再写"}
FINISH = {"en": "Hand in the idea", "zh-Hans": "提交建议"}
GO_ON = {"en": "Continue: Drip trays", "zh-Hans": "继续写: Drip trays"}


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_without_a_script_a_draft_is_saved_restored_elsewhere_and_handed_in(
    people: Flask, new_browser: NewBrowser, language: str
) -> None:
    phone, laptop = signed_in(new_browser, language=language), signed_in(new_browser, language=language)
    phone.get("/suggestions/new")
    phone.submit(button=SAVE[language], title="Drip trays", problem="Oil\n on <b>the</b> floor")
    assert "Drip trays" in phone.text
    laptop.get("/suggestions/new")
    assert laptop.page.css('main a[href="/suggestions/drafts"]')
    laptop.get("/suggestions/drafts")
    laptop.follow(GO_ON[language])
    assert laptop.page.one("#title").attributes["value"] == "Drip trays"
    assert "Oil\n on <b>the</b> floor" in laptop.page.one("#problem").text()
    laptop.submit(button=FINISH[language], idea="A tray")
    assert laptop.page.h1 == "Drip trays"
    laptop.get("/suggestions/drafts")
    assert laptop.page.css(".rows") == []


def test_a_script_saves_while_one_types(people: Flask, new_browser: NewBrowser) -> None:
    ada, bob = signed_in(new_browser), signed_in(new_browser, "bob")
    ada.get("/suggestions/new")
    part = ada.as_htmx.submit(button="Save as a draft and finish later", title="Drip")
    assert "Draft saved" in part.text
    fields = {node.attributes["name"]: node.attributes["value"] for node in part.css("input")}
    assert fields["draft_version"] == "1"
    again = ada.as_htmx.submit(button="Save as a draft and finish later", title="Drip trays", raw=fields)
    assert 'name="draft_version" value="2"' in str(again.one("#draft").html)
    bad = ada.as_htmx.submit(button="Save as a draft and finish later", title="a\x08b", raw=fields)
    assert bad.css(".err")
    number = fields["draft_id"]
    for address in (f"/suggestions/new?draft={number}", f"/suggestions/drafts/{number}/files/1"):
        assert bob.client.get(address).status_code == 404
    bob.get("/suggestions/new")
    token = bob.form(button="Hand in the idea").values["csrf_token"]
    gone = bob.client.post(f"/suggestions/drafts/{number}/discard", data={"csrf_token": token})
    assert gone.status_code == 404
    for address in (
        "/suggestions",
        "/suggestions?q=trays",
        "/search?q=trays",
        "/suggestions/export.csv",
        "/suggestions/similar?title=Drip+trays",
    ):
        assert "Drip" not in bob.client.get(address).text


@pytest.mark.parametrize("impossible", ["0", "-1", "99999999999999", "x", "2147483648", "４"])
def test_drafts_that_cannot_be_are_missing(people: Flask, new_browser: NewBrowser, impossible: str) -> None:
    ada = signed_in(new_browser)
    assert ada.client.get(f"/suggestions/new?draft={impossible}").status_code == 404
    ada.get("/suggestions/new")
    ada.submit(
        button="Save as a draft and finish later",
        title="Kept",
        raw={"draft_id": impossible, "draft_writer": "x"},
    )
    assert "Kept" in ada.text


def send(browser: Browser, path: str, *sent: tuple[bytes, str], **fields: str) -> Any:
    form = browser.form(button="Hand in the idea")
    data = {name: form.values.getlist(name) for name in form.values}
    data |= {name: [text] for name, text in fields.items()}
    data["files"] = [(io.BytesIO(content), name) for content, name in sent]  # type: ignore[assignment]
    return browser.client.post(path, data=data, headers=browser.headers, content_type="multipart/form-data")


def test_photos_stay_when_the_form_comes_back(people: Flask, new_browser: NewBrowser) -> None:
    ada = signed_in(new_browser)
    ada.get("/suggestions/new")
    answer = send(ada, "/suggestions/new", (files.picture(), "p.jpg"), (files.SVG, "evil.svg"), title="Trays")
    assert answer.status_code == 422
    assert "evil.svg" in answer.text
    assert "/files/1/small" in answer.text
    ada.get("/suggestions/new?draft=1")
    answer = send(
        ada, "/suggestions/new", (files.picture(), "p.jpg"), (files.PDF, "plan.pdf"), problem="p", idea="i"
    )
    assert answer.status_code == 303
    ada.get(answer.headers["Location"])
    assert len(ada.page.css(".files li")) == 2
    with people.app_context():
        assert db.session.scalar(select(func.count()).select_from(Draft)) == 0


def test_photos_are_sent_ahead_and_taken_away(people: Flask, new_browser: NewBrowser) -> None:
    ada = signed_in(new_browser)
    ada.get("/suggestions/new")
    answer = send(ada, "/suggestions/drafts/files", (files.picture(), "p.jpg"), title="Trays")
    assert answer.status_code == 303
    ada.get(answer.headers["Location"].split("#")[0])
    assert ada.page.one("#title").attributes["value"] == "Trays"
    small = ada.page.one(".files img").attributes["src"]
    assert ada.client.get(small).headers["Content-Type"] == "image/jpeg"
    ada.submit(button="Remove: p.jpg", problem="typed meanwhile")
    assert ada.page.css(".files li") == []
    assert "typed meanwhile" in ada.page.one("#problem").text()


def test_handing_in_with_a_photo_in_one_go(people: Flask, new_browser: NewBrowser) -> None:
    ada = signed_in(new_browser)
    ada.get("/suggestions/new")
    answer = send(
        ada,
        "/suggestions/new",
        (files.picture(), "p.jpg"),
        (files.SVG, "e.svg"),
        title="T",
        problem="p",
        idea="i",
    )
    ada.get(answer.headers["Location"])
    assert len(ada.page.css(".files img")) == 1
    assert "e.svg" in ada.text


def test_too_many_photos_hand_nothing_in(people: Flask, new_browser: NewBrowser) -> None:
    people.config["ATTACHMENTS_PER_IDEA"] = 1
    ada = signed_in(new_browser)
    ada.get("/suggestions/new")
    send(ada, "/suggestions/drafts/files", (files.picture(), "p.jpg"), title="T")
    ada.get("/suggestions/new?draft=1")
    answer = send(ada, "/suggestions/new", (b"more", "m.txt"), problem="p", idea="i")
    assert answer.status_code == 422
    with people.app_context():
        assert db.session.scalar(select(func.count()).select_from(Suggestion)) == 0
        assert db.session.scalar(select(func.count()).select_from(DraftFile)) == 1
