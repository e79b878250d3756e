"""Discussions: replies, versions, hiding, reports and reactions, on both databases and at once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from improve.audit.models import AuditEntry
from improve.core.db import db, transaction
from improve.core.errors import Forbidden, Invalid, Refused
from improve.core.policy import Actor, Role
from improve.suggestions import service
from improve.suggestions.discussion import queries, rules
from improve.suggestions.discussion.models import CommentReport, CommentVersion, Reaction
from improve.suggestions.discussion.values import Hiding, ReactionKind, Report
from improve.suggestions.models import Comment, Suggestion
from improve.suggestions.queries import readable_comments, visible_comments
from improve.suggestions.values import CommentText
from tests.people import act, make_person, make_unit
from tests.suggestions.ideas import idea

POSTED = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("check", "hours"),
    [
        (lambda now: rules.check_edit(POSTED, now, standing=True), 24),
        (lambda now: rules.check_removal(POSTED, now), 24),
    ],
)
def test_ones_own_words_can_be_changed_and_removed_for_a_day(
    check: Callable[[datetime], None], hours: int
) -> None:
    check(POSTED + timedelta(hours=hours))
    with pytest.raises(Refused):
        check(POSTED + timedelta(hours=hours, seconds=1))


def test_what_does_not_stand_is_neither_changed_nor_reacted_to_nor_reported() -> None:
    for check in (
        lambda: rules.check_edit(POSTED, POSTED, standing=False),
        lambda: rules.check_reaction(is_own=False, standing=False),
        lambda: rules.check_report(is_own=False, standing=False),
        lambda: rules.check_reaction(is_own=True, standing=True),
        lambda: rules.check_report(is_own=True, standing=True),
        lambda: rules.check_reply(is_hidden=True),
    ):
        with pytest.raises(Refused):
            check()


@pytest.fixture
def people(context: object) -> dict[str, Actor]:
    roles = {"chief": (Role.COORDINATOR,)}
    return {
        name: act(make_person(name, roles=roles.get(name, ()))) for name in ("ada", "bob", "carl", "chief")
    }


@pytest.fixture
def about(people: dict[str, Actor]) -> Suggestion:
    return idea(people["ada"])


def say(about: Suggestion, by: Actor, body: str = "Good", reply_to: Comment | None = None) -> Comment:
    with transaction():
        return service.comment(about, CommentText(body, reply_to.id if reply_to else None), by=by)


def hide(about: Suggestion, comment: Comment, by: Actor, reason: str = "Names a patient") -> None:
    with transaction():
        service.hide_comment(about, comment, Hiding(reason), by=by)


def counted(about: Suggestion) -> int:
    db.session.expire_all()
    return db.session.get_one(Suggestion, about.id).comment_count


def trail() -> list[tuple[str, int | None]]:
    rows = db.session.execute(select(AuditEntry.event, AuditEntry.actor_id).order_by(AuditEntry.id))
    return [(row.event, row.actor_id) for row in rows]


def test_threads_have_one_level(people: dict[str, Actor], about: Suggestion) -> None:
    first = say(about, people["bob"])
    second = say(about, people["ada"], reply_to=first)
    third = say(about, people["carl"], reply_to=second)
    assert (second.parent_id, third.parent_id) == (first.id, first.id)
    window = queries.window_of(people["bob"], about.id)
    assert [root.id for root in window.roots] == [first.id]
    assert [reply.id for reply in window.replies[first.id]] == [second.id, third.id]


def test_a_reply_belongs_to_a_comment_of_the_same_idea(people: dict[str, Actor], about: Suggestion) -> None:
    elsewhere = say(idea(people["ada"], "Another"), people["bob"])
    with pytest.raises(Invalid) as caught:
        say(about, people["bob"], reply_to=elsewhere)
    assert list(caught.value.errors) == ["reply_to"]


def test_earlier_versions_stay_readable(people: dict[str, Actor], about: Suggestion, clock: object) -> None:
    posted = say(about, people["bob"], "one")
    for text in ("two", "two", "three"):
        clock.move(minutes=5)  # type: ignore[attr-defined]
        with transaction():
            service.edit_comment(about, posted, CommentText(text), by=people["bob"])
    versions = queries.versions_of(posted.id)
    assert [(version.number, version.body) for version in versions] == [(1, "one"), (2, "two")]
    assert versions[0].written_at == posted.created_at
    assert versions[1].written_at < (posted.edited_at or posted.created_at)
    assert posted.body == "three"
    assert [name for name, _who in trail()].count("CommentEdited") == 2


def test_nobody_changes_the_words_of_others(people: dict[str, Actor], about: Suggestion) -> None:
    posted = say(about, people["bob"])
    for other in ("ada", "chief"):
        with pytest.raises(Forbidden), transaction():
            service.edit_comment(about, posted, CommentText("mine"), by=people[other])


def test_what_is_removed_leaves_nothing_that_tells_it(people: dict[str, Actor], about: Suggestion) -> None:
    posted = say(about, people["bob"], "one")
    with transaction():
        service.edit_comment(about, posted, CommentText("two"), by=people["bob"])
        service.react(about, posted, ReactionKind.AGREE, by=people["carl"])
        service.report_comment(about, posted, Report("It says one"), by=people["carl"])
        service.remove_comment(about, posted, by=people["bob"])
    for model in (CommentVersion, Reaction, CommentReport):
        assert db.session.scalar(select(func.count()).select_from(model)) == 0
    assert posted.body == ""
    assert counted(about) == 0


def test_a_hidden_comment_keeps_its_place_and_is_not_counted(
    people: dict[str, Actor], about: Suggestion
) -> None:
    posted = say(about, people["bob"])
    for _twice in range(2):
        hide(about, posted, people["chief"])
    assert counted(about) == 0
    assert db.session.scalars(visible_comments(people["carl"])).all() == [posted]
    assert db.session.scalars(readable_comments(people["carl"])).all() == []
    reading = {name: queries.reads_text(actor, about, posted) for name, actor in people.items()}
    assert reading == {"ada": False, "bob": True, "carl": False, "chief": True}
    for _twice in range(2):
        with transaction():
            service.restore_comment(about, posted, by=people["chief"])
    assert counted(about) == 1
    acts = [entry for entry in trail() if entry[0] in ("CommentHidden", "CommentRestored")]
    assert acts == [(name, people["chief"].actor_id) for name in ("CommentHidden", "CommentRestored")]


def test_removing_what_is_hidden_counts_it_off_once(people: dict[str, Actor], about: Suggestion) -> None:
    kept, posted = say(about, people["carl"]), say(about, people["bob"])
    hide(about, posted, people["chief"])
    with transaction():
        service.remove_comment(about, posted, by=people["chief"])
        service.restore_comment(about, posted, by=people["chief"])
    assert counted(about) == 1
    assert kept.is_counted


def test_only_handlers_of_the_unit_hide(people: dict[str, Actor]) -> None:
    here, there = make_unit("Here"), make_unit("There")
    ada = act(make_person("ann", unit=here))
    about = idea(ada)
    posted = say(about, people["bob"])
    stranger = make_person("elsewhere")
    with transaction():
        from improve.accounts import service as accounts
        from improve.core.policy import SYSTEM

        accounts.give_role(stranger, Role.COORDINATOR, there, by=SYSTEM)
    for actor in (act(stranger), people["bob"], ada):
        with pytest.raises(Forbidden), transaction():
            service.hide_comment(about, posted, Hiding("no"), by=actor)


def test_reports_are_settled_by_hiding_or_by_leaving_it(people: dict[str, Actor], about: Suggestion) -> None:
    posted = say(about, people["bob"])
    for name, reason in (("carl", "Rude"), ("carl", "Very rude"), ("ada", "Not true")):
        with transaction():
            service.report_comment(about, posted, Report(reason), by=people[name])
    found = db.session.scalars(queries.open_reports(people["chief"])).all()
    assert [(report.reporter_id, report.reason) for report in found] == [
        (people["carl"].actor_id, "Rude"),
        (people["ada"].actor_id, "Not true"),
    ]
    assert db.session.scalars(queries.open_reports(people["bob"])).all() == []
    with transaction():
        service.dismiss_reports(about, posted, by=people["chief"])
    assert db.session.scalars(queries.open_reports(people["chief"])).all() == []
    with transaction():
        service.report_comment(about, posted, Report("Once more"), by=people["carl"])
    hide(about, posted, people["chief"])
    settled = db.session.scalars(select(CommentReport).order_by(CommentReport.id)).all()
    assert [report.verdict for report in settled] == ["kept", "kept", "hidden"]


def test_nobody_settles_reports_of_their_own_comment(people: dict[str, Actor], about: Suggestion) -> None:
    posted = say(about, people["chief"])
    with transaction():
        service.report_comment(about, posted, Report("Wrong"), by=people["bob"])
    assert db.session.scalars(queries.open_reports(people["chief"])).all() == []
    with pytest.raises(Refused), transaction():
        service.dismiss_reports(about, posted, by=people["chief"])
    hide(about, posted, people["chief"])
    with pytest.raises(Refused), transaction():
        service.restore_comment(about, posted, by=people["chief"])


def test_a_reaction_is_one_of_each_kind(people: dict[str, Actor], about: Suggestion) -> None:
    posted = say(about, people["bob"])
    for kind in (ReactionKind.AGREE, ReactionKind.AGREE, ReactionKind.SAME):
        with transaction():
            service.react(about, posted, kind, by=people["carl"])
    with transaction():
        service.react(about, posted, ReactionKind.AGREE, by=people["ada"])
    found = queries.reactions_to([posted.id], people["carl"].actor_id)[posted.id]
    assert [(item.kind, item.count, item.is_mine) for item in found if item.count] == [
        (ReactionKind.AGREE, 2, True),
        (ReactionKind.SAME, 1, True),
    ]
    for _twice in range(2):
        with transaction():
            service.take_reaction_back(about, posted, ReactionKind.AGREE, by=people["carl"])
    found = queries.reactions_to([posted.id], people["carl"].actor_id)[posted.id]
    assert [(item.count, item.is_mine) for item in found[:1]] == [(1, False)]
    with pytest.raises(Refused), transaction():
        service.react(about, posted, ReactionKind.THANKS, by=people["bob"])


def test_reactions_and_hiding_at_once_are_counted_right(app: Flask) -> None:
    with app.app_context():
        ada, chief = act(make_person("ada")), act(make_person("chief", roles=(Role.COORDINATOR,)))
        crowd = [act(make_person(f"p{n}")) for n in range(8)]
        about = idea(ada)
        posted = say(about, ada)
        about_id, posted_id = about.id, posted.id

    def press(number: int) -> None:
        someone = crowd[number % 8]
        acts = (
            (
                lambda about, posted: service.hide_comment(about, posted, Hiding("x"), by=chief),
                lambda about, posted: service.restore_comment(about, posted, by=chief),
            )
            if number % 3 == 2
            else (
                lambda about, posted: service.react(about, posted, ReactionKind.AGREE, by=someone),
                lambda about, _posted: service.comment(about, CommentText("me too"), by=someone),
            )
        )
        with app.app_context():
            for act_now in acts:
                with transaction(), suppress(Refused):  # what is hidden at the moment takes no reaction
                    act_now(db.session.get_one(Suggestion, about_id), db.session.get_one(Comment, posted_id))
            db.session.remove()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(press, range(24)))
    with app.app_context():
        rows = db.session.scalar(select(func.count()).select_from(Comment).where(Comment.hidden_at.is_(None)))
        assert counted(db.session.get_one(Suggestion, about_id)) == rows == 17
        reactions = db.session.scalar(select(func.count()).select_from(Reaction))
        assert 0 < reactions <= 8


def test_a_withdrawn_idea_is_closed_to_all_of_it(people: dict[str, Actor], about: Suggestion) -> None:
    posted = say(about, people["bob"])
    with transaction():
        service.withdraw(about, by=people["ada"])
    for refused in (
        lambda: service.comment(about, CommentText("x"), by=people["chief"]),
        lambda: service.note(about, CommentText("x"), by=people["chief"]),
        lambda: service.edit_comment(about, posted, CommentText("x"), by=people["bob"]),
        lambda: service.react(about, posted, ReactionKind.AGREE, by=people["chief"]),
    ):
        with pytest.raises(Refused), transaction():
            refused()
