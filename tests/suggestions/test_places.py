"""Places with links, and kiosks that can hand in and nothing else."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update
from werkzeug.test import TestResponse

from improve.accounts.models import Person
from improve.accounts.passwords import hashed
from improve.core import clock as improve_clock
from improve.core.db import db, transaction
from improve.core.errors import Forbidden, Invalid, Missing, Refused
from improve.core.localized import Localized
from improve.core.policy import SYSTEM, Actor, Role
from improve.suggestions import queries as ideas
from improve.suggestions import service as idea_service
from improve.suggestions.attachments.queries import attachments_of
from improve.suggestions.crediting.queries import recording_of
from improve.suggestions.fields.models import FieldAnswer
from improve.suggestions.fields.service import add_field
from improve.suggestions.fields.values import FieldData
from improve.suggestions.models import Follower, Suggestion
from improve.suggestions.places import queries, service
from improve.suggestions.places.models import Kiosk, Place
from improve.suggestions.places.values import KioskIdea, NewKiosk, PlaceData
from improve.suggestions.values import CategoryData
from tests.browser import Browser
from tests.core import uploads as files
from tests.people import PASSWORD, act, make_person, make_unit
from tests.suggestions.ideas import HOSTILE

NewBrowser = Callable[..., Browser]
NAME = Localized(zh_Hans="7号包装台", en="Packing table 7")


def add(by: Actor = SYSTEM, **more: Any) -> Place:
    with transaction():
        return service.add_place(PlaceData(**{"name": NAME, **more}), by=by)


def device(place: Place, days: int = 30) -> tuple[int, str]:
    """A kiosk that is set up: its number and the device's secret."""
    with transaction():
        kiosk, setup = service.issue_kiosk(place, NewKiosk("Tablet", days), by=SYSTEM)
        number = kiosk.id
    with transaction():
        _kiosk, secret = service.set_up(setup)
    return number, secret


@pytest.mark.usefixtures("context")
def test_a_place_has_a_link_that_stays() -> None:
    first, second = add(), add()
    assert first.code != second.code
    assert re.fullmatch(r"[2-9a-hjkmnp-z]{7}", first.code)
    code = first.code
    with transaction():
        service.change_place(first, PlaceData(name=Localized.both("Table 8")), by=SYSTEM)
    assert (first.code, str(first.name)) == (code, "Table 8")
    assert queries.open_place(code.upper()) is first
    with transaction():
        service.change_place(first, PlaceData(name=NAME, is_closed=True), by=SYSTEM)
    assert queries.open_place(code) is None
    for nonsense in ("", "x" * 7, "x" * 500, "７７７７７７７"):
        assert queries.open_place(nonsense) is None


@pytest.mark.usefixtures("context")
def test_coordinators_look_after_places_and_administrators_issue_kiosks() -> None:
    ada, chief = act(make_person("ada")), act(make_person("chief", roles=(Role.COORDINATOR,)))
    root = act(make_person("root", roles=(Role.ADMINISTRATOR,)))
    with pytest.raises(Forbidden):
        add(ada)
    place = add(chief)
    for other in (ada, chief):
        with pytest.raises(Forbidden), transaction():
            service.issue_kiosk(place, NewKiosk("Tablet"), by=other)
    with transaction():
        service.issue_kiosk(place, NewKiosk("Tablet"), by=root)
    for bad in ({"unit_id": 999}, {"category_id": 999}):
        with pytest.raises(Invalid):
            add(**bad)


@pytest.mark.usefixtures("context")
def test_a_setup_link_works_once_and_for_a_day(clock: Any) -> None:
    place = add()
    with transaction():
        kiosk, setup = service.issue_kiosk(place, NewKiosk("Tablet"), by=SYSTEM)
    with pytest.raises(Missing), transaction():
        service.set_up(setup + "x")
    with transaction():
        _kiosk, secret = service.set_up(setup)
    with pytest.raises(Missing), transaction():
        service.set_up(setup)
    assert queries.kiosk_of_device(secret) is kiosk
    assert queries.kiosk_of_device(setup) is None
    assert secret not in str(vars(kiosk))
    with transaction():
        _late, setup = service.issue_kiosk(place, NewKiosk("Late"), by=SYSTEM)
    clock.move(hours=24, seconds=1)
    with pytest.raises(Missing), transaction():
        service.set_up(setup)


