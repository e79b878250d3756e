"""Kept parts of pages and kept addresses: the same as those made anew, for every reader."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask, g, url_for
from flask_wtf.csrf import generate_csrf
from jinja2 import DictLoader

from improve.web.addresses import address
from improve.web.fragments import TOKEN_PLACE, kept, with_token
from improve.web.i18n import speaking

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
# What a kept macro must not ask for: it would be told to the next reader as well.
OF_THE_MOMENT = (
    "may(",
    "csrf_token(",
    "csrf()",
    "request",
    "session",
    "actor",
    "url_with",
    "page_url",
    "contributed",
    "now",
    "{% set g",
)


@dataclass(frozen=True)
class Thing:
    """What a macro shows."""

    name: str
    count: int


@pytest.fixture
def parts(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    text = '{% macro thing(t) %}{{ icon("chat") }}{{ t.name }}: {{ _n("%(n)s vote", "%(n)s votes", t.count) }}{% endmacro %}'
    monkeypatch.setattr(app.jinja_env, "loader", DictLoader({"thing_kept.html": text}))
    return app


def shown(thing: Thing) -> str:
    return str(kept("thing_kept.html", "thing", thing)).split("</svg>")[1]


def test_a_part_is_made_of_its_inputs_alone(parts: Flask) -> None:
    with parts.test_request_context():
        with speaking("en"):
            assert shown(Thing("<b>", 1)) == "&lt;b&gt;: 1 vote"
            assert shown(Thing("<b>", 2)) == "&lt;b&gt;: 2 votes"
            assert shown(Thing("<b>", 1)) == "&lt;b&gt;: 1 vote"
        with speaking("zh_Hans"):
            assert shown(Thing("<b>", 1)) == "&lt;b&gt;: 1人支持"


def test_a_part_brings_its_icons_each_time(parts: Flask) -> None:
    for _ in range(2):
        with parts.test_request_context():
            g.icons = {"search": True}
            kept("thing_kept.html", "thing", Thing("a", 3))
            assert set(g.icons) == {"search", "chat"}


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*_kept.html")), ids=lambda path: path.name)
def test_kept_parts_ask_for_nothing_of_the_moment(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not [word for word in OF_THE_MOMENT if word in text]
    assert "with context" not in text


def test_the_token_of_the_reader_takes_its_place(app: Flask) -> None:
    tokens = set()
    for _ in range(2):
        with app.test_request_context():
            button = with_token(
                kept("suggestions/_vote_kept.html", "button", 7, TOKEN_PLACE[:9], 3, False, False, True, "")
            )
            assert TOKEN_PLACE not in button and TOKEN_PLACE[:9] in button
            assert f'value="{generate_csrf()}"' in button
            tokens.add(generate_csrf())
    assert len(tokens) == 2


def test_only_templates_of_that_name_are_kept() -> None:
    for path in TEMPLATES.rglob("*.html"):
        for call in path.read_text(encoding="utf-8").replace("kept_whole(", "kept(").split("kept(")[1:]:
            assert call.split('"')[1].endswith("_kept.html"), path


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"q": "1"},
        {"q": 1},
        {"q": True},
        {"q": "夜班 & <b>"},
        {"q": None},
        {"q": ["a", "b"]},
        {"_anchor": "x"},
    ],
)
def test_an_address_is_the_one_that_flask_builds(app: Flask, values: dict[str, object]) -> None:
    for root in ("", "/improve"):
        with app.test_request_context(base_url=f"http://localhost{root}"):
            for _ in range(2):
                assert address("suggestions.index", **values) == url_for("suggestions.index", **values)  # type: ignore[arg-type]
