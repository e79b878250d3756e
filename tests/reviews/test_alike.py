"""One decision for many ideas: ticked, or all that are still open under a filter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from flask import Flask

from improve.core.db import db, transaction
from improve.core.policy import SYSTEM
from improve.reviews import service
from improve.reviews.models import Round
from improve.reviews.queries import decisions_of
from tests.browser import Browser
from tests.people import PASSWORD
from tests.reviews.company import make_company


def outcomes(app: Flask, items: list[int]) -> list[tuple[str, str]]:
    """Outcome and reason of each; an open one has none."""
    with app.app_context():
        found = decisions_of(items)
        return [(found[one].outcome, found[one].reason) if one in found else ("", "") for one in items]


def test_many_ideas_are_decided_alike(app: Flask, new_browser: Callable[..., Browser]) -> None:
    with app.app_context():
        company = make_company(signs_in=("chen",))
        # More than a page of the table has.
        ideas = [company.idea(f"{'Rack' if n % 2 else 'Lamp'} {n}") for n in range(56)]
        held = company.round(ideas)
        round_id, items = held.id, [company.item(held, one).id for one in ideas]
        with transaction():
            service.close_round(db.session.get_one(Round, round_id), by=SYSTEM)
    chair = new_browser()
    chair.sign_in("chen", PASSWORD)
    here, save = f"/reviews/rounds/{round_id}", f"/reviews/rounds/{round_id}/decisions"

    # What is missing is said once, ticks and texts stay, and nothing is decided.
    chair.get(f"{here}?q=Rack")
    assert "Decide all 28 open ideas under this filter" in chair.text
    for raw, said in (
        ({"alike": "open", "alike-reason": "Not now."}, "Decision"),
        ({"alike": "open", "alike-outcome": "decline"}, "Reason for the author"),
        ({"alike": "open", "alike-outcome": "revise", "alike-reason": "Cost?"}, "Say until when"),
        ({"alike": "ticked", "alike-outcome": "decline", "alike-reason": "No."}, "Tick the ideas"),
    ):
        chair.submit(f"{save}?q=Rack", status=422, raw=raw)
        assert said in chair.page.one("main").text()
        assert len(chair.page.css("tr[id^=row-]")) == 28
        chair.get(f"{here}?q=Rack")
    assert set(outcomes(app, items)) == {("", "")}

    # What is wrong with several rows is said of all of them at once.
    past = {
        "alike": "open",
        "alike-outcome": "revise",
        "alike-reason": "Cost?",
        "alike-revise_by": "2020-01-01",
    }
    chair.submit(f"{save}?q=Rack", status=422, raw=past)
    assert len(chair.page.css("#problems li")) == 28
    assert set(outcomes(app, items)) == {("", "")}
    chair.get(f"{here}?q=Rack")

    # A row says something else and keeps it; a reason that is there already stays.
    chair.submit(
        f"{save}?q=Rack",
        raw={
            "alike": "open",
            "alike-outcome": "decline",
            "alike-reason": "These stations go.",
            f"d{items[1]}": "accept",
            f"r{items[1]}": "This one stays.",
            f"r{items[3]}": "Station 3 goes in May.",
        },
    )
    made = outcomes(app, items)
    assert made[1] == ("accept", "This one stays.")
    assert made[3] == ("decline", "Station 3 goes in May.")
    assert Counter(made[5::2]) == {("decline", "These stations go."): 26}
    assert set(made[::2]) == {("", "")}

    # Ticked ones change, also by the button of the rows; the others stay.
    chair.get(f"{here}?q=Rack")
    chair.submit(
        f"{save}?q=Rack",
        raw={"tick": str(items[5]), "alike-outcome": "defer", "alike-reason": "Next quarter."},
    )
    assert outcomes(app, items[5:8:2]) == [("defer", "Next quarter."), ("decline", "These stations go.")]

    # Without a filter: every page of the table at once.
    chair.get(here)
    assert "Decide all 28 open ideas" in chair.text
    chair.submit(save, raw={"alike": "open", "alike-outcome": "decline", "alike-reason": "Too dear."})
    assert Counter(outcomes(app, items)[::2]) == {("decline", "Too dear."): 28}
    assert "Every idea here has a decision." in chair.text
