"""The board, the plan and the check, walked by a picky browser in both languages and without a script."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from improve.core.db import db, transaction
from improve.core.policy import Role
from improve.metrics.models import Metric
from improve.projects import service
from improve.projects.acting.service import approve
from improve.projects.acting.values import ApprovalData
from improve.projects.models import Project, Stage
from improve.projects.values import DecisionData
from tests.browser import Browser
from tests.conftest import Clock
from tests.metrics.door import LANGUAGES, NewBrowser, let_in, signed_in
from tests.metrics.making import fill, make_metric
from tests.people import act, make_person, make_unit
from tests.projects.making import (
    BEFORE,
    IMPROVED,
    UNCHANGED,
    WORSE,
    accepted,
    make_project,
    move,
    reload,
    running,
    week,
    write_plan,
)

Counting = Callable[[], Any]
BADGES = {
    "improved": ("Improved", "有改善"),
    "early": ("Early sign", "初步向好"),
    "no change": ("No change shown", "未见变化"),
    "worse": ("Worse", "变差"),
    "few": ("Not enough data", "数据不足"),
}
READINGS = {
    "improved": (BEFORE, IMPROVED),
    "early": (BEFORE[:9], IMPROVED[:5]),
    "no change": (BEFORE, UNCHANGED),
    "worse": (BEFORE, WORSE),
    "few": (BEFORE, IMPROVED[:2]),
}


@dataclass
class Company:
    """Tom coordinates, Ann owns projects, Bob looks."""

    app: Flask
    ids: dict[str, int]

    def project(self, name: str) -> Project:
        """Inside an app context."""
        return db.session.get_one(Project, self.ids[name])


@pytest.fixture
def company(app: Flask, clock: Clock) -> Iterator[Company]:
    with app.app_context():
        unit = make_unit("Warehouse")
        make_person("ann", "Ann Miller", unit=unit)
        make_person("bob", "Bob", unit=unit)
        make_person("tom", "Tom", roles=[Role.COORDINATOR], unit=unit)
        let_in()
    yield Company(app, {})


@pytest.fixture
def filled(company: Company) -> Company:
    """A project of each kind of card."""
    from improve.accounts.queries import person_by_login

    with company.app.app_context():
        ann, tom = person_by_login("ann"), person_by_login("tom")
        assert ann is not None
        assert tom is not None
        for name, (before, after) in READINGS.items():
            project = running(
                ann, after, before=before, title=f"T-{name}", code=f"C-{name[:3]}", stage=Stage.CHECK
            )
            company.ids[name] = project.id
        for name, decision in (("adopted", "adopt"), ("adapted", "adapt"), ("closed", "abandon")):
            project = running(ann, UNCHANGED, title=f"T-{name}", code=f"D-{name[:3]}", stage=Stage.CHECK)
            with transaction():
                service.decide(reload(project), DecisionData(decision, "So."), by=act(tom))
            company.ids[name] = project.id
        move(company.project("closed"), Stage.CLOSED)
        coming = make_metric("E-1", owner=ann)
        fill(coming, week(-24), BEFORE)
        for name, starts, settle in (
            ("coming", week(1), 0),
            ("settling", week(-1), 3),
            ("running", week(-1), 0),
        ):
            project = make_project(f"T-{name}", owner=ann)
            write_plan(project, coming, baseline_from=week(-24), starts_on=starts, settle_in=settle)
            move(reload(project), Stage.DO)
            company.ids[name] = project.id
        company.ids["planned"] = make_project("T-planned", owner=ann).id
        write_plan(company.project("planned"), coming, baseline_from=week(-24), starts_on=week(2))
        company.ids["bare"] = make_project("T-bare").id
        accepted(ann, "An idea for a card")
    return company


@pytest.fixture(params=LANGUAGES)
def tom(request: pytest.FixtureRequest, company: Company, new_browser: NewBrowser) -> Browser:
    return signed_in(new_browser, "tom", request.param)


@pytest.fixture
def ann(company: Company, new_browser: NewBrowser) -> Browser:
    return signed_in(new_browser, "ann")


def test_an_empty_board_says_what_comes(tom: Browser) -> None:
    tom.get("/projects")
    tom.get("/projects/list")
    tom.get("/projects/list?stage=closed")
    assert tom.page.css(".empty")


def test_a_long_column_goes_on_in_the_list(company: Company, tom: Browser) -> None:
    with company.app.app_context():
        for n in range(43):
            make_project(f"Card {n}", unit=None)
    tom.get("/projects?q=card")
    first = tom.page.css(".board > section")[0]
    assert len(first.css("article")) == 40
    assert first.css_first(".n").text() == "43"
    assert "43" in tom.page.css("h1")[0].text()
    more = next(link for link in first.css("a") if "stage=plan" in (link.attributes["href"] or ""))
    assert "3" in more.text()
    tom.get(more.attributes["href"])
    assert "43" in tom.page.css("h1")[0].text()
    tom.get("/projects?q=nothing+like+this")
    assert len(tom.page.css(".board > section")) == 4
    assert not tom.page.css(".empty")


def test_every_page_in_both_languages(filled: Company, tom: Browser) -> None:
    for path in (
        "",
        "?which=mine",
        "?unit=1",
        "?q=coming",
        "/list",
        "/list?stage=check",
        "/list?stage=closed",
        "/new",
    ):
        tom.get(f"/projects{path}")
    for name, number in filled.ids.items():
        tom.get(f"/projects/{number}")
        tom.get(f"/projects/{number}/edit")
        tom.get(f"/projects/{number}/plan")
        tom.get(
            f"/projects/{number}/stop",
            status=200 if name in ("coming", "settling", "running", "planned", "bare") else 409,
        )
    tom.get("/")
    tom.get("/search?q=coming")
    tom.get("/metrics/1")


def test_the_board_says_what_runs_and_what_needs_a_decision(filled: Company, ann: Browser) -> None:
    ann.get("/projects")
    assert ann.page.h1 == "13 projects run; 4 need a decision"
    columns = {section.css_first("h2").text(): section for section in ann.page.css(".board > section")}
    assert list(columns) == ["Plan3", "Do3", "Check5", "Act2"]
    board = ann.text
    for said in (
        "The plan is complete",
        "Plan 0 of 6",
        "Owner to be named by 18 Mar",
        "Baseline: 24 weeks, 40.0",
        "settling in until 15 Mar",
        "Started 23 Feb",
        "2 of 8 weeks after the start",
        "Decision was due",
        "To be adapted",
        "Adopted",
        "A useful change is ruled out",
    ):
        assert said in board, said
    assert "T-closed" not in board


def test_filters_keep_to_mine_and_to_a_place(filled: Company, ann: Browser, new_browser: NewBrowser) -> None:
    ann.get("/projects")
    ann.follow("Mine")
    assert "T-bare" not in ann.text
    assert "T-improved" in ann.text
    ann.get("/projects?unit=1")
    assert "An idea for a card" in ann.text
    assert "T-improved" not in ann.text
    ann.get("/projects/list?q=early")
    assert ann.page.h1 == "1 project runs"
    ann.get("/projects?unit=99999999999&which=nonsense&stage=7")


def test_the_list_has_the_closed_ones_too(filled: Company, ann: Browser) -> None:
    ann.get("/projects/list")
    assert "T-closed" not in ann.text
    ann.get("/projects/list?stage=closed")
    assert "T-closed" in ann.text
    assert "Abandoned" in ann.text


@pytest.mark.parametrize("path", ["/projects", "/projects/list"])
def test_a_longer_board_asks_no_more(company: Company, ann: Browser, statements: Counting, path: str) -> None:
    from improve.accounts.queries import person_by_login

    def add(number: int) -> None:
        with company.app.app_context():
            owner = make_person(f"owner{number}")
            running(owner, IMPROVED, title=f"N{number}", code=f"N-{number}", stage=Stage.CHECK)
            project = make_project(f"M{number}", owner=owner, unit=make_unit(f"U{number}"))
            write_plan(project, db.session.scalars(db.select(Metric)).first())
            accepted(person_by_login("bob"), f"Idea {number}")  # type: ignore[arg-type]

    def count() -> int:
        with statements() as asked:
            ann.get(path)
        return int(asked.count)

    add(0)
    count()
    before = count()
    for number in range(1, 5):
        add(number)
    count()  # what is kept between requests is read anew
    assert count() == before


FIELDS = {
    "owner_id": ("Name the owner", "请指定负责人"),
    "metric_id": ("Choose the metric", "请选择指标"),
    "direction": ("Say which direction is better", "请说明哪个方向更好"),
    "smallest_useful": ("Give the smallest useful change", "请填写最小有用变化"),
    "baseline_from": ("Say where the baseline begins", "请填写基线起始日"),
    "starts_on": ("Set the start date", "请填写开始日期"),
}


@pytest.mark.parametrize("name", FIELDS)
def test_a_card_that_lacks_something_comes_back_with_the_field_named(
    company: Company, tom: Browser, name: str
) -> None:
    with company.app.app_context():
        from improve.accounts.queries import person_by_login

        project = make_project(owner=person_by_login("ann"))
        number = project.id
        write_plan(project, make_metric(), **{name: None})
    tom.get(f"/projects/{number}")
    tom.submit(button=tom.page.texts(f'form[action="/projects/{number}/move"] button')[0], status=422)
    language = tom.page.language
    messages = tom.page.texts(".err")
    assert len(messages) == 1
    assert FIELDS[name][language != "en"] in messages[0]
    assert tom.page.css(f"#{name}, #{name} *, [id='{name}']")
    with company.app.app_context():
        assert db.session.get_one(Project, number).stage == "plan"


def test_all_that_is_missing_is_named_at_once(company: Company, tom: Browser) -> None:
    with company.app.app_context():
        number = make_project().id
    tom.get(f"/projects/{number}")
    tom.submit(button=tom.page.texts(f'form[action="/projects/{number}/move"] button')[0], status=422)
    assert len(tom.page.texts(".err")) == 6


def test_an_idea_is_walked_to_a_decision(company: Company, tom: Browser) -> None:
    from improve.accounts.queries import person_by_login

    with company.app.app_context():
        ann = person_by_login("ann")
        assert ann is not None
        idea = accepted(ann, "Sort the pick list")
        fill(make_metric("WH-07", owner=ann), week(-34), [*BEFORE, *IMPROVED])
        idea_id = idea.id
    tom.get("/projects")
    tom.follow("Sort the pick list", within="main")
    tom.get(tom.url + "/edit")
    tom.submit(owner_id="Ann Miller")
    number = int(tom.url.rsplit("/", 1)[1])
    tom.get(f"/projects/{number}/plan")
    plan = {
        "metric_id": "1",
        "direction": "down",
        "smallest_useful": "3",
        "baseline_from": week(-34).isoformat(),
        "starts_on": week(-10).isoformat(),
    }
    action = tom.page.texts("button[value=look]")[0]
    tom.submit(button=action, **plan)
    assert "24" in tom.page.css("#preview")[0].text()
    with company.app.app_context():
        assert db.session.get_one(Project, number).metric_id is None
    tom.submit(button=tom.page.texts("button[value=save]")[0])
    for _ in range(2):
        tom.submit(button=tom.page.texts(f'form[action="/projects/{number}/move"] button')[0])
    assert tom.page.css(".v-good")
    tom.submit(f"/projects/{number}/decide", status=422)
    tom.submit(f"/projects/{number}/decide", decision="adopt", status=422)
    assert tom.page.css("input[value=adopt][checked]")
    tom.submit(f"/projects/{number}/decide", reason="It works, and everybody wants it.")
    assert "It works, and everybody wants it." in tom.text
    tom.get(f"/suggestions/{idea_id}")
    assert tom.page.css('section[aria-labelledby="projects-of-idea"] .v-good')
    with company.app.app_context():
        eve = make_person("eve", roles=[Role.COMMITTEE])
        with transaction():
            approve(reload(db.session.get_one(Project, number)), ApprovalData(is_approved=True), by=act(eve))
    tom.get(f"/projects/{number}")
    tom.submit(button=tom.page.texts(f'form[action="/projects/{number}/move"] button')[0])
    with company.app.app_context():
        assert db.session.get_one(Project, number).stage == "closed"


@pytest.mark.parametrize("case", BADGES)
def test_the_check_page_says_the_verdict(company: Company, tom: Browser, case: str) -> None:
    from improve.accounts.queries import person_by_login

    before, after = READINGS[case]
    with company.app.app_context():
        project = running(
            person_by_login("ann"),
            after,
            before=before,
            stage=Stage.CHECK,
            review_on=week(1),  # type: ignore[arg-type]
        )
        number = project.id
    page = tom.get(f"/projects/{number}")
    chinese = page.language != "en"
    (badge,) = set(page.texts("#v"))
    assert badge == BADGES[case][chinese]
    assert len(page.css("figure svg.ch.wid")) == len(page.css("figure svg.ch.nar")) == 1
    assert not [box for box in page.css("input[type=radio]") if "checked" in box.attributes]
    assert bool(page.css(".draw.half")) is (case != "few")
    words = ("See", "看结论时请注意") if chinese else ("Before you rely on it",)
    assert any(word in page.text for word in words) or case == "few"
    assert page.css("details summary")
    titles = page.texts("figure h2")
    assert titles and not re.search(r"significant|prove", titles[0])
    tom.get("/projects")
    assert BADGES[case][chinese] in tom.text


def test_both_versions_of_a_changed_plan_stand_on_the_verdict(
    company: Company, tom: Browser, clock: Clock
) -> None:
    from improve.accounts.queries import person_by_login

    with company.app.app_context():
        ann = person_by_login("ann")
        assert ann is not None
        number = running(ann, IMPROVED).id
    clock.move(hours=1)
    tom.get(f"/projects/{number}/plan")
    save = tom.page.texts("button[value=save]")[0]
    tom.submit(button=save, smallest_useful="2", status=422)
    assert tom.page.css("#reason-e")
    tom.submit(button=save, reason="Wir wissen mehr.")
    assert "Wir wissen mehr." in tom.text
    assert len(tom.page.css("del")) == 1
    assert tom.page.texts("del")[0].startswith("3")


def test_the_preview_answers_a_script(filled: Company, ann: Browser) -> None:
    number = filled.ids["planned"]
    ann.get(f"/projects/{number}/plan")
    part = ann.as_htmx.get(
        f"/projects/{number}/plan/preview?metric_id=1&smallest_useful=3&useful_as=points&starts_on=nonsense"
    )
    assert "34 weeks finished before the start" in part.text
    assert "Set the start date" in part.text
    empty = ann.as_htmx.get(f"/projects/{number}/plan/preview?metric_id=4711&settle_in=-3")
    assert "Choose a metric" in empty.text
    ann.get(f"/projects/{number}/plan/preview")
    assert ann.url == f"/projects/{number}/plan"


def test_who_looks_changes_nothing(filled: Company, new_browser: NewBrowser) -> None:
    bob = signed_in(new_browser, "bob")
    for number in filled.ids.values():
        bob.get(f"/projects/{number}")
        assert not bob.page.css(f'form[action^="/projects/{number}"]')
        bob.get(f"/projects/{number}/edit", status=403)
        bob.get(f"/projects/{number}/plan", status=403)
    bob.get("/projects")
    assert not bob.page.css('main form[action$="/move"]')
    bob.get("/projects/new", status=403)
    bob.get("/projects/4711", status=404)
    bob.get("/projects/4711/plan", status=404)


def test_a_card_is_made_by_hand_from_an_idea(filled: Company, tom: Browser) -> None:
    tom.get("/projects/new?idea=1")
    assert tom.form().values["title"] == "An idea for a card"
    tom.submit(title="", status=422)
    tom.submit(title="By hand", idea_ids="#1, #999", status=422)
    assert "#999" in " ".join(tom.page.texts(".err"))
    tom.submit(idea_ids="#1", owner_id="no such person", status=422)
    tom.submit(idea_ids="1", owner_id="ann")
    assert "/plan" in tom.url
    tom.get("/projects/new?idea=%00", status=400)
    tom.get("/projects/new?idea=999999999999")


def test_a_project_is_stopped_with_a_reason(filled: Company, tom: Browser) -> None:
    number = filled.ids["running"]
    tom.get(f"/projects/{number}/stop")
    tom.submit(status=422)
    tom.submit(reason="The machine was sold.")
    assert "The machine was sold." in tom.text
    assert not tom.page.css("#v")
    assert [str(step.html).count("check-circle-fill") for step in tom.page.css(".steps li")] == [1, 1, 0, 0]
    assert not tom.page.css(".steps [aria-current]")


def test_a_card_comes_back_with_a_reason(filled: Company, tom: Browser) -> None:
    number = filled.ids["adopted"]
    tom.get(f"/projects/{number}")
    form = next(form for form in tom.page.css("details form") if 'value="check"' in (form.html or ""))
    button = form.css_first("button").text()
    tom.submit(button=button, reason="The readings were wrong.")
    assert "The readings were wrong." in tom.text
    assert tom.page.css("#decide")


@pytest.mark.parametrize(
    ("to", "status"), [("nonsense", 422), ("act", 409), ("plan", 409), ("closed", 409), ("", 422)]
)
def test_moves_that_are_not_on_the_board_are_refused(
    filled: Company, ann: Browser, to: str, status: int
) -> None:
    number = filled.ids["running"]
    ann.get(f"/projects/{number}")
    ann.submit(f"/projects/{number}/move", raw={"to": to}, status=status, button="Move to Check")
    with filled.app.app_context():
        assert filled.project("running").stage == "do"


HOSTILE = {
    "nul": "a\x00b",
    "long": "x" * 50_000,
    "huge": "9" * 400,
    "large": "99999999999",
    "infinite": "inf",
    "a list": "[1]",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_bad_input_is_named_and_nothing_is_stored(filled: Company, ann: Browser, name: str) -> None:
    text, number = HOSTILE[name], filled.ids["planned"]
    ann.get(f"/projects/{number}/plan")
    for field in ("smallest_useful", "metric_id", "settle_in", "starts_on", "direction", "useful_as"):
        if (name, field) == ("large", "smallest_useful"):
            continue  # large, but a size
        ann.get(f"/projects/{number}/plan")
        ann.submit(f"/projects/{number}/plan", raw={field: text}, status=422, button="Save the plan")
        assert ann.page.css(".err")
    ann.get(f"/projects/{number}/edit")
    for field in ("unit_id", "plan_due_on", "idea_ids"):
        ann.get(f"/projects/{number}/edit")
        ann.submit(raw={field: text}, status=422)
    with filled.app.app_context():
        assert filled.project("planned").smallest_useful == 3.0


def test_what_was_typed_stays(filled: Company, ann: Browser) -> None:
    number = filled.ids["planned"]
    ann.get(f"/projects/{number}/plan")
    ann.submit(
        f"/projects/{number}/plan",
        button="Save the plan",
        starts_on=(week(-30)).isoformat(),
        review_on=(week(-31) + timedelta(days=1)).isoformat(),
        smallest_useful="lots",
        status=422,
    )
    values = ann.form(f"/projects/{number}/plan").values
    assert (values["smallest_useful"], values["starts_on"]) == ("lots", week(-30).isoformat())
