"""Feeds of boards, and the page on which somebody makes and ends their secret addresses."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask import Response, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from improve.accounts.models import Person, Unit
from improve.accounts.queries import actor_of, organization, units
from improve.core import clock
from improve.core.db import LARGEST_ID, db, transaction
from improve.core.errors import Missing
from improve.core.messages import _
from improve.core.policy import Actor, allows
from improve.suggestions.blueprint import blueprint
from improve.suggestions.models import Category
from improve.suggestions.policy import Permission
from improve.suggestions.presenting import indented
from improve.suggestions.queries import categories
from improve.suggestions.syndication import atom, service
from improve.suggestions.syndication.models import FeedSecret
from improve.suggestions.syndication.queries import Board, News, news_of
from improve.web.access import current_actor, public, requires
from improve.web.i18n import TAGS, speaking

DOOR = "feed readers have no session: the secret in the address is its owner's, who sees what they may see"
NO_TIME = datetime(2000, 1, 1, tzinfo=UTC)


@blueprint.get("/feeds")
@requires(Permission.READ)
def feeds() -> ResponseReturnValue:
    """My addresses, one for each board."""
    secret = service.secret_of(current_actor().person_id)
    token = service.token_of(secret) if secret is not None else None
    return render_template(
        "suggestions/feeds.html",
        secret=secret,
        boards=_boards(token) if token is not None else [],
    )


def _boards(token: str) -> list[tuple[str, str]]:
    """Name and address of every board."""
    found = [(_("The whole company"), _address("suggestions.feed", token))]
    found += [
        (str(category.name), _address("suggestions.feed_of_category", token, category_id=category.id))
        for category in categories()
    ]
    return found + [
        (indented(unit), _address("suggestions.feed_of_unit", token, unit_id=unit.id))
        for unit in db.session.scalars(units())
    ]


def _address(endpoint: str, token: str, **values: Any) -> str:
    base = str(current_app.config["BASE_URL"]).rstrip("/")
    return base + url_for(endpoint, token=token, **values)


@blueprint.post("/feeds")
@requires(Permission.READ)
def make_feeds() -> ResponseReturnValue:
    """Make addresses; former ones end."""
    with transaction():
        service.make_secret(by=current_actor())
    flash(_("Your feed addresses are made. Give them to nobody: who has one reads what you may read."))
    return redirect(url_for("suggestions.feeds"), 303)


@blueprint.post("/feeds/end")
@requires(Permission.READ)
def end_feeds() -> ResponseReturnValue:
    """End all addresses."""
    with transaction():
        service.end_secret(by=current_actor())
    flash(_("Your feed addresses no longer work."))
    return redirect(url_for("suggestions.feeds"), 303)


@blueprint.get("/feeds/<token>/all.atom")
@public(DOOR)
def feed(token: str) -> ResponseReturnValue:
    """The whole company."""
    return _answer(token, Board(), _address("suggestions.feed", token))


@blueprint.get("/feeds/<token>/category/<int:category_id>.atom")
@public(DOOR)
def feed_of_category(token: str, category_id: int) -> ResponseReturnValue:
    """One category."""
    category = db.session.get(Category, category_id) if category_id <= LARGEST_ID else None
    if category is None:
        raise Missing()
    here = _address("suggestions.feed_of_category", token, category_id=category_id)
    return _answer(token, Board(category=category), here)


@blueprint.get("/feeds/<token>/unit/<int:unit_id>.atom")
@public(DOOR)
def feed_of_unit(token: str, unit_id: int) -> ResponseReturnValue:
    """One unit and everything below it."""
    unit = db.session.get(Unit, unit_id) if unit_id <= LARGEST_ID else None
    if unit is None:
        raise Missing()
    return _answer(token, Board(unit=unit), _address("suggestions.feed_of_unit", token, unit_id=unit_id))


def _answer(token: str, board: Board, here: str) -> ResponseReturnValue:
    """The feed, or 304 when the reader has it already."""
    secret = service.holder(token)
    if secret is None:
        raise Missing()
    person: Person = secret.person
    actor = actor_of(person)
    if not allows(actor, Permission.READ):
        raise Missing()
    with speaking(person.language) as language:
        body = atom.document(_feed(actor, board, here, TAGS[language]))
    _note(secret)
    response = Response(body, mimetype=atom.TYPE)
    response.add_etag()
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["X-Robots-Tag"] = "noindex"
    return response.make_conditional(request)


def _note(secret: FeedSecret) -> None:
    if secret.last_used_on is None or secret.last_used_on < clock.today():
        with transaction():
            service.note_use(secret)


def _feed(actor: Actor, board: Board, here: str, language_tag: str) -> atom.Feed:
    company = organization()
    name = str(company.name) if company is not None else _("Improve")
    news = news_of(actor, board)
    names = {category.id: str(category.name) for category in categories(with_closed=True)}
    base = str(current_app.config["BASE_URL"]).rstrip("/")
    filters: dict[str, Any] = {
        "category": board.category.id if board.category is not None else None,
        "unit": board.unit.id if board.unit is not None else None,
    }
    return atom.Feed(
        id=f"{base}{url_for('suggestions.index', **filters)}",
        title=_("Ideas: %(board)s", board=_name(board, name)),
        subtitle=_("New ideas, and what became of them"),
        language=language_tag,
        href=f"{base}{url_for('suggestions.index', **filters)}",
        self_href=here,
        updated=max((item.at for item in news), default=NO_TIME),
        author=name,
        entries=[_entry(item, base, names) for item in news],
    )


def _name(board: Board, company: str) -> str:
    if board.category is not None:
        return str(board.category.name)
    return str(board.unit.name) if board.unit is not None else company


def _entry(item: News, base: str, names: dict[int, str]) -> atom.Entry:
    said = item.row.said
    address = f"{base}{url_for('suggestions.show', suggestion_id=item.row.id)}"
    return atom.Entry(
        id=address,
        title=item.row.title,
        href=address,
        published=said.submitted_at,
        updated=max(item.at, said.submitted_at),
        summary=f"{item.said}\n\n{said.text}".strip(),
        author=said.author_label or _("no name"),
        category=names.get(item.row.category_id or 0, ""),
    )
