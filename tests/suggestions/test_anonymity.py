"""Unnamed authors: handing in, coming back, being asked, giving one's name (table 1a, 4 and 5)."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from improve.accounts import service as accounts
from improve.accounts.models import Person
from improve.audit.models import AuditEntry
from improve.core.db import db, transaction
from improve.core.errors import Forbidden, Invalid, Refused
from improve.core.localized import Localized
from improve.core.policy import SYSTEM, VISITOR, Actor, Role
from improve.core.uploads.values import FileKind, Inspected
from improve.suggestions import service as ideas
from improve.suggestions.anonymity import codes, delivery, jobs, queries, service, tickets
from improve.suggestions.anonymity.models import Claim, Letter, LetterPhoto
from improve.suggestions.anonymity.values import AnonymityData, UnnamedIdea
from improve.suggestions.asking import service as asking
from improve.suggestions.asking.queries import open_question
from improve.suggestions.attachments.models import Attachment
from improve.suggestions.models import Comment, StatusChange, Suggestion, Vote
from improve.suggestions.queries import authors_of, page_of, visible_to
from improve.suggestions.values import CategoryData, CommentText, Filters, Outcome, Status
from tests.conftest import Clock
from tests.people import act, make_person, make_unit
from tests.suggestions.ideas import vote_of

OPEN = AnonymityData(for_members=True, at_places=True)
TEXT = UnnamedIdea("Hide the keys", "Keys lie about", "Hang them up", "No search")


@pytest.fixture(autouse=True)
def company(context: object, clock: Clock) -> None:
    with transaction():
        service.change_settings(OPEN, by=SYSTEM)


def put_in(data: UnnamedIdea = TEXT) -> str:
    with transaction():
        return service.hand_in(data, for_place=False)


def delivered(clock: Clock, data: UnnamedIdea = TEXT) -> tuple[str, Suggestion]:
    """The code of an idea, and the idea the day after."""
    code = put_in(data)
    clock.move(days=1)
    assert jobs.empty_box() == 1
    claim = queries.claim_of(codes.hash_of(code))
    assert claim is not None
    return code, queries.claimed_idea(claim)


def write(code: str, body: str) -> None:
    with transaction():
        service.write(codes.hash_of(code), CommentText(body))


def overnight(clock: Clock) -> None:
    clock.move(days=1)
    jobs.empty_box()
    db.session.expire_all()


@pytest.fixture
def cora() -> Actor:
    return act(make_person("cora", roles=[Role.COORDINATOR]))


# In the box


def test_only_where_the_company_has_said_so() -> None:
    with transaction():
        service.change_settings(AnonymityData(at_places=True), by=SYSTEM)
    with pytest.raises(Refused), transaction():
        service.hand_in(TEXT, for_place=False)
    with transaction():
        service.hand_in(TEXT, for_place=True)
    assert db.session.scalar(select(func.count()).select_from(Letter)) == 1


def test_off_is_the_default(context: object) -> None:
    with transaction():
        db.session.delete(queries.settings())
    assert not queries.takes_unnamed(for_place=False) and not queries.takes_unnamed(for_place=True)


def test_a_category_may_ask_for_names() -> None:
    with transaction():
        open_one, named = (
            ideas.create_category(CategoryData(name=Localized.both(name)), by=SYSTEM) for name in ("A", "B")
        )
        service.change_settings(AnonymityData(for_members=True, named_categories=(named.id, 999)), by=SYSTEM)
    assert [category.id for category in queries.open_categories()] == [open_one.id]
    put_in(UnnamedIdea("T", "P", "I", category_id=open_one.id))
    with pytest.raises(Invalid):
        put_in(UnnamedIdea("T", "P", "I", category_id=named.id))


def test_only_who_looks_after_categories_says_so() -> None:
    ada = act(make_person("ada"))
    for refused in (
        lambda: service.change_settings(OPEN, by=ada),
        lambda: service.end_links(by=ada),
    ):
        with pytest.raises(Forbidden), transaction():
            refused()


def test_the_idea_is_nowhere_until_the_box_is_emptied(clock: Clock) -> None:
    entries = db.session.scalar(select(func.count()).select_from(AuditEntry))
    code = put_in()
    assert db.session.scalar(select(func.count()).select_from(Suggestion)) == 0
    assert db.session.scalar(select(func.count()).select_from(AuditEntry)) == entries
    assert jobs.empty_box() == 0
    clock.set(datetime(2026, 3, 4, 15, 59, tzinfo=UTC))  # one minute before midnight in Shanghai
    assert jobs.empty_box() == 0
    clock.move(minutes=1)
    assert (jobs.empty_box(), jobs.empty_box()) == (1, 0)
    suggestion = db.session.scalars(select(Suggestion)).one()
    midnight = datetime.combine(date(2026, 3, 4), time(), ZoneInfo("Asia/Shanghai"))
    assert (suggestion.submitted_at, suggestion.author_id, suggestion.author_name) == (midnight, None, None)
    first = db.session.scalars(select(StatusChange)).one()
    assert (first.at, first.by_id) == (midnight, None)
    assert db.session.get_one(Claim, suggestion.id).code_hash == codes.hash_of(code)
    assert db.session.scalar(select(func.count()).select_from(Letter)) == 0


def test_the_order_of_the_box_is_not_the_order_of_the_ideas(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    titles = [f"Idea {n}" for n in range(12)]
    for title in titles:
        put_in(UnnamedIdea(title, "P", "I"))
    clock.move(days=1)
    jobs.empty_box()
    found = list(db.session.scalars(select(Suggestion.title).order_by(Suggestion.id)))
    assert sorted(found) == sorted(titles)
    assert found != titles  # one in 479 million
    assert len({s.submitted_at for s in db.session.scalars(select(Suggestion))}) == 1


def test_one_letter_that_cannot_be_delivered_holds_back_no_other(
    clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    put_in()
    with transaction():
        service.hand_in(UnnamedIdea("Poison", "secret words", "I"), for_place=False)
        broken = next(one for one in db.session.scalars(select(Letter)) if one.content["title"] == "Poison")
        broken.content = {**broken.content, "unheard_of": 1}
    clock.move(days=1)
    assert jobs.empty_box() == 1
    assert [s.title for s in db.session.scalars(select(Suggestion))] == [TEXT.title]
    assert "stays in" in caplog.text and "secret words" not in caplog.text


def test_a_form_that_is_sent_twice_puts_in_one_letter() -> None:
    for refused in (False, True):
        try:
            with transaction():
                service.hand_in(TEXT, for_place=False, key="0" * 32)
            assert not refused
        except Refused:
            assert refused
    assert queries.letter_count() == 1


def test_in_the_box_it_can_be_changed_and_taken_out_without_a_trace(clock: Clock) -> None:
    code = put_in()
    with transaction():
        service.change(codes.hash_of(code), UnnamedIdea("Better", "P", "I"))
    clock.move(days=1)
    with transaction():
        assert service.withdraw(codes.hash_of(code), "") is True
    jobs.empty_box()
    assert db.session.scalars(select(Suggestion)).all() == []
    assert queries.idea_letter_of(codes.hash_of(code)) is None


def test_photos_come_out_of_the_box_without_a_name_and_a_time(clock: Clock) -> None:
    photo = Inspected("", FileKind.JPEG, b"jpeg", "a" * 64, b"small", 4, 3)
    with transaction():
        service.hand_in(TEXT, [photo], for_place=False)
    clock.move(days=1)
    jobs.empty_box()
    kept = db.session.scalars(select(Attachment)).one()
    assert (kept.name, kept.added_by_id, kept.added_at, kept.size) == ("1.jpg", None, clock.now, 4)
    assert db.session.scalars(select(LetterPhoto)).all() == []


def test_what_was_closed_meanwhile_is_left_out(clock: Clock) -> None:
    with transaction():
        category = ideas.create_category(CategoryData(name=Localized.both("A")), by=SYSTEM)
    put_in(UnnamedIdea("T", "P", "I", category_id=category.id))
    with transaction():
        ideas.change_category(category, CategoryData(name=Localized.both("A"), is_closed=True), by=SYSTEM)
    clock.move(days=1)
    assert jobs.empty_box() == 1
    assert db.session.scalars(select(Suggestion)).one().category_id is None


# Places


def test_a_small_unit_is_in_no_table_at_any_time(clock: Clock) -> None:
    site = make_unit("Site", kind="site")
    team = make_unit("Team", parent=site)
    for n in range(5):
        make_person(f"s{n}", unit=site)
    for n in range(4):
        make_person(f"t{n}", unit=team)
    put_in(UnnamedIdea("T", "P", "I", unit_id=team.id))
    assert db.session.scalars(select(Letter)).one().content["unit_id"] == site.id
    clock.move(days=1)
    jobs.empty_box()
    suggestion = db.session.scalars(select(Suggestion)).one()
    assert suggestion.unit_id == site.id
    ada = act(db.session.scalars(select(Person).where(Person.login == "s0")).one())
    totals = [page_of(ada, Filters(unit=unit.id)).total for unit in (site, team)]
    assert totals == [1, 0]


def test_where_people_leave_a_larger_unit_is_shown(clock: Clock) -> None:
    site = make_unit("Site", kind="site")
    team = make_unit("Team", parent=site)
    people = [make_person(f"t{n}", unit=team) for n in range(5)]
    for n in range(5):
        make_person(f"s{n}", unit=site)
    _code, suggestion = delivered(clock, UnnamedIdea("T", "P", "I", unit_id=team.id))
    assert suggestion.unit_id == team.id
    with transaction():
        accounts.disable(people[0], by=SYSTEM)
    overnight(clock)
    assert suggestion.unit_id == site.id
    assert [unit.id for unit in queries.shown_units()] == [site.id]


# Coming back


def test_nobody_is_its_author_and_nobody_is_kept_from_it(clock: Clock, cora: Actor) -> None:
    _code, suggestion = delivered(clock)
    assert authors_of([suggestion.id]) == {suggestion.id: frozenset()}
    vote_of(cora, on=suggestion)
    assert db.session.scalars(visible_to(cora)).one().id == suggestion.id


def test_the_author_is_asked_and_answers(clock: Clock, cora: Actor) -> None:
    code, suggestion = delivered(clock)
    with transaction():
        asking.ask(suggestion, "Which keys?", by=cora)
    write(code, "Those of the gate")
    write(code, "And thank you")
    assert open_question(suggestion.id) is not None
    overnight(clock)
    (question,) = asking_questions(suggestion)
    assert (question.answer, question.answered_by_id) in {
        ("Those of the gate", None),
        ("And thank you", None),
    }
    assert suggestion.state is Status.IN_TRIAGE
    said = db.session.scalars(select(Comment)).one()
    assert (said.author_id, said.kind, said.created_at) == (None, "comment", clock.now)


def asking_questions(suggestion: Suggestion) -> list[object]:
    from improve.suggestions.asking.queries import questions_of

    return list(questions_of(suggestion.id))


def test_the_author_answers_a_decline_once(clock: Clock, cora: Actor) -> None:
    code, suggestion = delivered(clock)
    with transaction():
        ideas.decide(suggestion, Outcome.DECLINED, "Too dear", by=cora)
    write(code, "It costs nothing")
    overnight(clock)
    assert suggestion.state is Status.IN_TRIAGE and suggestion.replied_at == clock.now
    with transaction():
        ideas.decide(suggestion, Outcome.DECLINED, "Still", by=cora)
    write(code, "Pity")
    overnight(clock)
    assert suggestion.state is Status.DECLINED
    assert [c.body for c in db.session.scalars(select(Comment))] == ["Pity"]


def test_the_author_changes_and_withdraws_overnight(clock: Clock) -> None:
    code, suggestion = delivered(clock)
    for title in ("First try", "Second try"):
        with transaction():
            service.change(codes.hash_of(code), UnnamedIdea(title, "P", "I"))
    assert suggestion.title == TEXT.title
    overnight(clock)
    assert suggestion.title == "Second try"
    with transaction():
        assert service.withdraw(codes.hash_of(code), "Solved") is False
    overnight(clock)
    assert suggestion.state is Status.WITHDRAWN
    last = db.session.scalars(select(StatusChange).order_by(StatusChange.id.desc())).first()
    assert last is not None and (last.reason, last.by_id) == ("Solved", None)
    with pytest.raises(Refused):
        write(code, "More")


def test_what_comes_too_late_is_noted_for_the_author(clock: Clock, cora: Actor) -> None:
    code, suggestion = delivered(clock)
    with transaction():
        service.change(codes.hash_of(code), UnnamedIdea("Changed", "P", "I"))
        service.withdraw(codes.hash_of(code), "")
    with transaction():
        ideas.decide(suggestion, Outcome.ACCEPTED, "Yes", by=cora)
    overnight(clock)
    assert (suggestion.title, suggestion.state) == (TEXT.title, Status.ACCEPTED)
    assert len(db.session.get_one(Claim, suggestion.id).notes) == 2
    assert queries.letter_count() == 0


def test_something_is_taken_out_of_the_box_by_its_author_only(clock: Clock) -> None:
    code, _suggestion = delivered(clock)
    other, _other = delivered(clock)
    write(code, "Hm")
    (letter,) = queries.waiting_letters(codes.hash_of(code))
    for by, left in ((other, 1), (code, 0)):
        with transaction():
            service.take_out(codes.hash_of(by), letter.key)
        assert queries.letter_count() == left


def test_so_much_of_one_author_waits_at_most(clock: Clock) -> None:
    code, _suggestion = delivered(clock)
    for n in range(20):
        write(code, f"{n}")
    with pytest.raises(Refused):
        write(code, "too much")


# Giving one's name


def test_giving_ones_name_is_ones_own_act_and_final(clock: Clock, cora: Actor) -> None:
    code, suggestion = delivered(clock)
    write(code, "Delivered before")
    overnight(clock)
    write(code, "Still in the box")
    ada = act(make_person("ada"))
    vote_of(ada, cora, on=suggestion)
    with transaction():
        service.reveal(code, by=ada)
    assert (suggestion.author_id, suggestion.votes_for) == (ada.actor_id, 1)
    assert db.session.scalars(select(Vote.person_id)).all() == [cora.actor_id]
    assert {c.author_id for c in db.session.scalars(select(Comment))} == {ada.actor_id}
    assert queries.claim_of(codes.hash_of(code)) is None and queries.letter_count() == 0
    entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry is not None and (entry.event, entry.actor_id) == ("AuthorRevealed", ada.actor_id)
    for again in (ada, act(make_person("eve"))):
        with pytest.raises(Invalid), transaction():
            service.reveal(code, by=again)
    assert suggestion.author_id == ada.actor_id


def test_nobody_reveals_with_a_wrong_code_or_without_an_account(clock: Clock) -> None:
    code, suggestion = delivered(clock)
    with pytest.raises(Invalid), transaction():
        service.reveal(codes.new_code(), by=act(make_person("eve")))
    with pytest.raises(Forbidden), transaction():
        service.reveal(code, by=VISITOR)
    assert suggestion.author_id is None


def test_an_idea_in_the_box_comes_out_with_the_name(clock: Clock) -> None:
    code = put_in()
    ada = act(make_person("ada"))
    with transaction():
        suggestion = service.reveal(code, by=ada)
    assert suggestion.author_id == ada.actor_id and queries.letter_count() == 0


# Tickets


def test_a_colleagues_ticket_is_everybodys_and_of_the_day(clock: Clock) -> None:
    ticket = tickets.member_ticket()
    assert ticket == tickets.member_ticket()
    read = tickets.read(ticket)
    assert read is not None and not read.for_place
    clock.move(days=1)
    assert tickets.read(ticket) is not None and tickets.member_ticket() != ticket
    clock.move(days=1)
    assert tickets.read(ticket) is None


def test_a_ticket_of_a_place_works_until_links_are_ended() -> None:
    ticket = tickets.place_ticket(4, 2)
    read = tickets.read(ticket)
    assert read is not None and (read.for_place, read.unit_id, read.category_id) == (True, 4, 2)
    with transaction():
        service.end_links(by=SYSTEM)
    assert tickets.read(ticket) is None and tickets.read(tickets.place_ticket(4, 2)) is not None
    with transaction():
        service.change_settings(AnonymityData(for_members=True), by=SYSTEM)
    assert tickets.read(tickets.place_ticket()) is None


@pytest.mark.parametrize(
    "forged", ["", ".", "m.2026-03-04.", "m.2026-03-04.aaaa", "x" * 500, "p.1.0.0.\ud800", "\x00.a"]
)
def test_a_forged_ticket_opens_nothing(forged: str) -> None:
    assert tickets.read(forged) is None


def test_a_changed_ticket_opens_nothing() -> None:
    ticket = tickets.place_ticket(4, 2)
    assert tickets.read(ticket.replace(".4.", ".5.")) is None


def test_the_box_is_emptied_by_day_only_when_that_is_said(run: object, app: object) -> None:
    put_in()
    assert delivery.empty_box() == 0
    assert delivery.empty_box(also_today=True) == 1


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("module", ["cli", "delivery", "service", "jobs", "views"])
def test_each_part_can_be_imported_first(module: str) -> None:
    """The command imports its module before anything else: a circle of imports would end it."""
    done = subprocess.run(
        [sys.executable, "-c", f"import improve.suggestions.anonymity.{module}"],
        capture_output=True,
        check=False,
        cwd=Path(__file__).resolve().parents[2],
    )
    assert done.returncode == 0, done.stderr.decode()
