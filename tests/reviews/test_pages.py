"""The pages as people walk them, in both languages, without a script."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from flask import Flask

from improve.accounts.models import Person
from improve.core.db import db, transaction
from improve.core.policy import SYSTEM
from improve.core.spreadsheets import read_table
from improve.reviews import service
from improve.reviews.days import company_today
from improve.reviews.models import Committee, Review, Round, RoundItem, Rubric, RubricVersion
from improve.reviews.queries import decisions_of, items_of
from improve.reviews.values import DecisionData, State
from improve.suggestions.models import Suggestion
from tests.browser import Browser
from tests.people import PASSWORD
from tests.reviews.company import CRITERIA, Company, make_company
from tests.statements import Statements

NewBrowser = Callable[..., Browser]
Count = Callable[[], AbstractContextManager[Statements]]


def with_ideas(app: Flask, count: int, *, opened: bool = True, **changes: object) -> tuple[int, list[int]]:
    """A round with so many ideas: its id and those of its items."""
    with app.app_context():
        company = make_company(signs_in=("root", "chen", "mia", "coco", "otto", "max"))
        held = company.round([company.idea(f"Idea {n}") for n in range(count)], opened=opened, **changes)
        return held.id, [item.id for item in items_of(SYSTEM, held.id)]


def criteria_of(app: Flask, round_id: int) -> list[int]:
    with app.app_context():
        return [c.id for c in db.session.get_one(Round, round_id).rubric_version.criteria]


def score_all(app: Flask, round_id: int) -> None:
    """Three members score everything."""
    with app.app_context():
        held = db.session.get_one(Round, round_id)
        company = Company()
        from improve.accounts.models import Person

        for login in ("chen", "mia", "wu"):
            company.people[login] = db.session.query(Person).filter_by(login=login).one()
        ideas = [item.suggestion for item in items_of(SYSTEM, held.id)]
        for place, idea in enumerate(ideas):
            for shift, login in enumerate(company.people):
                value = 1 + (place * 2 + shift) % 5
                company.score(held, idea, login, value, 3, value, 4, note_to_author=f"Note {place}")


def close(app: Flask, round_id: int) -> None:
    with app.app_context(), transaction():
        service.close_round(db.session.get_one(Round, round_id), by=SYSTEM)


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_a_member_scores_one_idea_after_the_other(app: Flask, new_browser: NewBrowser, language: str) -> None:
    round_id, items = with_ideas(app, 3)
    criteria = criteria_of(app, round_id)
    browser = new_browser(language=language)
    browser.sign_in("mia", PASSWORD)
    browser.language(language)
    browser.get("/reviews/next")
    visited = []
    for left in (3, 2, 1):
        address = browser.url
        visited.append(int(address.rsplit("/", 1)[1]))
        said = browser.page.one(".head .fit b").text()
        assert str(left) in said
        browser.submit(
            address,
            **{f"c{criteria[0]}": "4", f"c{criteria[1]}": "5", f"c{criteria[2]}": "5"},
            **{f"na{criteria[3]}": True},
            note_to_author="先做一处。" if language == "zh-Hans" else "Start with one.",
        )
    assert sorted(visited) == sorted(items)
    assert browser.url.endswith("/reviews/queue?show=scored")
    assert len(browser.page.css("main li .st-done")) == 3
    with app.app_context():
        assert [review.score for review in db.session.query(Review)] == [pytest.approx(100 * 75 / 85)] * 3


def test_what_is_missing_is_said_and_what_was_typed_is_kept(app: Flask, browser: Browser) -> None:
    round_id, items = with_ideas(app, 1)
    first, second, *_rest = criteria_of(app, round_id)
    browser.sign_in("mia", PASSWORD)
    browser.get(f"/reviews/items/{items[0]}")
    browser.submit(
        f"/reviews/items/{items[0]}", status=422, note_to_author="Half a review", **{f"c{first}": "4"}
    )
    assert "Half a review" in browser.text
    assert browser.page.one(f'input[name="c{first}"][checked]').attributes["value"] == "4"
    problems = browser.page.one("#problems")
    assert problems.css("a")[0].attributes["href"] == f"#c{second}"
    assert len(problems.css("a")) == 3
    with app.app_context():
        assert db.session.query(Review).count() == 0
    assert not browser.page.css("form[data-score][data-keyless]")
    with app.app_context(), transaction():
        db.session.query(Person).filter_by(login="mia").one().shortcuts = False
    browser.get(f"/reviews/items/{items[0]}")
    assert browser.page.css("form[data-score][data-keyless]")  # the switch over single keys holds here, too


def test_the_box_wins_over_a_number(app: Flask, browser: Browser) -> None:
    """Without a script nobody can unchoose a number."""
    round_id, items = with_ideas(app, 1)
    criteria = criteria_of(app, round_id)
    browser.sign_in("mia", PASSWORD)
    browser.get(f"/reviews/items/{items[0]}")
    browser.submit(
        f"/reviews/items/{items[0]}", **{f"c{c}": "4" for c in criteria}, **{f"na{criteria[3]}": True}
    )
    with app.app_context():
        assert db.session.query(Review).one().values[criteria[3]] is None


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        ({"c{}": "7"}, 422),
        ({"c{}": "x"}, 422),
        ({"c{}": "\x00"}, 422),
        ({"c{}": "9" * 40}, 422),
        ({"note_to_author": "x" * 4001}, 422),
        ({"proposal": "hug"}, 422),
        ({"confidence": "11"}, 422),
        ({"c999999": "3"}, 303),  # a field that nobody offers is no answer
    ],
    ids=[
        "off scale",
        "no number",
        "NUL",
        "endless",
        "too long",
        "no outcome",
        "unsure",
        "foreign",
    ],
)
def test_hostile_input_is_refused_at_its_field(
    app: Flask, browser: Browser, raw: dict[str, str], status: int
) -> None:
    round_id, items = with_ideas(app, 2)
    criteria = criteria_of(app, round_id)
    browser.sign_in("mia", PASSWORD)
    browser.get(f"/reviews/items/{items[0]}")
    sent = {name.format(criteria[0]): value for name, value in raw.items()}
    browser.submit(f"/reviews/items/{items[0]}", status=status, raw=sent, **{f"c{c}": "3" for c in criteria})
    with app.app_context():
        assert db.session.query(Review).count() == (1 if status == 303 else 0)


def test_a_score_that_comes_too_late_is_refused_with_a_sentence(app: Flask, browser: Browser) -> None:
    round_id, items = with_ideas(app, 1)
    criteria = criteria_of(app, round_id)
    browser.sign_in("mia", PASSWORD)
    browser.get(f"/reviews/items/{items[0]}")
    close(app, round_id)
    browser.submit(
        f"/reviews/items/{items[0]}",
        status=409,
        note_to_author="Kept words",
        **{f"c{c}": "3" for c in criteria},
    )
    assert "Scoring ended on" in browser.text
    assert "Kept words" in browser.text
    browser.get(f"/reviews/items/{items[0]}")
    assert not browser.page.css("form[data-score]")


def test_one_s_own_score_can_be_changed_and_stays_readable(app: Flask, browser: Browser) -> None:
    round_id, items = with_ideas(app, 2)
    criteria = criteria_of(app, round_id)
    browser.sign_in("mia", PASSWORD)
    for value in ("2", "4"):
        browser.get(f"/reviews/items/{items[0]}")
        browser.submit(
            f"/reviews/items/{items[0]}", private_note="Mine alone", **{f"c{c}": value for c in criteria}
        )
    browser.get(f"/reviews/items/{items[0]}")
    assert "1 earlier version" in browser.text
    close(app, round_id)
    browser.get(f"/reviews/items/{items[0]}")
    assert "75 of 100" in browser.text
    assert "Mine alone" in browser.text


def test_stepping_back_takes_the_idea_away(app: Flask, browser: Browser) -> None:
    _round_id, items = with_ideas(app, 2)
    browser.sign_in("mia", PASSWORD)
    browser.get(f"/reviews/items/{items[0]}")
    browser.follow("I have a conflict of interest with this idea")
    browser.submit("What is the conflict?", status=422)
    browser.submit("What is the conflict?", kind="personal")
    assert browser.page.h1.startswith("1 idea waits")
    browser.get(f"/reviews/items/{items[0]}", status=404)


def test_a_round_from_nothing_to_published_in_the_browser(app: Flask, new_browser: NewBrowser) -> None:
    """Everything a company needs is set up on pages: committee, rubric, round, ideas, opening, closing, decisions."""
    with app.app_context():
        company = make_company(signs_in=("root", "chen", "mia"))
        with transaction():  # the test makes its own
            company.committee.is_closed = True
            company.rubric.is_closed = True
        ideas = [company.idea(f"Idea {n}").id for n in range(3)]
        today = company_today()
    root = new_browser()
    root.sign_in("root", PASSWORD)
    committee = set_up_committee(root)
    set_up_rubric(root)
    root.get("/reviews/rounds/new")
    root.submit(
        "/reviews/rounds/new",
        **{"name-en": "Q1 2027", "name-zh_Hans": "2027年第一季度"},
        committee_id="Ideas board",
        rubric_id="Short rubric",
        opens_on=today.isoformat(),
        closes_on=(today + timedelta(days=5)).isoformat(),
        places="1",
    )
    root.submit(button="Add the ticked ones", idea=[str(number) for number in ideas[:2]])
    assert root.page.h1 == "2 ideas in this round"
    root.submit(button="Add the ticked ones", idea=[str(ideas[2])])
    root.follow("Back to the round")
    assert root.page.h1 == "This round is ready to open"
    root.submit(button="Open the round")
    assert "0 of 6 scores are in" in root.page.h1
    round_id = int(root.url.rsplit("/", 1)[1])
    criteria = criteria_of(app, round_id)
    for login, value in (("chen", 5), ("mia", 3)):
        member = new_browser()
        member.sign_in(login, PASSWORD)
        member.get("/reviews/next")
        while "/items/" in member.url:
            member.submit(member.url, **{f"c{c}": str(value) for c in criteria})
            value = max(1, value - 1)
    root.get(f"/reviews/rounds/{round_id}/close")
    root.submit(button="Close scoring")
    chair = new_browser()
    chair.sign_in("chen", PASSWORD)
    chair.get(f"/reviews/rounds/{round_id}")
    with app.app_context():
        items = [item.id for item in items_of(SYSTEM, round_id)]
    save = f"/reviews/rounds/{round_id}/decisions"
    chair.submit(
        save, status=422, **{f"d{items[0]}": "Accept", f"d{items[1]}": "Decline", f"r{items[1]}": "Dear."}
    )
    assert "A decision owes the author a reason" in chair.text
    assert "Dear." in chair.page.one(f'textarea[name="r{items[1]}"]').text()
    chair.submit(save, **{f"r{items[0]}": "Good.", f"d{items[2]}": "Next round", f"r{items[2]}": "Later."})
    chair.follow("Preview the answers and publish")
    assert [text for text in ("Good.", "Dear.", "Later.") if text in chair.text] == [
        "Good.",
        "Dear.",
        "Later.",
    ]
    chair.submit(button="Publish all decisions")
    assert chair.page.h1 == "1 of 3 ideas accepted"
    with app.app_context():
        assert db.session.get_one(Round, round_id).phase is State.PUBLISHED
        assert [db.session.get_one(Suggestion, number).status for number in ideas] == [
            "accepted",
            "declined",
            "received",
        ]
        assert committee == db.session.get_one(Round, round_id).committee_id


def set_up_committee(root: Browser) -> int:
    root.get("/reviews/committees")
    root.follow("Add a committee")
    root.submit("/reviews/committees/new", status=422)
    root.submit("/reviews/committees/new", **{"name-en": "Ideas board", "name-zh_Hans": "评审会"})
    number = int(root.url.rsplit("/", 1)[1])
    root.submit(root.url, login="chen", is_chair=True)
    root.submit(root.url, status=422, login="nobody")
    assert "Nobody signs in with" in root.text
    root.submit(f"/reviews/committees/{number}", login="mia")
    root.submit(f"/reviews/committees/{number}", status=422, login="mia")
    assert root.page.texts("main ul.rows b, main ul.rows .who")[:2]
    return number


def set_up_rubric(root: Browser) -> None:
    root.get("/reviews/rubrics/new")
    root.submit("/reviews/rubrics/new", button="Another criterion", **{"name-en": "Short rubric"})
    assert len(root.page.css("section[aria-labelledby^=criterion]")) == 2
    root.submit("/reviews/rubrics/new", status=422, **{"c0_name-en": "Benefit"})
    assert root.page.one('input[name="c0_name-en"]').attributes["value"] == "Benefit"
    filled = {
        "c0_question-en": "How much better?",
        "c0_weight": "70",
        "c0_anchor_1-en": "Little",
        "c0_anchor_5-en": "Much",
        "c1_name-en": "Effort",
        "c1_question-en": "How soon?",
        "c1_weight": "30",
        "c1_anchor_1-en": "Years",
        "c1_anchor_5-en": "Days",
    }
    root.submit("/reviews/rubrics/new", **filled)
    assert "Short rubric" in root.text
    assert "Benefit 70%" in root.text


def test_a_used_rubric_says_that_a_change_makes_a_new_version(app: Flask, browser: Browser) -> None:
    with_ideas(app, 1)
    browser.sign_in("root", PASSWORD)
    with app.app_context():
        number = db.session.query(Rubric).one().id
    browser.get(f"/reviews/rubrics/{number}")
    assert "Version 1 has been used." in browser.text
    browser.submit(f"/reviews/rubrics/{number}", c0_weight="60")
    assert "Saved as version 2." in browser.text
    with app.app_context():
        assert [v.number for v in db.session.query(RubricVersion).order_by(RubricVersion.number)] == [1, 2]
        assert len(db.session.query(RubricVersion).filter_by(number=2).one().criteria) == len(CRITERIA)


def test_a_table_that_stood_open_does_not_undo_what_another_chair_decided(
    app: Flask, new_browser: NewBrowser
) -> None:
    round_id, items = with_ideas(app, 2)
    close(app, round_id)
    save = f"/reviews/rounds/{round_id}/decisions"
    chair, root = new_browser(), new_browser()
    for browser, login in ((chair, "chen"), (root, "root")):
        browser.sign_in(login, PASSWORD)
        browser.get(f"/reviews/rounds/{round_id}")
    root.submit(save, **{f"d{items[0]}": "Decline", f"r{items[0]}": "Too dear."})
    # An untouched row is nobody's wish.
    chair.submit(save, **{f"d{items[1]}": "Accept", f"r{items[1]}": "Good."})
    assert decided(app, items) == ["decline", "accept"]
    # A touched one meets the other decision first, with what was typed kept.
    root.get(f"/reviews/rounds/{round_id}")
    chair.submit(save, **{f"d{items[1]}": "Next round", f"r{items[1]}": "Later."})
    root.submit(save, status=422, **{f"d{items[1]}": "Decline", f"r{items[1]}": "No."})
    assert "Somebody else has decided “Next round” in the meantime." in root.text
    assert decided(app, items) == ["decline", "defer"]
    root.submit(save)
    assert decided(app, items) == ["decline", "decline"]


def decided(app: Flask, items: list[int]) -> list[str]:
    with app.app_context():
        found = decisions_of(items)
        return [found[item].outcome for item in items]


@pytest.mark.parametrize("login", ["chen", "mia", "otto", "max"])
def test_only_managers_reach_the_pages_of_preparation(
    app: Flask, new_browser: NewBrowser, login: str
) -> None:
    round_id, _items = with_ideas(app, 1, opened=False)
    browser = new_browser()
    browser.sign_in(login, PASSWORD)
    for address in (
        "/reviews/rounds/new",
        f"/reviews/rounds/{round_id}/prepare",
        f"/reviews/rounds/{round_id}/ideas",
        "/reviews/committees",
        "/reviews/rubrics/new",
    ):
        browser.get(address, status=403)
    browser.get(f"/reviews/rounds/{round_id}", status=403 if login == "max" else 404)


def test_a_colleague_without_a_role_sees_no_section(app: Flask, browser: Browser) -> None:
    with_ideas(app, 1)
    browser.sign_in("max", PASSWORD)
    browser.get("/")
    assert "Reviews" not in browser.page.one("nav.side").text()
    browser.get("/reviews", status=403)


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_every_page_in_every_state_is_whole(app: Flask, new_browser: NewBrowser, language: str) -> None:
    """The picky browser looks at each of them."""
    round_id, items = with_ideas(app, 11, places=4)
    with app.app_context():
        other = make_round(db.session.query(Committee).one().id, db.session.query(Rubric).one().id)
    members = {}
    for login in ("root", "chen", "mia"):
        members[login] = new_browser(language=language)
        members[login].sign_in(login, PASSWORD)
        members[login].language(language)
    score_all(app, round_id)
    addresses = ["/reviews", "/reviews/queue", f"/reviews/rounds/{round_id}", f"/reviews/items/{items[0]}"]
    managing = [
        f"/reviews/rounds/{round_id}/edit",
        f"/reviews/rounds/{other}/edit",
        f"/reviews/rounds/{other}/prepare",
        f"/reviews/rounds/{other}/ideas",
        "/reviews/rounds/new",
        "/reviews/committees",
        "/reviews/committees/new",
        "/reviews/committees/1",
        "/reviews/committees/1/edit",
        "/reviews/committees/1/members/1",
        "/reviews/rubrics/1",
    ]
    for browser in members.values():
        for address in addresses:
            browser.get(address)
    for address in managing:
        members["root"].get(address)
    members["root"].get(f"/reviews/rounds/{round_id}/close")
    members["mia"].get(f"/reviews/items/{items[0]}/conflict")
    close(app, round_id)
    members["root"].get(f"/reviews/rounds/{round_id}/reopen")
    for browser in members.values():
        for address in addresses:
            browser.get(address)
    members["chen"].get(f"/reviews/rounds/{round_id}/answers")
    with app.app_context():
        held = db.session.get_one(Round, round_id)
        for place, item in enumerate(items_of(SYSTEM, round_id)):
            outcome = ("accept", "revise", "defer", "decline")[place % 4]
            with transaction():
                day = company_today() if outcome == "revise" else None
                service.decide(item, DecisionData(outcome, "说明理由。", day), by=SYSTEM)
        with transaction():
            service.publish_round(held, by=SYSTEM)
    for browser in members.values():
        for address in addresses:
            browser.get(address)
    members["chen"].get(f"/reviews/rounds/{round_id}/answers")


def make_round(committee_id: int, rubric_id: int) -> int:
    from improve.reviews.values import RoundData
    from tests.reviews.company import both

    with transaction():
        held = service.create_round(
            RoundData(
                committee_id=committee_id,
                rubric_id=rubric_id,
                name=both("Next", "下一轮"),
                opens_on=company_today(),
                closes_on=company_today(),
                places=1,
            ),
            by=SYSTEM,
        )
    return held.id


def test_empty_sections_say_what_to_do(app: Flask, new_browser: NewBrowser) -> None:
    from improve.core.policy import Role
    from tests.people import make_person

    with app.app_context():
        make_person("root", roles=[Role.ADMINISTRATOR], password=PASSWORD)
        make_person("mia", roles=[Role.COMMITTEE], password=PASSWORD)
    root, mia = new_browser(), new_browser()
    root.sign_in("root", PASSWORD)
    assert root.get("/reviews").h1 == "No round yet"
    root.follow("Prepare the first round")
    root.follow("Committees and rubrics", within="main .empty")
    root.follow("Write a rubric", within="main .empty")
    mia.sign_in("mia", PASSWORD)
    assert mia.get("/reviews").h1 == "No round yet"
    assert mia.get("/reviews/queue").h1 == "Nothing waits for your score"


@pytest.mark.parametrize(
    ("login", "address"),
    [
        ("mia", "/reviews"),
        ("mia", "/reviews/queue"),
        ("mia", "/reviews/items/1"),
        ("root", "/reviews/rounds/1"),
        ("root", "/reviews/committees"),
        ("mia", "/"),
    ],
)
def test_a_longer_round_asks_no_more_statements(
    app: Flask, new_browser: NewBrowser, statements: Count, login: str, address: str
) -> None:
    counts = []
    with_ideas(app, 3)
    for more in (0, 9):
        with app.app_context():
            held = db.session.query(Round).one()
            with transaction():
                company = Company()
                from improve.accounts.models import Person

                company.people["max"] = db.session.query(Person).filter_by(login="max").one()
            for number in range(more):
                idea = company.idea(f"More {number}")
                with transaction():
                    idea.status = "in_review"
                    db.session.add(
                        RoundItem(round_id=held.id, suggestion_id=idea.id, added_at=held.created_at)
                    )
        browser = new_browser()
        browser.sign_in(login, PASSWORD)
        browser.get(address)
        with statements() as asked:
            browser.get(address)
        counts.append(asked.count)
    assert counts[0] == counts[1]


def test_results_ask_no_more_statements_and_fit_the_model_once(
    app: Flask, new_browser: NewBrowser, statements: Count, monkeypatch: pytest.MonkeyPatch
) -> None:
    from improve.reviews.queries import results

    counts, fits = [], []
    plain = results.standing
    monkeypatch.setattr(results, "standing", lambda *a, **k: fits.append(1) or plain(*a, **k))
    for ideas in (4, 12):
        with app.app_context():
            db.session.remove()
        round_id, browser = scored_round(app, new_browser, ideas)
        fits.clear()
        browser.get(f"/reviews/rounds/{round_id}")
        with statements() as asked:
            browser.get(f"/reviews/rounds/{round_id}")
        counts.append(asked.count)
        assert fits == []  # stored when the round closed
    assert counts[0] == counts[1]


def scored_round(app: Flask, new_browser: NewBrowser, ideas: int) -> tuple[int, Browser]:
    with app.app_context():
        if db.session.query(Committee).count() == 0:
            company = make_company(signs_in=("chen",))
        else:
            company = Company()
            from improve.accounts.models import Person

            company.people = {person.login: person for person in db.session.query(Person)}
            company.committee = db.session.query(Committee).one()
            company.rubric = db.session.query(Rubric).one()
        held = company.round([company.idea(f"Idea {ideas}-{n}") for n in range(ideas)])
        round_id = held.id
    score_all(app, round_id)
    close(app, round_id)
    browser = new_browser()
    browser.sign_in("chen", PASSWORD)
    return round_id, browser


def test_the_record_holds_everything(app: Flask, new_browser: NewBrowser) -> None:
    round_id, items = with_ideas(app, 4)
    score_all(app, round_id)
    close(app, round_id)
    chair = new_browser()
    chair.sign_in("chen", PASSWORD)
    with app.app_context(), transaction():
        day = company_today() + timedelta(days=20)
        item = db.session.get_one(RoundItem, items[0])
        service.decide(item, DecisionData("revise", "Say who pays.", day), by=SYSTEM)
        service.decide(item, DecisionData("accept", "=SUM(A1) is no formula"), by=SYSTEM)
        service.start_meeting(item.round, by=SYSTEM)
        service.call_idea(item, by=SYSTEM)
        service.end_meeting(item.round, by=SYSTEM)
        number = item.suggestion_id
    chair.get(f"/reviews/rounds/{round_id}")
    chair.follow("The record as XLSX")
    ideas, reviews, scores = (read_table(chair.body, sheet=name) for name in ("Ideas", "Reviews", "Scores"))
    assert len(ideas.rows) == 4
    assert len(reviews.rows) == 12
    assert len(scores.rows) == 48
    assert "=SUM(A1) is no formula" in [str(cell) for cell in ideas.column("Reason")]
    assert "Author" not in ideas.header  # still blind
    given = {str(row.cells[0]): row.cells[1:] for row in read_table(chair.body, sheet="Method").rows}
    assert given["Digest of the input"][0]
    assert given["Members"] == ("Chen (chair), Mia, Wu",)
    assert given["The meeting ended"][0]
    (earlier,) = read_table(chair.body, sheet="Earlier decisions").rows
    assert [str(cell) for cell in earlier.cells[:3]] == [str(number), "Revise and come back", "Say who pays."]
    assert str(earlier.cells[3]).startswith(day.isoformat())
    minutes = read_table(chair.body, sheet="Minutes")
    assert [str(row.cells[0]) for row in minutes.rows] == [str(number)]


def test_auditors_read_published_rounds_only(app: Flask, browser: Browser) -> None:
    round_id, _items = with_ideas(app, 2)
    score_all(app, round_id)
    browser.sign_in("otto", PASSWORD)
    browser.get(f"/reviews/rounds/{round_id}", status=404)
    close(app, round_id)
    browser.get(f"/reviews/rounds/{round_id}", status=404)
    with app.app_context():
        for item in items_of(SYSTEM, round_id):
            with transaction():
                service.decide(item, DecisionData("decline", "No."), by=SYSTEM)
        with transaction():
            service.publish_round(db.session.get_one(Round, round_id), by=SYSTEM)
    browser.get(f"/reviews/rounds/{round_id}")
    browser.follow("The record as XLSX")
    assert "Author" in read_table(browser.body, sheet=1).header
