"""The ledger: who says what when, and what the sums make of it."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DatabaseError

from improve.accounts.service import give_role
from improve.core.db import db, transaction
from improve.core.errors import Forbidden, Invalid, Refused
from improve.core.policy import SYSTEM, Role
from improve.notifications.models import InboxNotice
from improve.projects.models import Project, StoredVerdict
from improve.projects.store import remember_owner
from improve.savings import jobs, queries, service
from improve.savings.models import Entry, Kind, Saving, Step
from improve.savings.queries import State, standing, standings, state_counts, state_of, totals
from improve.savings.values import CorrectionData, CostBaseData, ReasonData
from tests.people import act, make_person
from tests.projects.making import BEFORE, IMPROVED, UNCHANGED, make_project, week
from tests.savings.making import claim, improved_project, treasurer, validate

pytestmark = pytest.mark.usefixtures("context", "clock")
TODAY = date(2026, 3, 4)


def steps(saving: Saving) -> list[str]:
    return [entry.step for entry in queries.entries_of(saving)]


def state(saving: Saving, today: date = TODAY) -> State:
    return standing(saving).state(today)


def test_claimed_measured_validated_expired() -> None:
    owner, finance = make_person("owner"), treasurer()
    saving = claim(improved_project(owner), act(owner))
    assert steps(saving) == ["claimed", "measured"]
    measured = standing(saving).measured
    assert measured is not None and measured.verdict == "improved"
    assert measured.low is not None and measured.high is not None and measured.gross is not None
    assert measured.low < measured.gross < measured.high
    assert measured.gross == pytest.approx(120_000, rel=0.1)
    assert state(saving) is State.MEASURED
    validate(saving, finance, cost=5_000, share=80)
    entry = standing(saving).entry
    assert (entry.gross, entry.cost, entry.share, entry.rate) == (100_000, 5_000, 80, 1.0)
    assert (entry.from_on, entry.until_on) == (week(-10), date(2026, 12, 22))
    assert state(saving) is State.VALIDATED
    assert state(saving, date(2026, 12, 22)) is State.EXPIRED


def test_nothing_is_validated_that_the_data_do_not_show() -> None:
    owner, finance = make_person("owner"), treasurer()
    saving = claim(improved_project(owner, after=UNCHANGED), act(owner))
    assert state(saving) is State.CLAIMED
    with pytest.raises(Refused, match="数据未显示改善"):
        validate(saving, finance)
    assert steps(saving) == ["claimed", "measured"]


def test_an_early_sign_is_not_enough() -> None:
    owner, finance = make_person("owner"), treasurer()
    saving = claim(improved_project(owner), act(owner))
    with transaction():
        verdict = db.session.scalars(select(StoredVerdict)).one()
        verdict.early, verdict.inputs_hash = True, "0" * 64
        service.measure(standings(select(Saving)))
    assert state(saving) is State.CLAIMED
    with pytest.raises(Refused, match="初步迹象"):
        validate(saving, finance)


def test_finance_stands_for_no_more_than_the_interval() -> None:
    owner, finance = make_person("owner"), treasurer()
    saving = claim(improved_project(owner), act(owner))
    measured = standing(saving).measured
    assert measured is not None and measured.high is not None
    with pytest.raises(Invalid) as refused:
        validate(saving, finance, gross=measured.high + 1)
    assert "gross" in refused.value.errors
    validate(saving, finance, gross=measured.high)


def test_nobody_validates_their_own() -> None:
    treasurer_and_owner = make_person("both", roles=[Role.FINANCE])
    saving = claim(improved_project(treasurer_and_owner), act(treasurer_and_owner))
    with pytest.raises(Forbidden):
        validate(saving, act(treasurer_and_owner))
    admin = make_person("admin", roles=[Role.ADMINISTRATOR])
    with pytest.raises(Forbidden):
        validate(saving, act(admin))


def test_only_the_owner_or_a_coordinator_claims_and_only_with_a_plan() -> None:
    owner, other = make_person("owner"), make_person("other")
    project = improved_project(owner)
    with pytest.raises(Forbidden):
        claim(project, act(other))
    coordinator = make_person("coo", roles=[Role.COORDINATOR, Role.FINANCE])
    saving = claim(project, act(coordinator))
    for concerned in (coordinator, owner):  # also when the project is handed on
        with transaction():
            remember_owner(project.id, owner.id)
            db.session.get_one(Project, project.id).owner_id = other.id
            give_role(concerned, Role.FINANCE, None, by=SYSTEM)
        with pytest.raises(Forbidden, match="自己"):
            validate(saving, act(concerned))
    with pytest.raises(Refused, match="测量计划"):
        claim(make_project("Bare", owner=owner), act(owner))
    assert len(db.session.scalars(select(Saving)).all()) == 1


def test_two_projects_on_one_metric_split_it() -> None:
    owner, finance = make_person("owner"), treasurer()
    first = improved_project(owner)
    second = improved_project(
        owner, "Larger trolleys", metric=first.metric, baseline_from=week(-10 - len(BEFORE))
    )
    one, two = claim(first, act(owner)), claim(second, act(owner))
    validate(one, finance, share=60)
    with pytest.raises(Invalid) as refused:
        validate(two, finance, share=50)
    assert "Pick lists" in str(refused.value.errors["share"][0])
    validate(two, finance, share=40)
    assert [item.saving.id for item in queries.others_on_metric(SYSTEM, one)] == [two.id]


def test_a_claim_made_anew_has_to_be_validated_again() -> None:
    owner, finance = make_person("owner"), treasurer()
    saving = claim(improved_project(owner), act(owner))
    validate(saving, finance)
    with pytest.raises(Refused, match="财务"), transaction():
        service.correct(saving, CorrectionData(gross=90_000, reason="Fewer orders"), by=act(owner))
    assert state(saving) is State.VALIDATED
    with transaction():
        service.refuse(saving, ReasonData(reason="The owner asked"), by=finance)
        service.correct(saving, CorrectionData(gross=90_000, reason="Fewer orders"), by=act(owner))
    assert state(saving) is State.MEASURED
    assert steps(saving) == ["claimed", "measured", "validated", "refused", "claimed", "measured"]


def test_what_finance_refuses_is_told_and_can_be_claimed_anew() -> None:
    owner, finance = make_person("owner"), treasurer()
    saving = claim(improved_project(owner), act(owner))
    with transaction():
        service.refuse(saving, ReasonData(reason="Nobody left earlier"), by=finance)
    assert state(saving) is State.REFUSED
    told = db.session.scalars(select(InboxNotice).where(InboxNotice.person_id == owner.id)).all()
    assert any("Nobody left earlier" in notice.detail for notice in told)
    with pytest.raises(Refused):
        validate(saving, finance)
    with transaction():
        service.correct(saving, CorrectionData(gross=50_000, reason="Overtime only"), by=act(owner))
    assert state(saving) is State.MEASURED


def test_a_validated_saving_is_not_withdrawn() -> None:
    owner, finance = make_person("owner"), treasurer()
    saving = claim(improved_project(owner), act(owner))
    validate(saving, finance)
    with pytest.raises(Refused), transaction():
        service.withdraw(saving, ReasonData(reason="Changed my mind"), by=act(owner))
    other = claim(improved_project(owner, "Other", code="WH-08"), act(owner))
    with transaction():
        service.withdraw(other, ReasonData(reason="Counted twice"), by=act(owner))
    assert state(other) is State.WITHDRAWN
    with pytest.raises(Refused), transaction():
        service.correct(other, CorrectionData(gross=1, reason="x"), by=act(owner))


def test_it_is_measured_again_only_when_the_readings_changed() -> None:
    owner = make_person("owner")
    saving = claim(improved_project(owner), act(owner))
    assert jobs.measure() == 0
    with transaction():
        db.session.scalars(select(StoredVerdict)).one().inputs_hash = "1" * 64
    assert jobs.measure() == 1
    assert jobs.measure() == 0
    assert steps(saving) == ["claimed", "measured", "measured"]


def test_a_line_of_the_ledger_is_never_changed() -> None:
    owner = make_person("owner")
    claim(improved_project(owner), act(owner))
    with pytest.raises(DatabaseError, match="never changed"), transaction():
        db.session.execute(update(Entry).values(gross=1))
    db.session.rollback()
    with pytest.raises(DatabaseError, match="never taken out"), transaction():
        db.session.execute(delete(Entry))
    db.session.rollback()
    with transaction():  # lines go only with their saving
        db.session.execute(delete(Saving))
    assert db.session.scalars(select(Entry)).all() == []


def test_another_currency_needs_its_rate() -> None:
    owner, finance = make_person("owner"), treasurer()
    saving = claim(improved_project(owner), act(owner), currency="EUR")
    with pytest.raises(Invalid) as refused:
        validate(saving, finance)
    assert list(refused.value.errors) == ["rate"]
    validate(saving, finance, rate=8.0)
    sums = totals(SYSTEM, TODAY)
    assert sums.of(Kind.HARD).in_force == 800_000


def test_the_headline_counts_validated_hard_money_alone() -> None:
    tomorrow = TODAY + timedelta(days=1)
    owner, finance = make_person("owner"), treasurer()
    hard, soft, waits = (
        claim(improved_project(owner, title, code=code), act(owner), kind=kind)
        for title, code, kind in (("A", "WH-1", "hard"), ("B", "WH-2", "soft"), ("C", "WH-3", "hard"))
    )
    validate(hard, finance, gross=104_000, from_on=tomorrow - timedelta(days=73), cost=800)
    validate(soft, finance, from_on=tomorrow - timedelta(days=73))
    with transaction():
        service.set_cost_base(CostBaseData(yearly=100_000, target=15.0), by=finance)
    found = totals(SYSTEM, tomorrow)
    assert found.of(Kind.HARD).realized == pytest.approx(104_000 * 73 / 365 - 800)
    assert found.rate == pytest.approx(20.0)
    assert found.is_reached
    assert found.of(Kind.HARD).waiting == 1 and state(waits) is State.MEASURED
    assert found.of(Kind.SOFT).realized == pytest.approx(20_000)
    assert found.of(Kind.AVOIDED).realized == 0


def test_the_database_says_where_each_stands_and_adds_up() -> None:
    """The same as in Python, for every state; pages of the list meet each saving once."""
    owner, finance = make_person("owner"), treasurer()
    found = [
        claim(improved_project(owner, f"P{n}", code=f"WH-{n}"), act(owner), kind="hard", share=50)
        for n in range(6)
    ]
    claimed = claim(improved_project(owner, "Flat", after=UNCHANGED, code="WH-9"), act(owner), kind="soft")
    day = date(2026, 12, 22)  # the third is over, the others are not
    validate(found[0], finance, share=50, cost=10, from_on=week(-1))
    validate(found[1], finance, share=50, cost=20, from_on=week(-1))
    validate(found[2], finance, share=50)
    with transaction():
        service.refuse(found[3], ReasonData(reason="No."), by=finance)
        service.withdraw(found[4], ReasonData(reason="No."), by=act(owner))
    everything = standings(select(Saving))
    assert {one.state(day) for one in everything} == set(State)
    counted = state_counts(select(Saving.id), day)
    assert counted == Counter((Kind(one.saving.kind), one.state(day)) for one in everything)
    for where in State:
        wanted = [one.saving.id for one in everything if one.state(day) is where]
        assert [one.saving.id for one in standings(select(Saving), state_of(day) == str(where))] == wanted
    pages = [standings(select(Saving), limit=3, offset=first) for first in (0, 3, 6)]
    assert [one.saving.id for page in pages for one in page] == [one.saving.id for one in everything]
    assert claimed.id == pages[0][0].saving.id
    hard = totals(SYSTEM, day).of(Kind.HARD)
    assert hard.in_force == pytest.approx(2 * 50_000 - 30)
    assert (hard.waiting, hard.expired) == (1, 1)


def test_the_newest_cost_base_holds_and_earlier_ones_stay() -> None:
    finance = treasurer()
    for yearly in (10**12 - 1, 5_000_000):
        with transaction():
            service.set_cost_base(CostBaseData(yearly=yearly), by=finance)
    base = queries.cost_base()
    assert base is not None and base.yearly == 5_000_000
    with pytest.raises(Forbidden), transaction():
        service.set_cost_base(CostBaseData(yearly=1), by=act(make_person("ann")))


def test_standings_take_one_statement(statements) -> None:  # type: ignore[no-untyped-def]
    owner = make_person("owner")
    for number in range(4):
        claim(improved_project(owner, f"P{number}", code=f"WH-{number}"), act(owner))
    actor = act(owner)
    db.session.expire_all()
    with statements() as asked:
        found = standings(queries.visible_to(actor))
        assert [(item.saving.project.title, str(item.saving.metric.name)) for item in found]
    assert asked.count == 1


def test_a_project_of_another_metric_now_is_measured_no_more() -> None:
    """A new round may measure something else; the money was claimed for the metric of its time."""
    owner = make_person("owner")
    project = improved_project(owner)
    saving = claim(project, act(owner))
    other = improved_project(owner, "Other", code="WH-08", after=IMPROVED)
    with transaction():
        db.session.get_one(Project, project.id).metric_id = other.metric_id
        db.session.scalars(
            select(StoredVerdict).where(StoredVerdict.project_id == project.id)
        ).one().inputs_hash = "2" * 64
        assert service.measure([standing(saving)]) == 0
    assert steps(saving) == [str(Step.CLAIMED), str(Step.MEASURED)]
