"""`improve import scores`: what is taken, what is refused row by row, and that a second run changes nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask

from improve.core.db import db, transaction
from improve.core.policy import SYSTEM
from improve.reviews import service
from improve.reviews.forms.scoring import ScoreForm
from improve.reviews.models import Review, Round
from improve.reviews.queries import assigned_pairs, inputs_of, standing_of
from improve.reviews.values import DecisionData
from improve.suggestions.service import import_suggestions
from improve.suggestions.values import ImportedSuggestion
from tests.people import act
from tests.reviews.company import make_company

Run = Callable[..., Result]
HEADER = "item,reviewer,criterion,score,confidence\n"


@dataclass
class Case:
    """A round with the ideas A-1 and A-2 (external ids) and `number` (an own id); A-3 is in no round."""

    app: Flask
    run: Run
    file: Path
    round_id: int
    number: int
    chen: int

    def bring_in(self, rows: str, *more: str, header: str = HEADER, named: str | None = None) -> Result:
        self.file.write_text(header + rows, encoding="utf-8")
        return self.run("import", "scores", self.file, "--round", named or self.round_id, "--json", *more)

    def outcome(self, rows: str, *more: str, header: str = HEADER) -> dict[str, object]:
        result = self.bring_in(rows, *more, header=header)
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)


@pytest.fixture
def case(app: Flask, run: Run, tmp_path: Path) -> Case:
    with app.app_context():
        company = make_company()
        rows = [ImportedSuggestion(title=f"Idea {code}", external_id=code) for code in ("A-1", "A-2", "A-3")]
        with transaction():
            import_suggestions(rows, by=SYSTEM)
        found = {idea.external_id: idea for idea in db.session.query(type(company.idea("Own")))}
        held = company.round([found["A-1"], found["A-2"], found[None]])
        return Case(app, run, tmp_path / "scores.csv", held.id, found[None].id, company.chen.id)


def test_scores_come_in_and_a_second_time_nothing_changes(case: Case) -> None:
    rows = (
        "A-1,chen,Benefit,5,3\nA-1,chen,Evidence,4,3\nA-1,chen,投入,5,3\nA-1,chen,4,2,3\n"
        "A-2,Ada Lovelace,Benefit,3,\nA-2,Ada Lovelace,Evidence,,\nA-2,Ada Lovelace,Effort,3,\n"
        f"#{case.number},Ada Lovelace,Benefit,2,5\n"
    )
    assert case.outcome(rows) == {"read": 8, "created": 8, "updated": 0, "skipped": 0, "errors": []}
    assert case.outcome(rows) == {"read": 8, "created": 0, "updated": 0, "skipped": 8, "errors": []}
    with case.app.app_context():
        reviews = db.session.query(Review).order_by(Review.item_id, Review.id).all()
        assert [(r.reviewer_id, r.reviewer_name, r.revision) for r in reviews] == [
            (case.chen, None, 1),
            (None, "Ada Lovelace", 1),
            (None, "Ada Lovelace", 1),
        ]
        assert reviews[0].score == pytest.approx(100 * (40 + 15 + 25 + 15 / 4) / 100)
        assert reviews[0].confidence == 3
        assert reviews[1].score == pytest.approx(50)  # what cannot be judged drops out
        assert reviews[2].abstained  # 40 % of the weight


def test_a_changed_score_is_a_further_revision(case: Case) -> None:
    case.outcome("A-1,chen,Benefit,5,\nA-1,chen,Effort,5,\n")
    assert case.outcome("A-1,chen,Benefit,1,\nA-1,chen,Effort,5,\n")["updated"] == 1
    with case.app.app_context():
        reviews = db.session.query(Review).order_by(Review.revision).all()
        assert [(r.revision, r.is_current) for r in reviews] == [(1, False), (2, True)]
        assert reviews[1].score == pytest.approx(100 * 25 / 65)


def test_rows_that_contradict_each_other_are_named_and_none_is_taken(case: Case) -> None:
    rows = (
        "A-1,chen,Benefit,5,\nA-1,chen,Effort,5,\nA-1,CHEN,1,1,\nA-1,chen,投入,5,\n"  # 2 and 4 contradict
        "A-1,mia,Benefit,5,2\nA-1,mia,Effort,5,3\nA-1,mia,Evidence,4,\n"  # 6 and 7: in how sure she is
        "A-2,Ada,Benefit,5,\nA-2, ada ,Benefit,,\n"  # 9 and 10: a number and "cannot judge"
        f"A-2,chen,Benefit,2,\n{case.number},chen,Benefit,3,\n"  # of other ideas: no contradiction
    )
    for created, skipped in ((4, 1), (0, 5)):  # a second time nothing else happens
        found = case.outcome(rows)
        assert [(error["row"], error["column"]) for error in found["errors"]] == [
            *((row, "score") for row in (2, 4)),
            *((row, "confidence") for row in (6, 7)),
            *((row, "score") for row in (9, 10)),
        ]
        assert (found["created"], found["updated"], found["skipped"]) == (created, 0, skipped)
        assert "5 / 1" in found["errors"][0]["message"]
        assert "2 / 3" in found["errors"][2]["message"]
    with case.app.app_context():
        given = {
            (review.reviewer_label, review.item_id): sorted(review.values.values())
            for review in db.session.query(Review)
        }
        assert sorted(given.values()) == [[2], [3], [4], [5]]


def test_a_row_that_contradicts_what_is_stored_is_a_change_and_no_contradiction(case: Case) -> None:
    case.outcome("A-1,chen,Benefit,5,2\nA-1,chen,Effort,5,2\n")
    rows = "A-1,chen,Benefit,1,4\nA-1,chen,Effort,5,4\nA-1,chen,Effort,5,4\n"
    found = case.outcome(rows)
    assert (found["updated"], found["skipped"], found["errors"]) == (1, 2, [])


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("B-9,chen,Benefit,5,", "item"),
        ("999999,chen,Benefit,5,", "item"),
        ("A-1,chen,Beauty,5,", "criterion"),
        ("A-1,chen,,5,", "criterion"),
        ("A-1,chen,Benefit,6,", "score"),
        ("A-1,chen,Benefit,0,", "score"),
        ("A-1,chen,Benefit,many,", "score"),
        ("A-1,chen,Benefit,5,9", "confidence"),
        ("A-1,,Benefit,5,", "reviewer"),
        (",chen,Benefit,5,", "item"),
        (f"A-1,{'x' * 121},Benefit,5,", "reviewer"),
    ],
)
def test_a_bad_row_is_named_and_stops_no_good_one(case: Case, row: str, column: str) -> None:
    found = case.outcome(f"A-2,mia,Benefit,4,\n{row}\nA-2,mia,Effort,4,\n")
    assert (found["read"], found["created"]) == (3, 2)
    assert [(error["row"], error["column"]) for error in found["errors"]] == [(3, column)]


def test_nobody_brings_in_a_score_of_their_own_idea(case: Case) -> None:
    """`max` wrote the idea with an own number."""
    found = case.outcome(f"{case.number},max,Benefit,5,\n{case.number},mia,Benefit,5,\n")
    assert [(e["row"], e["column"]) for e in found["errors"]] == [(2, "reviewer")]
    assert found["created"] == 1


def test_an_idea_that_waits_comes_into_the_round(case: Case) -> None:
    assert case.outcome("A-3,chen,Benefit,5,\nA-3,chen,Effort,5,\n")["created"] == 2
    with case.app.app_context():
        held = db.session.get_one(Round, case.round_id)
        assert len(standing_of(held, inputs_of(held)).items) == 4


def test_columns_can_be_mapped_and_named_in_chinese(case: Case) -> None:
    found = case.outcome("A-1,chen,Benefit,5\n", header="建议编号,评委,评分项,评分\n")
    assert found["created"] == 1
    found = case.outcome(
        "A-1;mia;Benefit;5\n",
        "--map",
        "item=Nr",
        "--map",
        "reviewer=Wer",
        "--map",
        "criterion=Was",
        "--map",
        "score=Punkte",
        header="Nr;Wer;Was;Punkte\n",
    )
    assert found["created"] == 1


def test_a_dry_run_changes_nothing(case: Case) -> None:
    assert case.outcome("A-1,chen,Benefit,5,\n", "--dry-run")["created"] == 1
    with case.app.app_context():
        assert db.session.query(Review).count() == 0


@pytest.mark.parametrize(
    ("named", "header", "more"),
    [
        ("No such round", HEADER, ()),
        (None, "item,criterion\n", ()),
        (None, HEADER, ("--map", "score=Nowhere")),
        (None, HEADER, ("--map", "beauty=score")),
        (None, HEADER, ("--map", "score")),
        (None, HEADER, ("--sheet", "²")),
    ],
)
def test_what_stops_the_import_writes_nothing(
    case: Case, named: str | None, header: str, more: tuple[str, ...]
) -> None:
    result = case.bring_in("A-1,chen,Benefit,5,\n", *more, header=header, named=named)
    assert result.exit_code == 2
    assert result.stdout == ""
    with case.app.app_context():
        assert db.session.query(Review).count() == 0


def test_a_file_that_cannot_be_read_ends_with_2(case: Case) -> None:
    case.file.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old excel")
    assert case.run("import", "scores", case.file, "--round", case.round_id).exit_code == 2
    assert case.run("import", "scores", case.file.with_name("none"), "--round", "1").exit_code == 2


def test_a_round_is_found_by_its_name_in_any_language(case: Case) -> None:
    for name in ("Q4 2026", "q4 2026", "2026年第四季度"):
        assert case.bring_in("A-1,chen,Benefit,5,\n", named=name).exit_code == 0


def test_a_published_round_takes_no_more(case: Case) -> None:
    with case.app.app_context():
        from improve.accounts.models import Person
        from improve.reviews.queries import items_of

        held = db.session.get_one(Round, case.round_id)
        chair = act(db.session.get_one(Person, case.chen))
        with transaction():
            service.close_round(held, by=SYSTEM)
            for item in items_of(SYSTEM, held.id):
                service.decide(item, DecisionData("defer", "Later."), by=chair)
            service.publish_round(held, by=SYSTEM)
    result = case.bring_in("A-1,chen,Benefit,5,\n")
    assert result.exit_code == 2


def test_assignments_come_in_and_a_second_time_nothing_changes(app: Flask, run: Run, tmp_path: Path) -> None:
    with app.app_context():
        company = make_company()
        with transaction():
            import_suggestions([ImportedSuggestion(title="Idea A-1", external_id="A-1")], by=SYSTEM)
        first = next(idea for idea in db.session.query(type(company.idea("Own"))) if idea.external_id)
        own = company.idea("Of the warehouse", "ada")
        held = company.round([first, own], opened=False, reviews_each=1)
        every = company.round([company.idea("Elsewhere")])
        ids, number = (held.id, every.id), own.id
        wu = company.wu.id
    file = tmp_path / "assignments.csv"
    file.write_text(
        f"建议编号,评委\nA-1,chen\n{number},MIA\nA-1,chen\nA-1,wu\n{number},wu\n999999,chen\nA-1,ada\nA-1,nobody\n",
        encoding="utf-8",
    )

    def outcome(*more: str) -> dict[str, Any]:
        result = run("import", "assignments", file, "--round", ids[0], "--json", *more)
        assert result.exit_code == 0, result.output
        return dict(json.loads(result.stdout))

    tried = outcome("--dry-run")
    assert (tried["created"], tried["skipped"], len(tried["errors"])) == (3, 1, 4)
    done = outcome()
    assert (done["created"], done["skipped"]) == (3, 1)
    assert [(one["row"], one["column"]) for one in done["errors"]] == [
        (6, "评委"),
        (7, "建议编号"),
        (8, "评委"),
        (9, "评委"),
    ]
    assert "conflict of interest" in done["errors"][0]["message"]
    again = outcome()
    assert (again["created"], again["skipped"]) == (0, 4)
    with app.app_context():
        pairs = assigned_pairs(ids[0])
        assert len(pairs) == 3
        assert len([pair for pair in pairs if pair[1] == wu]) == 1
    refused = run("import", "assignments", file, "--round", ids[1], "--json")
    assert refused.exit_code != 0 or "every member scores every idea" in refused.output


@pytest.mark.databases("sqlite")
def test_a_certainty_between_those_of_the_form_stays_when_the_member_saves_again(case: Case) -> None:
    case.outcome("A-1,chen,Benefit,5,4\nA-2,chen,Benefit,5,\n")
    with case.app.test_request_context():
        sure, silent = db.session.query(Review).order_by(Review.id)
        version = sure.item.round.rubric_version
        for before, offered, chosen in (
            (sure, ["", "1", "3", "4", "5"], "4"),
            (silent, ["", "1", "3", "5"], ""),
        ):
            form = ScoreForm(version, None, before)
            assert [code for code, _word in form.confidence.choices] == offered
            assert form.confidence.data == chosen