@pytest.mark.usefixtures("context")
@pytest.mark.parametrize("ending", ["expires", "revoked", "place closed"])
def test_a_kiosk_ends(clock: Any, ending: str) -> None:
    place = add()
    number, secret = device(place, days=2)
    with transaction():
        service.hand_in_at(secret, KioskIdea("Before", "Mei"))
    if ending == "expires":
        clock.move(days=2, seconds=1)
    with transaction():
        if ending == "revoked":
            service.revoke_kiosk(db.session.get_one(Kiosk, number), by=SYSTEM)
        elif ending == "place closed":
            service.change_place(place, PlaceData(name=NAME, is_closed=True), by=SYSTEM)
    with pytest.raises(Missing), transaction():
        service.hand_in_at(secret, KioskIdea("After", "Mei"))
    assert db.session.scalar(select(func.count()).select_from(Suggestion)) == 1


@pytest.mark.usefixtures("context")
def test_an_idea_of_a_kiosk_is_credited_to_a_name_and_to_nobody_else() -> None:
    unit, other = make_unit("Packing"), make_unit("Shipping")
    with transaction():
        category = idea_service.create_category(CategoryData(name=Localized.both("Safety")), by=SYSTEM)
    place = add(unit_id=unit.id, category_id=category.id)
    mei = make_person("10017", "Mei")
    _number, secret = device(place)
    with transaction():
        made = service.hand_in_at(secret, KioskIdea("Mats", "10017", unit_id=other.id))
    assert (made.author_id, made.author_label) == (None, "10017")
    assert (made.unit_id, made.category_id) == (unit.id, category.id)
    recording = recording_of(made.id)
    assert recording is not None
    assert (recording.recorder_id, recording.unit_id) == (None, other.id)
    assert queries.place_of(made.id) is place
    assert not ideas.is_author(made, mei.id), "a typed staff number is a name and no proof"
    assert db.session.scalar(select(func.count()).select_from(Follower)) == 0


@pytest.mark.usefixtures("context")
def test_a_device_cannot_flood(clock: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "MOST_IDEAS_AN_HOUR", 3)
    _number, secret = device(add())
    for n in range(3):
        with transaction():
            service.hand_in_at(secret, KioskIdea(f"Idea {n}", "Mei"))
    with pytest.raises(Refused), transaction():
        service.hand_in_at(secret, KioskIdea("One more", "Mei"))
    clock.move(hours=1, seconds=1)
    with transaction():
        service.hand_in_at(secret, KioskIdea("One more", "Mei"))


# Pages


@pytest.fixture
def company(app: Flask) -> Flask:
    with app.app_context():
        unit = make_unit("Packing")
        make_person("ada", unit=make_unit("Assembly"), language=None)
        make_person("chief", roles=(Role.COORDINATOR,), language=None)
        make_person("root", roles=(Role.ADMINISTRATOR,), language=None)
        with transaction():
            db.session.execute(update(Person).values(password_hash=hashed(PASSWORD)))
            idea_service.create_category(CategoryData(name=Localized.both("Safety")), by=SYSTEM)
        add(unit_id=unit.id, category_id=1)
    return app


def signed_in(new_browser: NewBrowser, login: str, language: str = "en") -> Browser:
    browser = new_browser(language=language)
    browser.sign_in(login, PASSWORD)
    return browser


def code_of(app: Flask) -> str:
    with app.app_context():
        return db.session.get_one(Place, 1).code


def test_the_link_fills_the_form_in_and_asks_visitors_to_sign_in(
    company: Flask, new_browser: NewBrowser
) -> None:
    visitor = new_browser()
    visitor.get(f"/i/{code_of(company)}")
    assert visitor.url.startswith("/sign-in")
    visitor.submit(login="ada", password=PASSWORD)
    assert "Packing table 7" in visitor.text
    assert visitor.page.one("#category_id option[selected]").attributes["value"] == "1"
    assert visitor.page.one("#unit_id option[selected]").attributes["value"] == "1"
    visitor.submit(button="Hand in the idea", title="Mats", problem="p", idea="i")
    assert "Packing table 7" in visitor.text
    with company.app_context():
        assert queries.counts_by_place(SYSTEM) == {1: 1}
    assert visitor.client.get("/i/zzzzzzz").status_code == 404
    assert visitor.client.get("/suggestions/new?place=zzzzzzz").status_code == 200


