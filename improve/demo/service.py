"""Loading and removing the demonstration organization."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from sqlalchemy import select

from improve.accounts import service as accounts
from improve.accounts.models import Person
from improve.accounts.queries import company_settings, organization
from improve.accounts.values import Credentials
from improve.core import clock
from improve.core.db import db, transaction
from improve.core.errors import Refused
from improve.core.events import publish
from improve.core.localized import Localized
from improve.core.messages import _l
from improve.core.policy import SYSTEM, Actor, authorize
from improve.demo import cast, clearing, keys
from improve.demo.cast import Cast
from improve.demo.content import company
from improve.demo.events import DemonstrationLoaded, DemonstrationRemoved
from improve.demo.policy import COMPANY, Permission
from improve.demo.scenes import (
    board,
    charts,
    comparing,
    complaints,
    crowd,
    hooks,
    ideas,
    inbox,
    prizes,
    projects,
    rounds,
    savings,
    surveys,
    training,
    triage,
    unnamed,
    waiting_cards,
)
from improve.demo.story import Story
from improve.demo.timeline import Timeline
from improve.demo.values import NewCompany, SignIn
from improve.suggestions.models import Suggestion
from improve.suggestions.service import analyzed_later

SEED = 20
FOUNDED = timedelta(days=420)
UNNAMED = Localized(zh_Hans="我的公司", en="My company")


def load(seed: int = SEED) -> None:
    """Fill an empty instance, in one transaction: everything is there afterwards, or nothing.

    The same seed and day tell the same story. Refused where somebody has begun to work.
    """
    now = clock.now()
    with without_collector(), analyzed_later(), transaction():
        _check_empty()
        story = _tell(seed, now)
        keys.keep(_let_in(story.cast))
        cast.switch_mail_on(story.cast)
        _mark(now)


@contextmanager
def without_collector() -> Iterator[None]:
    """Pause the collector of cyclic garbage: looking through what grows here would take a quarter of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _check_empty() -> None:
    if is_loaded():
        raise Refused(_l("The demonstration is loaded already."))
    for model in (Person, Suggestion):
        if db.session.scalar(select(model.id).limit(1)) is not None:
            raise Refused(
                _l(
                    "This instance is in use. Load the demonstration into an empty one: IMPROVE_INSTANCE names it."
                )
            )


def _tell(seed: int, now: datetime) -> Story:
    """Set the stage, plan every scene, play them all in the order of time."""
    with clock.frozen(now - FOUNDED):
        story = Story(seed=seed, now=now, timeline=Timeline(now), cast=cast.set_up())
        categories = ideas.set_up()
        triage.set_up(story, categories)
        fields = board.set_up(categories)
        committee, rubric = rounds.set_up(story)
        programs = prizes.set_up(story)
    ideas.plan(story, categories)
    ideas.plan_voting(story, categories)
    unnamed.plan(story, categories)
    rounds.plan(story, committee, rubric)
    played = projects.plan(story)
    waiting_cards.plan(story)
    triage.plan(story)
    prizes.plan(story, programs, played)
    savings.plan(story, played)
    charts.plan(story, played)
    crowd.plan(story)
    comparing.plan(story, categories)
    board.plan(story, categories, fields)
    surveys.plan(story)
    complaints.plan(story)
    hooks.plan(story)
    training.plan(story)
    inbox.plan(story)
    story.timeline.play()
    return story


def _let_in(found: Cast) -> list[SignIn]:
    """Passwords for those who are offered on the sign-in page, and for nobody else: hashing is slow on purpose."""
    sign_ins = []
    for one in company.SIGN_INS:
        password = keys.new_password()
        accounts.set_password(found.people[one.name], password, by=SYSTEM)
        login = found.texts[one.name].login
        sign_ins.append(SignIn(one.role, one.what, one.name, login, password))
    return sign_ins


def _mark(now: datetime) -> None:
    """The mark of the demonstration: accounts keeps the column for us."""
    row = organization()
    if row is None:
        raise LookupError("the company was not set up")
    row.demo_loaded_at = now
    publish(DemonstrationLoaded(actor_id=None, subject_id=row.id))


def is_loaded() -> bool:
    """Does this instance hold the demonstration?"""
    settings = company_settings()
    return settings is not None and settings.holds_demonstration


def sign_ins() -> list[SignIn]:
    """The ways into the demonstration; none where it is not loaded."""
    return keys.kept() if is_loaded() else []


def let_in(login: str, address: str | None) -> Person | None:
    """Whom one of the offered sign-ins lets in, if its password is still the one that was made for it.

    The same way as through the form: counted, compared, let in; the comparison is slow on purpose, so it is
    outside of both transactions. Raises `TooManyAttempts`.
    """
    offered = next((one for one in sign_ins() if one.login == login), None)
    if offered is None:
        return None
    with transaction():
        accounts.reserve_sign_in(offered.login, address)
    verified = accounts.matching_person(Credentials(offered.login, offered.password))
    if verified is None:
        return None
    with transaction():
        return accounts.accept_sign_in(verified, offered.login, address)


def reset(data: NewCompany | None = None, *, by: Actor = SYSTEM) -> str:
    """Remove the demonstration and everything entered into it; answers the first administrator's link.

    Currency, language and time zone stay, and so do categories and rubrics (see `clearing`).
    """
    with transaction():
        authorize(by, Permission.BEGIN_COMPANY, COMPANY)
        row = organization()
        if row is None or row.demo_loaded_at is None:
            raise Refused(_l("There is no demonstration here to remove."))
        clearing.clear_tables()
        row.demo_loaded_at = None
        row.name = Localized.both(data.name) if data is not None else UNNAMED
        publish(DemonstrationRemoved(actor_id=None, subject_id=row.id))
        link = accounts.first_administrator_link()
        clearing.put_anchors_aside(clock.now())
    keys.forget()
    clearing.clear_folders()
    return link
