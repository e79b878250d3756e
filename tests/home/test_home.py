"""The home page answers what waits, in order of urgency."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from improve.core import clock
from improve.core.messages import _l
from improve.core.panels import Figure, NextStep, Progress, Waiting
from improve.web.features import EXTENSION, Contribution, Feature
from tests.people import PASSWORD, make_person


def contribute(app: Flask, slot: str, *items: Any) -> None:
    """Let a feature of the test fill a slot."""
    feature = Feature(
        name=f"test {slot}", summary="", contributions=(Contribution(slot, lambda _actor: items),)
    )
    app.extensions[EXTENSION].append(feature)


def thing(title: str, due: date | datetime | None = None) -> Waiting:
    return Waiting(title=title, context="somewhere", href="/", action=_l("Sign in"), due=due)


@pytest.fixture
def signed_in(app: Flask, browser: Any, clock: Any) -> Any:
    with app.app_context():
        make_person("chen", "Chen Yu", password=PASSWORD)
    browser.sign_in("chen", PASSWORD)
    return browser


def test_nothing_waits(signed_in: Any) -> None:
    page = signed_in.get("/")
    assert page.h1 == "Nothing waits for you"
    assert "All done" in signed_in.text


def test_the_nearest_date_stands_first_and_in_the_heading(app: Flask, signed_in: Any) -> None:
    now = clock.now()
    contribute(
        app,
        "home.waiting",
        thing("whenever"),
        thing("in a week", now.date() + timedelta(days=7)),
        thing("in an hour", now + timedelta(hours=1)),
    )
    page = signed_in.get("/")
    assert (
        page.h1 == "3 things wait for you; the first is due today at 18:30"
    )  # 10:30 in UTC, read in Shanghai
    text = signed_in.text
    assert text.index("in an hour") < text.index("in a week") < text.index("whenever")


def test_what_is_late_says_so_in_words(app: Flask, signed_in: Any) -> None:
    contribute(app, "home.waiting", thing("old", clock.now().date() - timedelta(days=3)))
    signed_in.get("/")
    assert "was due 1 Mar" in signed_in.text


def test_ideas_and_figures_in_both_languages(app: Flask, signed_in: Any, new_browser: Any) -> None:
    step = NextStep(css="st-on", icon="play-circle-fill", word=_l("Sign in"), step=3, when=date(2026, 3, 20))
    contribute(app, "home.mine", Progress("Pick lists", "#352", "/", step))
    contribute(app, "home.achieved", Figure("27", "ideas put into practice"))
    page = signed_in.get("/")
    assert "Pick lists" in signed_in.text
    assert "27" in signed_in.text
    assert page.one('svg[role="img"][aria-label="Step 3 of 5"]') is not None


def test_the_keys_are_listed_where_they_act_and_can_be_turned_off(signed_in: Any) -> None:
    page = signed_in.get("/keys")
    said = {node.text() for node in page.css("dt kbd")}
    assert {"/", "N", "?", "J", "K", "Enter", "V", "S", "0"} <= said
    assert any("js/keys.js" in (node.attributes.get("src") or "") for node in page.css("script"))
    signed_in.follow("Turn single keys off in your settings")
    signed_in.submit("personal", shortcuts=False)
    page = signed_in.get("/keys")
    assert "You have turned single keys off" in page.text
    assert not any("js/keys.js" in (node.attributes.get("src") or "") for node in page.css("script"))