def test_a_draft_remembers_its_place(company: Flask, new_browser: NewBrowser) -> None:
    ada = signed_in(new_browser, "ada")
    ada.get(f"/i/{code_of(company)}")
    ada.submit(button="Save as a draft and finish later", title="Mats")
    ada.get("/suggestions/new?draft=1")
    ada.submit(button="Hand in the idea", problem="p", idea="i")
    assert "Packing table 7" in ada.text


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_places_and_posters_on_pages(company: Flask, new_browser: NewBrowser, language: str) -> None:
    chief = signed_in(new_browser, "chief", language)
    chief.get("/suggestions/places")
    chief.get("/suggestions/places/new")
    chief.submit(status=422, unit_id="1")
    chief.submit(**{"name-en": "Mill <4>", "name-zh_Hans": "4号铣床"})
    chief.get("/suggestions/places/2/poster")
    assert "Mill <4>" in chief.text
    assert "4号铣床" in chief.text
    assert "What could be better here?" in chief.text
    assert "这里有什么可以改进？" in chief.text
    assert "/i/" in chief.text
    chief.get("/suggestions/places/1")
    assert chief.page.css("form[action$='/kiosks']") == []
    ada = signed_in(new_browser, "ada")
    for path in ("", "/new", "/1", "/1/poster"):
        assert ada.client.get(f"/suggestions/places{path}").status_code == 403


def setup_link(company: Flask, new_browser: NewBrowser, language: str = "en") -> str:
    root = signed_in(new_browser, "root", language)
    root.get("/suggestions/places/1")
    root.submit("/suggestions/places/1/kiosks", label="", status=422)
    root.submit("/suggestions/places/1/kiosks", label="Tablet <1>", days="30")
    found = re.search(r"/kiosk/setup/[\w-]+", root.text)
    assert found is not None
    root.get("/suggestions/places/1")
    assert found.group() not in str(root.body)
    return found.group()


def kiosk_browser(company: Flask, new_browser: NewBrowser, language: str = "en") -> Browser:
    link = setup_link(company, new_browser, language)
    tablet = signed_in(new_browser, "ada", language)  # somebody was signed in on it
    tablet.get(link)
    tablet.submit()
    assert tablet.url == "/kiosk"
    return tablet


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_a_kiosk_hands_in_and_forgets(company: Flask, new_browser: NewBrowser, language: str) -> None:
    tablet = kiosk_browser(company, new_browser, language)
    button = "Hand in the idea" if language == "en" else "提交建议"
    tablet.submit(button=button, title="", name="", idea="kept words", status=422)
    assert "kept words" in tablet.page.one("#idea").text()
    assert {node.attributes["id"] for node in tablet.page.css("[aria-invalid]")} == {"title", "name"}
    tablet.submit(button=button, title="Mats here", name="Mei Li")
    for secret in ("Mats here", "Mei Li", "kept words"):
        assert secret not in str(tablet.body.decode())
    tablet.get("/kiosk")
    for secret in ("Mats here", "Mei Li", "kept words"):
        assert secret not in str(tablet.body.decode())
    assert tablet.response is not None
    assert tablet.response.headers["Cache-Control"] == "no-store"
    assert tablet.page.css('form[autocomplete="off"]')


def test_a_kiosk_asks_what_its_category_asks(company: Flask, new_browser: NewBrowser) -> None:
    with company.app_context():
        place = db.session.scalars(select(Place)).first()
        category = place.category if place is not None else None
        assert category is not None
        with transaction():
            options = Localized(en="No\nNearly", zh_Hans="没有\n险些")
            data = FieldData(
                Localized.both("Hurt?"), "choice", options=options, code="hurt", is_required=True
            )
            asked = add_field(category, data, by=SYSTEM)
        name = f"x-{asked.id}"
    tablet = kiosk_browser(company, new_browser)
    tablet.submit(button="Hand in the idea", title="Mats", name="Mei Li", status=422)
    assert {node.attributes["id"] for node in tablet.page.css("[aria-invalid]")} == {name}
    tablet.submit(button="Hand in the idea", raw={name: "o9"}, status=422)
    tablet.submit(button="Hand in the idea", raw={name: "o2"})
    with company.app_context():
        (answer,) = db.session.scalars(select(FieldAnswer))
        assert (answer.choice, db.session.get_one(Suggestion, answer.suggestion_id).title) == ("o2", "Mats")


