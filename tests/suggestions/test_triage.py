"""Handling an idea: who is responsible, the clock of the promise, questions, parking, the local lane, the line."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from improve.accounts import service as accounts
from improve.accounts.models import Person, Unit
from improve.accounts.values import UnitData
from improve.core.db import db, transaction
from improve.core.errors import Forbidden, Invalid, Refused
from improve.core.localized import Localized
from improve.core.policy import SYSTEM, Actor, Role
from improve.suggestions import queries, service
from improve.suggestions.asking.queries import open_question, questions_of
from improve.suggestions.models import Category, Suggestion
from improve.suggestions.routing import jobs
from improve.suggestions.routing.admin import make_route, remove_route
from improve.suggestions.routing.models import Route
from improve.suggestions.routing.queries import assignments_of
from improve.suggestions.routing.values import RouteData
from improve.suggestions.values import Answer, CategoryData, Outcome, Status
from tests.people import act, make_person, make_unit
from tests.suggestions.ideas import idea

pytestmark = pytest.mark.usefixtures("context", "clock")

# The tests' clock stands at Wednesday 4 March 2026; 20 working days later is Wednesday 1 April.
PROMISED = date(2026, 4, 1)


class Company:
    """A site with a department and a team, their leads, a coordinator, an administrator, and an author."""

    def __init__(self) -> None:
        self.site, self.department, self.team = self._units()
        self.people = {
            "boss": make_person("boss", "Site Lead", unit=self.site),
            "head": make_person("head", "Department Lead", unit=self.department),
            "lead": make_person("lead", "Team Lead", unit=self.team),
            "chief": make_person("chief", "Coordinator", roles=(Role.COORDINATOR,)),
            "root": make_person("root", "Administrator", roles=(Role.ADMINISTRATOR,)),
            "ada": make_person("ada", "Ada", unit=self.team),
            "bob": make_person("bob", "Bob", unit=self.team),
        }
        for unit, login in ((self.site, "boss"), (self.department, "head"), (self.team, "lead")):
            self.name_lead(unit, self.people[login])

    @staticmethod
    def _units() -> tuple[Unit, Unit, Unit]:
        site = make_unit("Site", kind="site")
        department = make_unit("Department", kind="department", parent=site)
        return site, department, make_unit("Team", parent=department)

    @staticmethod
    def name_lead(unit: Unit, lead: Person) -> None:
        with transaction():
            accounts.change_unit(
                unit,
                UnitData(
                    name=unit.name, kind=unit.kind, code=unit.code, parent_id=unit.parent_id, lead_id=lead.id
                ),
                by=SYSTEM,
            )

    def actor(self, login: str) -> Actor:
        return act(self.people[login])

    def id_of(self, login: str) -> int:
        return self.people[login].id

    def category(self, **more: Any) -> Category:
        with transaction():
            return service.create_category(CategoryData(name=Localized.both("Small"), **more), by=SYSTEM)


@pytest.fixture
def company(context: object) -> Company:
    return Company()


def done(act_on: Any, *args: Any, **more: Any) -> None:
    with transaction():
        act_on(*args, **more)


def walked(suggestion: Suggestion) -> list[str]:
    return [step.to_status for step in queries.history_of(suggestion.id)]


def responsible(suggestion: Suggestion) -> list[tuple[str, str, int | None]]:
    return [(one.person.login, one.kind, one.level) for one in assignments_of(suggestion.id)]


# Routes


def test_a_new_idea_goes_to_the_coordinator_and_with_a_rule_to_the_lead(company: Company) -> None:
    assert responsible(idea(company.actor("ada"))) == [("chief", "route", None)]
    with transaction():
        rule = make_route(RouteData(handler="lead", unit_id=company.site.id), by=company.actor("chief"))
    assert responsible(idea(company.actor("ada"))) == [("lead", "route", None)]
    # The lead's own idea goes to the next lead up the line.
    assert responsible(idea(company.actor("lead"))) == [("head", "route", None)]
    done(remove_route, rule, by=company.actor("chief"))
    assert responsible(idea(company.actor("ada"))) == [("chief", "route", None)]


def test_a_rule_for_a_category_names_a_person_who_may_then_answer(company: Company) -> None:
    category = company.category()
    with transaction():
        make_route(
            RouteData(handler="person", category_id=category.id, person="Bob"), by=company.actor("root")
        )
    suggestion = idea(company.actor("ada"), category_id=category.id)
    assert responsible(suggestion) == [("bob", "route", None)]
    done(service.answer, suggestion, Answer("accepted", "Do it"), by=company.actor("bob"))
    assert suggestion.state is Status.ACCEPTED
    with pytest.raises(Forbidden), transaction():
        service.answer(idea(company.actor("ada")), Answer("accepted", "Do it"), by=company.actor("bob"))


def test_there_is_one_rule_for_each_category_and_place(company: Company) -> None:
    with transaction():
        make_route(RouteData(handler="lead"), by=SYSTEM)
    with pytest.raises(Invalid) as caught, transaction():
        make_route(RouteData(handler="coordinator"), by=SYSTEM)
    assert list(caught.value.errors) == ["category_id"]
    with pytest.raises(Invalid) as caught, transaction():
        make_route(RouteData(handler="person", unit_id=company.team.id, person="nobody"), by=SYSTEM)
    assert list(caught.value.errors) == ["person"]
    with pytest.raises(Forbidden), transaction():
        make_route(RouteData(handler="lead", unit_id=company.team.id), by=company.actor("lead"))
    assert db.session.query(Route).count() == 1


def test_who_leaves_leaves_no_idea_behind(company: Company) -> None:
    suggestion = idea(company.actor("ada"))
    done(accounts.disable, company.people["chief"], by=company.actor("root"))
    db.session.refresh(suggestion)
    assert suggestion.assignee_id == company.id_of("lead")


def test_an_idea_that_moves_to_another_place_finds_its_handler_there(company: Company) -> None:
    with transaction():
        make_route(RouteData(handler="lead"), by=SYSTEM)
    suggestion = idea(company.actor("ada"))
    from tests.suggestions.test_writing import changed

    done(service.edit, suggestion, changed(suggestion, unit_id=company.site.id), by=company.actor("ada"))
    assert suggestion.assignee_id == company.id_of("boss")


# The clock


def test_a_question_stops_the_clock_and_the_answer_starts_it_again(company: Company, clock: Any) -> None:
    suggestion = idea(company.actor("ada"))
    assert (suggestion.promised_on, suggestion.due_on) == (PROMISED, PROMISED)
    assert suggestion.escalate_on == date(2026, 4, 2)
    clock.set(datetime(2026, 3, 11, 9, tzinfo=UTC))  # five working days are used, fifteen are left
    done(service.ask, suggestion, "Which rack?", by=company.actor("chief"))
    assert suggestion.state is Status.NEEDS_INFORMATION
    assert (suggestion.promise_left, suggestion.due_on, suggestion.escalate_on) == (15, None, None)
    clock.set(datetime(2026, 4, 20, 9, tzinfo=UTC))
    assert jobs.escalate_broken() == 0
    done(service.answer_question, suggestion, "The one at the door", by=company.actor("ada"))
    assert suggestion.state is Status.IN_TRIAGE
    assert suggestion.promised_on == suggestion.due_on == date(2026, 5, 11)
    assert suggestion.promise_left is None
    (question,) = questions_of(suggestion.id)
    assert (question.answer, question.answered_by_id) == ("The one at the door", company.id_of("ada"))


def test_a_promise_broken_before_the_question_stays_broken(company: Company, clock: Any) -> None:
    suggestion = idea(company.actor("ada"))
    clock.set(datetime(2026, 4, 3, 9, tzinfo=UTC))
    done(service.ask, suggestion, "Which rack?", by=company.actor("chief"))
    assert suggestion.promise_left == -2
    clock.set(datetime(2026, 4, 10, 9, tzinfo=UTC))
    done(service.answer_question, suggestion, "That one", by=company.actor("ada"))
    assert suggestion.promised_on == date(2026, 4, 8)
    assert suggestion.escalate_on == date(2026, 4, 15)


def test_holidays_count_as_what_they_are(company: Company) -> None:
    from improve.accounts.service import add_special_days
    from improve.accounts.values import SpecialDaysData

    with transaction():
        add_special_days(
            SpecialDaysData(
                name=Localized.both("Week off"), first_day=date(2026, 3, 9), last_day=date(2026, 3, 13)
            ),
            by=SYSTEM,
        )
    assert idea(company.actor("ada")).promised_on == date(2026, 4, 8)


def test_only_one_question_is_open_and_only_the_author_answers(company: Company) -> None:
    suggestion = idea(company.actor("ada"))
    done(service.ask, suggestion, "Which rack?", by=company.actor("chief"))
    with pytest.raises(Refused), transaction():
        service.ask(suggestion, "And which shelf?", by=company.actor("chief"))
    with pytest.raises(Forbidden), transaction():
        service.answer_question(suggestion, "I know!", by=company.actor("bob"))
    done(service.take_question_back, suggestion, by=company.actor("chief"))
    assert suggestion.state is Status.IN_TRIAGE
    assert open_question(suggestion.id) is None
    with pytest.raises(Refused), transaction():
        service.answer_question(suggestion, "Too late", by=company.actor("ada"))


def test_a_withdrawn_idea_has_no_open_question(company: Company) -> None:
    suggestion = idea(company.actor("ada"))
    done(service.ask, suggestion, "Which rack?", by=company.actor("chief"))
    done(service.withdraw, suggestion, by=company.actor("ada"))
    assert open_question(suggestion.id) is None
    assert suggestion.promise_left is None


def test_the_author_of_a_declined_idea_answers_once(company: Company, clock: Any) -> None:
    suggestion = idea(company.actor("ada"))
    done(service.answer, suggestion, Answer("declined", "Too dear"), by=company.actor("chief"))
    clock.move(days=30)
    with pytest.raises(Forbidden), transaction():
        service.reply(suggestion, "It is cheap", by=company.actor("bob"))
    done(service.reply, suggestion, "It costs nothing", by=company.actor("ada"))
    assert suggestion.state is Status.IN_TRIAGE
    assert suggestion.promised_on == date(2026, 5, 1)  # promised anew
    assert (suggestion.answered_on, suggestion.decided_at) == (None, None)
    assert queries.history_of(suggestion.id)[-1].reason == "It costs nothing"
    done(service.answer, suggestion, Answer("declined", "Still no"), by=company.actor("chief"))
    with pytest.raises(Refused), transaction():
        service.reply(suggestion, "But", by=company.actor("ada"))


# Parking


def test_a_parked_idea_comes_back_by_itself_on_its_day(company: Company, clock: Any) -> None:
    suggestion = idea(company.actor("ada"))
    for until, reason, field in ((None, "Later", "until"), (date(2026, 6, 1), " ", "text")):
        with pytest.raises(Invalid) as caught, transaction():
            service.park(suggestion, until, reason, by=company.actor("chief"))
        assert list(caught.value.errors) == [field]
    done(service.park, suggestion, date(2026, 6, 1), "After the move", by=company.actor("chief"))
    assert (suggestion.parked_until, suggestion.promise_left) == (date(2026, 6, 1), 20)
    clock.set(datetime(2026, 5, 31, 9, tzinfo=UTC))
    assert jobs.fetch_parked() == 0
    clock.set(datetime(2026, 6, 1, 9, tzinfo=UTC))
    assert jobs.fetch_parked() == 1
    assert jobs.fetch_parked() == 0
    db.session.refresh(suggestion)
    assert suggestion.state is Status.IN_TRIAGE
    assert suggestion.parked_until is None
    assert suggestion.promised_on == date(2026, 6, 29)
    assert walked(suggestion) == ["received", "parked", "in_triage"]


def test_a_parked_idea_is_fetched_back_early(company: Company) -> None:
    suggestion = idea(company.actor("ada"))
    done(service.park, suggestion, date(2026, 6, 1), "After the move", by=company.actor("chief"))
    with pytest.raises(Forbidden), transaction():
        service.fetch_back(suggestion, by=company.actor("bob"))
    done(service.fetch_back, suggestion, by=company.actor("chief"))
    assert suggestion.promised_on == PROMISED
    with pytest.raises(Refused), transaction():
        service.fetch_back(suggestion, by=company.actor("chief"))


# The local lane


def test_small_ideas_go_to_the_local_lead_who_does_them(company: Company) -> None:
    closed, opened = company.category(), company.category(code="fast", has_local_lane=True)
    suggestion = idea(company.actor("ada"), category_id=closed.id)
    with pytest.raises(Refused), transaction():
        service.to_local_lead(suggestion, by=company.actor("chief"))
    assert suggestion.state is Status.RECEIVED
    suggestion = idea(company.actor("ada"), category_id=opened.id)
    done(service.to_local_lead, suggestion, by=company.actor("chief"))
    assert suggestion.state is Status.LOCAL
    assert responsible(suggestion)[-1] == ("lead", "local", None)
    with pytest.raises(Invalid), transaction():
        service.practice(suggestion, " ", by=company.actor("lead"))
    done(service.practice, suggestion, "The tray is there", by=company.actor("lead"))
    assert suggestion.state is Status.DONE
    assert suggestion.answered_on == date(2026, 3, 4)
    assert suggestion.decided_at is not None
    assert queries.history_of(suggestion.id)[-1].reason == "The tray is there"


def test_the_local_lead_asks_hands_back_and_never_judges_the_own_idea(company: Company) -> None:
    category = company.category(has_local_lane=True)
    suggestion = idea(company.actor("lead"), category_id=category.id)
    done(service.to_local_lead, suggestion, by=company.actor("chief"))
    assert responsible(suggestion)[-1] == ("head", "local", None)
    done(service.ask, suggestion, "Which rack?", by=company.actor("head"))
    done(service.answer_question, suggestion, "That one", by=company.actor("lead"))
    assert suggestion.state is Status.LOCAL
    done(service.hand_back, suggestion, "Not mine to decide", by=company.actor("head"))
    assert suggestion.state is Status.IN_TRIAGE


def test_what_a_local_lead_accepts_becomes_no_project(company: Company) -> None:
    from improve.projects.queries import open_for_suggestion

    category = company.category(has_local_lane=True)
    suggestion = idea(company.actor("ada"), category_id=category.id)
    done(service.to_local_lead, suggestion, by=company.actor("chief"))
    done(service.answer, suggestion, Answer("accepted", "We do it on Friday"), by=company.actor("lead"))
    assert db.session.scalars(open_for_suggestion(suggestion.id)).all() == []


def test_putting_a_small_accepted_idea_into_practice_takes_its_untouched_card_off_the_board(
    company: Company,
) -> None:
    from improve.projects import service as projects
    from improve.projects.models import Project
    from improve.projects.queries import open_for_suggestion
    from improve.projects.values import ProjectData

    small, big = idea(company.actor("ada"), "Small"), idea(company.actor("ada"), "Big")
    for suggestion in (small, big):
        done(service.answer, suggestion, Answer("accepted", "Good"), by=company.actor("chief"))
    card = db.session.get_one(Project, db.session.scalars(open_for_suggestion(big.id)).one())
    done(
        projects.edit,
        card,
        ProjectData(title="Big", owner_id=company.id_of("lead"), idea_ids=(big.id,)),
        by=company.actor("chief"),
    )
    done(service.practice, small, "Done on Friday", by=company.actor("chief"))
    assert db.session.scalars(open_for_suggestion(small.id)).all() == []
    with pytest.raises(Refused), transaction():  # somebody works on it as a project
        service.practice(big, "Done on Friday", by=company.actor("chief"))
    assert big.state is Status.ACCEPTED


def test_a_finished_idea_is_sustained_later_and_can_be_opened_again(company: Company) -> None:
    suggestion = idea(company.actor("ada"))
    done(service.decide, suggestion, Outcome.ACCEPTED, "Yes", by=company.actor("chief"))
    with pytest.raises(Refused), transaction():
        service.sustain(suggestion, by=SYSTEM)
    done(service.finish, suggestion, by=company.actor("chief"))
    done(service.sustain, suggestion, "Still there after 90 days", by=SYSTEM)
    assert suggestion.state is Status.SUSTAINED
    done(service.reopen, suggestion, "It broke", by=company.actor("chief"))
    assert suggestion.state is Status.IN_PILOT


# The committee


def test_what_triage_sends_to_the_committee_comes_back_unless_a_round_has_it(company: Company) -> None:
    suggestion = idea(company.actor("ada"))
    done(service.take_up, suggestion, by=company.actor("root"))
    assert suggestion.assignee_id == company.id_of("root")
    done(service.to_committee, suggestion, by=company.actor("root"))
    assert suggestion.state is Status.IN_REVIEW
    done(service.hand_back, suggestion, by=company.actor("root"))
    assert walked(suggestion) == ["received", "in_triage", "in_review", "in_triage"]


# The line


def test_a_broken_promise_goes_up_the_line_by_itself_each_level_once(company: Company, clock: Any) -> None:
    suggestion = idea(company.actor("ada"))
    expected = ["chief"]
    clock.set(datetime(2026, 4, 1, 20, tzinfo=UTC))  # in Shanghai the promised day is over already
    days = [2, 8, 13, 16, 21]  # the day after the promise, then every third working day
    for day, login in zip(days, ["lead", "head", "boss", "root"], strict=False):
        clock.set(datetime(2026, 4, day, 9, tzinfo=UTC))
        assert jobs.escalate_broken() == 1, day
        assert jobs.escalate_broken() == 0, day
        expected.append(login)
        db.session.refresh(suggestion)
        assert suggestion.assignee_id == company.id_of(login)
    clock.set(datetime(2026, 5, 30, 9, tzinfo=UTC))
    assert jobs.escalate_broken() == 0
    db.session.refresh(suggestion)
    assert suggestion.escalate_on is None
    assert [one[0] for one in responsible(suggestion)] == expected
    assert [one[2] for one in responsible(suggestion)] == [None, 1, 2, 3, 4]


def test_an_answer_in_time_escalates_nothing(company: Company, clock: Any) -> None:
    suggestion = idea(company.actor("ada"))
    done(service.answer, suggestion, Answer("declined", "No"), by=company.actor("chief"))
    clock.move(days=90)
    assert jobs.escalate_broken() == 0
    assert responsible(suggestion) == [("chief", "route", None)]


def test_a_handler_asks_the_next_level_with_a_reason(company: Company, clock: Any) -> None:
    suggestion = idea(company.actor("ada"))
    with pytest.raises(Invalid), transaction():
        service.escalate(suggestion, "", by=company.actor("chief"))
    done(service.escalate, suggestion, "Over my budget", by=company.actor("chief"))
    assert responsible(suggestion)[-1] == ("lead", "raised", 1)
    assert assignments_of(suggestion.id)[-1].reason == "Over my budget"
    # Who was asked once is not asked again by the clock.
    clock.set(datetime(2026, 4, 2, 9, tzinfo=UTC))
    assert jobs.escalate_broken() == 1
    assert responsible(suggestion)[-1] == ("head", "breach", 2)


def test_a_colleague_is_made_responsible_by_name_but_not_the_author(company: Company) -> None:
    suggestion = idea(company.actor("ada"))
    for typed in ("", "Nobody", "Ada"):
        with pytest.raises(Invalid) as caught, transaction():
            service.hand_over(suggestion, typed, by=company.actor("chief"))
        assert list(caught.value.errors) == ["person"]
    done(service.hand_over, suggestion, "Bob", by=company.actor("chief"), reason="You know it")
    assert responsible(suggestion)[-1] == ("bob", "hand", None)
    done(service.set_due, suggestion, date(2026, 3, 10), by=company.actor("bob"))
    assert (suggestion.due_on, suggestion.promised_on) == (date(2026, 3, 10), PROMISED)
    assert suggestion.escalate_on == date(2026, 4, 2)
    with pytest.raises(Invalid), transaction():
        service.set_due(suggestion, date(2026, 3, 3), by=company.actor("bob"))


@pytest.mark.parametrize("login", ["ada", "bob"])
def test_nobody_else_handles_it_and_nobody_their_own(company: Company, login: str) -> None:
    suggestion = idea(company.actor("ada"))
    with transaction():
        accounts.give_role(company.people["ada"], Role.COORDINATOR, None, by=SYSTEM)
    by = company.actor(login)
    for handled in (
        lambda: service.take_up(suggestion, by=by),
        lambda: service.ask(suggestion, "?", by=by),
        lambda: service.to_committee(suggestion, by=by),
        lambda: service.park(suggestion, date(2026, 6, 1), "x", by=by),
        lambda: service.hand_over(suggestion, "lead", by=by),
        lambda: service.escalate(suggestion, "x", by=by),
        lambda: service.set_due(suggestion, date(2026, 3, 10), by=by),
    ):
        with pytest.raises((Forbidden, Refused)), transaction():
            handled()
    assert walked(suggestion) == ["received"]


def test_ideas_from_before_find_a_responsible(company: Company) -> None:
    suggestion = idea(company.actor("ada"))
    with transaction():
        suggestion.assignee_id = None
    assert jobs.route_waiting() == 1
    assert jobs.route_waiting() == 0
    db.session.refresh(suggestion)
    assert suggestion.assignee_id == company.id_of("chief")
