"""Scores that weigh by how sure members are: the formula, and where it is shown."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from improve.core.db import db, transaction
from improve.core.errors import Refused
from improve.core.policy import SYSTEM
from improve.core.spreadsheets import read_table
from improve.reviews import service
from improve.reviews.models import Round
from improve.reviews.rules.certainty import WEIGHTS, weight_of, weighted_mean
from improve.reviews.rules.standing import Given, digest, standing
from improve.reviews.values import RoundData
from tests.browser import Browser
from tests.people import PASSWORD
from tests.reviews.company import make_company

# (score, certainty) of each review -> the mean: as HotCRP's wavg(score, certainty), nothing said as the middle.
MEANS: tuple[tuple[list[tuple[float, int | None]], float | None], ...] = (
    ([], None),
    ([(40, None)], 40),
    ([(40, 1)], 40),
    ([(100, 5), (40, 1)], 90),
    ([(100, None), (40, 3)], 70),
    ([(100, None), (40, 1)], 85),
    ([(0, 2), (60, 4), (90, None)], (0 * 2 + 60 * 4 + 90 * 3) / 9),
)


def test_a_score_weighs_by_how_sure_its_member_is() -> None:
    assert {sure: weight_of(sure) for sure in WEIGHTS} == {1: 1, 2: 2, 3: 3, 4: 4, 5: 5, None: 3}
    for given, expected in MEANS:
        found = weighted_mean((score, weight_of(sure)) for score, sure in given)
        assert found == (pytest.approx(expected) if expected is not None else None), given

    def made(weights: tuple[int | None, ...]) -> list[Given]:
        return [Given(1, f"p{n}", 20.0 * n, None, weight) for n, weight in enumerate(weights, 1)]

    plain, weighed, other = made((None, None)), made((5, 1)), made((1, 5))
    rows = [standing(one, {1: 3}, places=1, seed=1).items[0] for one in (plain, weighed, other)]
    assert [row.weighted for row in rows] == [None, pytest.approx(140 / 6), pytest.approx(220 / 6)]
    assert {(row.mean, row.median, row.adjusted) for row in rows} == {(30, 30, 30)}  # nothing else moves
    names = [digest(one, {1: 3}, places=1, seed=1) for one in (plain, weighed, other)]
    assert len(set(names)) == 3  # other weights are other results
    assert (
        names[0] == "e41152d44cbaf472d0a9b2167a567ee5f20c13701068fa379204931bfa1dc939"
    )  # as before there were weights


def test_it_stands_beside_the_others_where_the_round_wants_it(
    app: Flask, new_browser: Callable[..., Browser]
) -> None:
    with app.app_context():
        company = make_company(signs_in=("chen", "mia", "coco"))
        rounds = {}
        for weighs in (True, False):
            ideas = [company.idea(f"{title} {weighs}") for title in ("Plain", "Other")]
            held = company.round(ideas, confidence_weighs=weighs)
            company.score(held, ideas[0], "mia", 5, confidence=5)
            company.score(held, ideas[0], "chen", 1, confidence=1)
            company.score(held, ideas[1], "mia", 3)
            company.score(held, ideas[1], "wu", 4, confidence=3)
            with pytest.raises(Refused), transaction():  # what counts is settled before the first score
                data = {"committee_id": company.committee.id, "rubric_id": company.rubric.id}
                data |= {
                    "name": held.name,
                    "opens_on": held.opens_on,
                    "closes_on": held.closes_on,
                    "places": 2,
                }
                service.change_round(held, RoundData(**data, confidence_weighs=not weighs), by=SYSTEM)
            rounds[weighs] = held.id, company.item(held, ideas[0]).id
    member = new_browser()
    member.sign_in("mia", PASSWORD)
    assert "weighs 1, 3 or 5" in member.get(f"/reviews/items/{rounds[True][1]}").text
    assert "weighs 1" not in member.get(f"/reviews/items/{rounds[False][1]}").text
    with app.app_context():
        for round_id, _item in rounds.values():
            with transaction():
                service.close_round(db.session.get_one(Round, round_id), by=SYSTEM)
    for language, login, words, table in (
        ("en", "chen", "mean 50, median 50, by certainty 83", "How certainty weighs"),
        ("zh-Hans", "coco", "平均50，中位数50，按把握加权83", "把握程度如何加权"),
    ):
        browser = new_browser(language=language)
        browser.sign_in(login, PASSWORD)
        browser.language(language)
        page = browser.get(f"/reviews/rounds/{rounds[True][0]}")
        assert words in page.text
        assert table in page.text
        plain = browser.get(f"/reviews/rounds/{rounds[False][0]}?sort=weighted").text
        assert table not in plain
        assert words.split("，按" if language != "en" else ", by")[0] in plain
    chair = new_browser()
    chair.sign_in("chen", PASSWORD)
    said = chair.get(f"/reviews/rounds/{rounds[True][0]}").text
    assert "The order follows the raw mean; certainty changes no place." in said
    assert (
        "The order follows the mean by certainty"
        in chair.get(f"/reviews/rounds/{rounds[True][0]}?sort=weighted").text
    )
    for page in ("minutes", "record", "meeting"):
        found = chair.get(f"/reviews/rounds/{rounds[True][0]}/{page}").text
        assert page == "meeting" or "by certainty 83" in found
    record = chair.client.get(f"/reviews/rounds/{rounds[True][0]}/record.xlsx").data
    ideas_sheet, reviews = read_table(record, sheet=1), read_table(record, sheet=2)
    stated = dict(
        zip(map(int, ideas_sheet.column("Number")), ideas_sheet.column("Mean by certainty"), strict=True)
    )
    # Whoever has the workbook computes the same from its reviews.
    pairs: dict[int, list[tuple[float, int]]] = {}
    columns = (reviews.column(name) for name in ("Number", "Score", "Weight"))
    for number, score, weight in zip(*columns, strict=True):
        pairs.setdefault(int(number), []).append((float(score), int(weight)))
    assert sorted(map(float, stated.values())) == [pytest.approx(62.5), pytest.approx(500 / 6)]
    assert {number: weighted_mean(given) for number, given in pairs.items()} == pytest.approx(
        {number: float(mean) for number, mean in stated.items()}
    )
