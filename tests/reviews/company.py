"""A company with a committee: who sits where is said in `Company`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from improve.accounts.models import Person, Unit
from improve.core.db import transaction
from improve.core.localized import Localized
from improve.core.policy import SYSTEM, Role
from improve.reviews import service
from improve.reviews.days import company_today
from improve.reviews.models import Committee, Round, RoundItem, Rubric
from improve.reviews.queries import items_of
from improve.reviews.values import (
    CommitteeData,
    CriterionData,
    MemberData,
    ReviewData,
    ReviewNotes,
    RoundData,
    RubricData,
)
from improve.suggestions import service as suggestions
from improve.suggestions.models import Suggestion
from improve.suggestions.values import IdeaText
from tests.people import PASSWORD, act, make_person, make_unit


def both(english: str, chinese: str) -> Localized:
    return Localized(en=english, zh_Hans=chinese)


CRITERIA = (
    CriterionData(
        name=both("Benefit", "效益"),
        question=both("If it works, how much better does work get?", "如果成功，工作会好多少？"),
        weight=40,
        anchor_1=both("Barely noticeable", "几乎察觉不到"),
        anchor_3=both("One team saves time each shift", "一个班组每班都省时间"),
        anchor_5=both("Customers or safety gain", "客户或安全受益"),
    ),
    CriterionData(
        name=both("Evidence", "依据"),
        question=both("How well is the problem shown?", "问题说明得有多清楚？"),
        weight=20,
        anchor_1=both("An opinion", "个人看法"),
        anchor_3=both("Examples or counts", "有例子或计数"),
        anchor_5=both("A series of data", "有连续数据"),
    ),
    CriterionData(
        name=both("Effort", "投入"),
        question=both("How soon could a pilot start?", "多快可以开始试点？"),
        weight=25,
        anchor_1=both("More than 6 months", "6个月以上"),
        anchor_3=both("Within 3 months", "3个月内"),
        anchor_5=both("Within 4 weeks", "4周内"),
    ),
    CriterionData(
        name=both("Reach", "推广面"),
        question=both("Where else would it help?", "还有哪里用得上？"),
        weight=15,
        anchor_1=both("Only here", "仅限本处"),
        anchor_3=both("Two or three teams", "两三个班组"),
        anchor_5=both("Every site", "每个厂区"),
    ),
)


@dataclass
class Company:
    """Units `warehouse`, `office`, `service`. The committee: chair Chen (office), Mia (service), Wu (warehouse),
    all in office; Ada (warehouse) writes ideas, Max (no unit) too; Root administrates, Coco coordinates, Otto audits.
    """

    units: dict[str, Unit] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    committee: Committee | None = None
    rubric: Rubric | None = None

    def __getattr__(self, name: str) -> Person:
        if name in self.people:
            return self.people[name]
        raise AttributeError(name)

    def person(
        self, login: str, unit: str | None = None, roles: Iterable[Role] = (), **more: object
    ) -> Person:
        self.people[login] = make_person(
            login,
            roles=roles,
            unit=self.units[unit] if unit else None,
            password=PASSWORD if more.pop("signs_in", False) else None,
            **more,
        )
        return self.people[login]

    def appoint(self, person: Person, *, is_chair: bool = False, until: date | None = None) -> None:
        with transaction():
            service.appoint(
                self.committee,
                MemberData(
                    login=person.login,
                    since=company_today() - timedelta(days=100),
                    until=until,
                    is_chair=is_chair,
                ),
                by=SYSTEM,
            )

    def idea(
        self, title: str, author: str = "max", *, with_: Iterable[str] = (), unit: str | None = None
    ) -> Suggestion:
        with transaction():
            return suggestions.submit(
                IdeaText(
                    title=title,
                    problem=f"Problem of {title}",
                    idea=f"Idea of {title}",
                    expected_result="Less waiting",
                    unit_id=self.units[unit].id if unit else None,
                    co_authors=tuple(self.people[name].login for name in with_),
                ),
                by=act(self.people[author]),
            )

    def round(self, ideas: Iterable[Suggestion] = (), *, opened: bool = True, **changes: object) -> Round:
        data = {
            "committee_id": self.committee.id,
            "rubric_id": self.rubric.id,
            "name": both("Q4 2026", "2026年第四季度"),
            "opens_on": company_today(),
            "closes_on": company_today() + timedelta(days=10),
            "places": 2,
            "author_hidden": True,
            **changes,
        }
        with transaction():
            held = service.create_round(RoundData(**data), by=SYSTEM)
            service.add_ideas(held, [idea.id for idea in ideas], by=SYSTEM)
            if opened:
                service.open_round(held, by=SYSTEM)
        return held

    def score(self, held: Round, idea: Suggestion, by: str, *values: float | None, **notes: object) -> None:
        item = self.item(held, idea)
        criteria = held.rubric_version.criteria
        given = values * len(criteria) if len(values) == 1 else values
        data = ReviewData(dict(zip([c.id for c in criteria], given, strict=True)), ReviewNotes(**notes))
        with transaction():
            service.submit_review(item, data, by=act(self.people[by]))

    def item(self, held: Round, idea: Suggestion) -> RoundItem:
        return next(item for item in items_of(SYSTEM, held.id) if item.suggestion_id == idea.id)


def make_company(*, signs_in: Iterable[str] = ()) -> Company:
    """The company of the class's description; `signs_in` names the logins that get a password."""
    who = set(signs_in)
    company = Company()
    for name in ("warehouse", "office", "service"):
        company.units[name] = make_unit(name.title())
    company.person("root", roles=[Role.ADMINISTRATOR], signs_in="root" in who)
    company.person("coco", roles=[Role.COORDINATOR], signs_in="coco" in who)
    company.person("otto", roles=[Role.AUDITOR], signs_in="otto" in who)
    company.person("ada", "warehouse", signs_in="ada" in who)
    company.person("max", signs_in="max" in who)
    for login, unit in (("chen", "office"), ("mia", "service"), ("wu", "warehouse")):
        company.person(login, unit, [Role.COMMITTEE], signs_in=login in who)
    with transaction():
        company.committee = service.create_committee(
            CommitteeData(name=both("Improvement committee", "改善评审委员会")), by=SYSTEM
        )
        company.rubric = service.create_rubric(
            RubricData(name=both("Standard rubric", "通用评分标准")), CRITERIA, by=SYSTEM
        )
    company.appoint(company.chen, is_chair=True)
    company.appoint(company.mia)
    company.appoint(company.wu)
    return company
