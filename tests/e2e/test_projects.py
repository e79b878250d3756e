"""Projects in front of Chromium: every page in every look, and from a plan to a decision without a script."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from improve.accounts.models import Person
from improve.core import clock
from improve.core.db import db, transaction
from improve.core.periods import PeriodKind, after, start_of
from improve.core.policy import Role
from improve.projects import service
from improve.projects.models import Project, Stage
from improve.projects.queries import plan_of
from improve.projects.values import DecisionData, PlanData, StopData
from tests.e2e.chromium import Look
from tests.e2e.conftest import Live, Show
from tests.e2e.walking import in_its_language, sign_in
from tests.metrics.making import fill, make_metric
from tests.people import PASSWORD, act, make_person, make_unit
from tests.projects.making import (
    BEFORE,
    IMPROVED,
    UNCHANGED,
    WORSE,
    accepted,
    make_project,
    move,
    reload,
    write_plan,
)

Check = Callable[[Page], None]
WEEK = PeriodKind.WEEK
# Where the company is: late in the evening of UTC it is the next day there.
COMPANY = "Asia/Shanghai"
RESULTS = {
    "improved": (BEFORE, IMPROVED),
    "early": (BEFORE[:9], IMPROVED[:5]),
    "unchanged": (BEFORE, UNCHANGED),
    "worse": (BEFORE, WORSE),
    "few": (BEFORE, IMPROVED[:2]),
}


def week(n: int) -> date:
    """The Monday `n` weeks after (before) the running week."""
    return after(WEEK, start_of(WEEK, clock.today(COMPANY)), n)


def prepare(app: Flask) -> dict[str, int]:
    """Cards in every column, with every verdict; what became of each is in its name."""
    with app.app_context():
        unit = make_unit("Warehouse")
        ann = make_person("ann", "Ann Miller", unit=unit, password=PASSWORD)
        tom = make_person("tom", "Tom", roles=[Role.COORDINATOR], unit=unit, password=PASSWORD)
        found = {}
        for n, (name, (before, later)) in enumerate(RESULTS.items()):
            metric = make_metric(f"M-{n}", owner=ann, unit=unit)
            started = week(-len(later))
            fill(metric, week(-len(later) - len(before)), [*before, *later])
            card = make_project(f"Card {name}", owner=ann, unit=unit, problem="We walk too far.")
            plan = {"baseline_from": week(-len(later) - len(before)), "starts_on": started}
            write_plan(card, metric, **plan)
            move(reload(card), Stage.DO, Stage.CHECK)
            found[name] = card.id
        _change(found["unchanged"], tom)
        with transaction():
            service.decide(_card(found["worse"]), DecisionData("abandon", "Not for us."), by=act(tom))
        move(_card(found["worse"]), Stage.CLOSED)
        metric = make_metric("C-1", name="Coming", owner=ann, unit=unit)
        fill(metric, week(-20), BEFORE[:20])
        for name, starts in (("coming", week(1)), ("stopped", week(-1))):
            card = make_project(f"Card {name}", owner=ann, unit=unit)
            write_plan(card, metric, baseline_from=week(-20), starts_on=starts, settle_in=1)
            move(reload(card), Stage.DO)
            found[name] = card.id
        with transaction():
            service.stop(_card(found["stopped"]), StopData("The machine was sold."), by=act(tom))
        found["plan"] = make_project("Card in plan", owner=ann, unit=unit).id
        write_plan(_card(found["plan"]), metric, baseline_from=week(-20), starts_on=None)
        found["idea"] = accepted(ann, "An idea for a card").id
        found["metric"] = metric.id
        return found


def _card(number: int) -> Project:
    return db.session.get_one(Project, number)


def _change(number: int, by: Person) -> None:
    """The plan changes after its start."""
    card = _card(number)
    plan = plan_of(card) | {"smallest_useful": 2.0, "reason": "Three minutes was too strict."}
    with transaction():
        service.plan(card, PlanData(**plan), by=act(by))


def test_every_page_in_every_look(live: Live, every_look: Page, check_page: Check) -> None:
    found = prepare(live.app)
    sign_in(every_look, "tom")
    in_its_language(every_look)
    pages = ["/projects", "/projects/list", "/projects/list?stage=closed", "/projects/new"]
    pages += [f"/projects/{found[name]}" for name in (*RESULTS, "coming", "stopped", "plan")]
    pages += [f"/projects/{found['plan']}/plan", f"/projects/{found['unchanged']}/plan"]
    pages += [f"/projects/{found['plan']}/edit", f"/projects/{found['plan']}/stop"]
    pages += ["/projects?lanes=owner", "/projects/limits", "/projects/stand-up"]
    parts = ("root-cause", "root-cause/edit", "rollout", "rollout/criteria", "actions", "follow-up", "a3")
    pages += [f"/projects/{found['unchanged']}/{part}" for part in parts]
    pages += [f"/suggestions/{found['idea']}", "/"]
    for address in pages:
        every_look.goto(address)
        check_page(every_look)
    every_look.goto(f"/projects/{found['improved']}")
    every_look.click("main details summary >> nth=0")
    every_look.click("#decide .btn-primary")
    check_page(every_look)


def test_the_plan_shows_at_once_what_it_needs(live: Live, page: Page) -> None:
    found = prepare(live.app)
    sign_in(page, "ann")
    page.goto(f"/projects/{found['plan']}/plan")
    preview = page.locator("#preview")
    expect(preview).not_to_contain_text("First look")
    page.fill("[name=starts_on]", week(1).isoformat())
    page.press("[name=starts_on]", "Tab")
    expect(preview).to_contain_text("First look")
    page.fill("[name=smallest_useful]", "4")
    page.press("[name=smallest_useful]", "Tab")
    expect(preview).to_contain_text("a change of 4")


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_from_a_card_to_a_decision(live: Live, show: Show, *, javascript: bool) -> None:
    found = prepare(live.app)
    with show(Look(javascript=javascript)) as page:
        sign_in(page, "ann")
        page.goto(f"/projects/{found['plan']}/plan")
        page.click("button[value=save]")
        page.goto(f"/projects/{found['plan']}")
        expect(page.locator("main")).to_contain_text("missing")
        page.goto(f"/projects/{found['plan']}/plan")
        page.fill("[name=starts_on]", week(0).isoformat())
        page.click("button[value=save]")
        page.goto(f"/projects/{found['plan']}")
        page.get_by_role("button", name="Move to Do").click()
        expect(page.locator("[aria-current=step]").first).to_contain_text("Do")
    with show(Look(javascript=javascript)) as page:
        sign_in(page, "tom")
        page.goto(f"/projects/{found['improved']}")
        page.check("#decide [value=adopt]")
        page.fill("#decide [name=reason]", "All docks do it now.")
        page.get_by_role("button", name="Save decision").click()
        expect(page.locator("main")).to_contain_text("All docks do it now.")
        expect(page.locator("h1")).to_contain_text("Adopted")


def test_cards_are_moved_by_mouse_finger_and_keys(live: Live, show: Show) -> None:
    found = prepare(live.app)
    with live.app.app_context():
        write_plan(
            _card(found["plan"]), None, metric_id=found["metric"], starts_on=week(1), baseline_from=week(-20)
        )
    card, grip = f"[data-card='{found['plan']}']", f"[data-card='{found['plan']}'] .grip"
    column = "[data-column='{}']:has(" + card + ")"
    with show(Look()) as page:
        sign_in(page, "ann")
        page.goto("/projects")
        _drag(page, card, "[data-column=do]")
        expect(page.locator(column.format("do"))).to_be_visible()
        expect(page.locator("main")).to_contain_text("is in Do now")
        page.focus(grip)
        page.keyboard.press("Enter")
        page.keyboard.press("ArrowRight")
        expect(page.locator("[data-said]")).to_have_text("Check")
        page.keyboard.press("Escape")
        expect(page.locator("[data-said]")).to_contain_text("stays where it is")
        page.keyboard.press("Enter")
        page.keyboard.press("ArrowLeft")
        page.keyboard.press("Enter")
        expect(page.locator(column.format("plan"))).to_be_visible()
        # What may not be yet is refused with a sentence; into Act leads a decision.
        _drag(page, f"[data-card='{found['coming']}']", "[data-column=check]")
        expect(page.locator("main")).to_contain_text("nothing to check before the start")
        page.goto("/projects")
        _drag(page, f"[data-card='{found['improved']}']", "[data-column=act]")
        page.wait_for_url(lambda url: url.endswith(f"/projects/{found['improved']}#decide"))
    with show(Look(phone=True)) as page:
        sign_in(page, "ann")
        page.goto("/projects")
        _touch(page, grip, "[data-column=do]")
        expect(page.locator(column.format("do"))).to_be_visible()


def _drag(page: Page, what: str, target: str) -> None:
    """With the mouse, held at the card itself."""
    page.locator(what).scroll_into_view_if_needed()
    box = page.locator(what).bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 8, box["y"] + box["height"] - 8)
    page.mouse.down()
    goal = page.locator(target).bounding_box()
    assert goal is not None
    page.mouse.move(goal["x"] + 30, box["y"] + 20, steps=4)
    page.mouse.up()


def _touch(page: Page, what: str, target: str) -> None:
    """With a finger at the grip: the same pointer events that a phone sends."""
    page.evaluate(
        """([what, target]) => {
          const grip = document.querySelector(what), goal = document.querySelector(target);
          goal.scrollIntoView({block: "center"});
          const from = grip.getBoundingClientRect(), to = goal.getBoundingClientRect();
          const send = (kind, node, x, y) => node.dispatchEvent(new PointerEvent(kind,
            {pointerType: "touch", bubbles: true, button: 0, clientX: x, clientY: y}));
          send("pointerdown", grip, from.x + 5, from.y + 5);
          send("pointermove", document, to.x + 20, to.y + 10);
          send("pointerup", document, to.x + 20, to.y + 10);
        }""",
        [what, target],
    )