def test_a_kiosk_opens_no_other_door(company: Flask, new_browser: NewBrowser) -> None:
    tablet = kiosk_browser(company, new_browser)
    tablet.submit(button="Hand in the idea", title="Mats", name="root")
    for path in (
        "/",
        "/suggestions",
        "/suggestions/1",
        "/suggestions/new",
        "/people",
        "/me",
        "/api/v1/suggestions",
    ):
        answer = tablet.client.get(path)
        assert answer.status_code in (302, 401), path
    for path in ("/suggestions/1/back", "/suggestions/1/comments"):
        assert tablet.client.post(path).status_code in (302, 400, 401)


def test_the_device_secret_is_kept_from_scripts_and_other_sites(
    company: Flask, new_browser: NewBrowser
) -> None:
    link = setup_link(company, new_browser)
    client: FlaskClient = company.test_client()
    page = client.get(link).text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token is not None
    assert client.post(link).status_code == 400, "not without its form's token"
    answer: TestResponse = client.post(link, data={"csrf_token": token[1]})
    cookie = next(c for c in answer.headers.getlist("Set-Cookie") if c.startswith("improve_kiosk="))
    for part in ("HttpOnly", "SameSite=Strict", "Path=/kiosk"):
        assert part in cookie
    assert client.get(link).status_code == 404
    other = company.test_client()
    assert other.get("/kiosk").status_code == 403
    assert other.get("/kiosk/thanks").status_code == 404
    other.set_cookie("improve_kiosk", "x" * 5_000, path="/kiosk")
    assert other.get("/kiosk").status_code == 403


def test_a_revoked_kiosk_is_none_at_once(company: Flask, new_browser: NewBrowser) -> None:
    tablet = kiosk_browser(company, new_browser)
    root = signed_in(new_browser, "root")
    root.get("/suggestions/places/1")
    root.submit(button="End: Tablet <1>")
    tablet.get("/kiosk", status=403)
    assert root.client.post("/suggestions/places/2/kiosks/1/revoke").status_code in (400, 404)


def test_a_photo_at_a_kiosk_has_no_person(company: Flask, new_browser: NewBrowser) -> None:
    tablet = kiosk_browser(company, new_browser)
    form = tablet.form(button="Hand in the idea")
    answer = tablet.client.post(
        "/kiosk",
        data={
            "csrf_token": form.values["csrf_token"],
            "title": "Mats",
            "name": "Mei",
            "files": (io.BytesIO(files.photo_with_secrets()), "p.jpg"),
        },
        content_type="multipart/form-data",
    )
    assert answer.status_code == 303
    with company.app_context():
        (photo,) = attachments_of(1)
        assert photo.added_by_id is None


@pytest.mark.parametrize("text", [text for key, text in HOSTILE.items() if key != "template"])
def test_hostile_words_at_a_kiosk_are_shown_harmlessly(
    company: Flask, new_browser: NewBrowser, text: str
) -> None:
    tablet = kiosk_browser(company, new_browser)
    tablet.submit(button="Hand in the idea", title=text, name=text, idea=text)
    chief = signed_in(new_browser, "chief")
    chief.get("/suggestions/1")
    assert " ".join(text.split()) in chief.text


def test_a_kiosk_outlives_the_day_but_not_its_days(company: Flask, new_browser: NewBrowser) -> None:
    tablet = kiosk_browser(company, new_browser)
    with company.app_context():
        kiosk = db.session.get_one(Kiosk, 1)
        assert kiosk.expires_at - improve_clock.now() > timedelta(days=29)
    with improve_clock.frozen(improve_clock.now() + timedelta(days=31)):
        assert tablet.client.get("/kiosk").status_code == 403
