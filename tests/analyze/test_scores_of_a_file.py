"""`analyze nps`, `csat`, `ces` and `sample-size`: which cells are answers, and what is told about them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from improve.stats.nps import nps, nps_change
from improve.stats.proportions import newcombe, wilson

ANSWERS = "who,wave,score,weight\na,1,10,1\na,1,0,1\nb,1,,1\nc,2,9,3\nd,2,8,1\ne,2,NA,1\nf,2,11,1\ng,,3,1\n"


@pytest.fixture
def answers(write: Any) -> Path:
    return Path(write(ANSWERS))


def test_nps_of_a_file(answers: Path, as_json: Any) -> None:
    found = as_json("nps", answers, "--column", "score")
    expected = nps(2, 1, 2)
    assert {key: found[key] for key in ("n", "promoters", "passives", "detractors")} == {
        "n": 5,
        "promoters": 2,
        "passives": 1,
        "detractors": 2,
    }
    assert [found[key] for key in ("score", "se", "low", "high")] == [
        expected.score,
        expected.se,
        expected.low,
        expected.high,
    ]
    assert found["read"] == 8
    assert [(e["row"], e["column"], e["code"]) for e in found["errors"]] == [
        (7, "score", "not_a_number"),
        (8, "score", "outside_scale"),
    ]


def test_averages_among_the_answers_are_classified_and_told(write: Any, as_json: Any) -> None:
    found = as_json("nps", write("s\n9\n8.9\n6.1\n6\n"), "--column", "s")
    assert (found["promoters"], found["passives"], found["detractors"]) == (1, 2, 1)
    assert found["not_whole"] == 2


def test_groups_and_their_change(answers: Path, as_json: Any) -> None:
    found = as_json("nps", answers, "--column", "score", "--by", "wave", "--compare", "1", "2")
    assert [(g["group"], g["n"], g["score"]) for g in found["groups"]] == [
        ("1", 2, 0),
        ("2", 2, 50),
        (None, 1, -100),
    ]
    change = nps_change(nps(1, 0, 1), nps(1, 1, 0))
    assert change is not None
    assert found["change"] == {
        "difference": change.difference,
        "raw_difference": 50,
        "se": change.se,
        "low": change.low,
        "high": change.high,
        "p": change.p,
        "p_increase": change.p_increase,
    }
    back = as_json("nps", answers, "--column", "score", "--by", "wave", "--compare", "2", "1")["change"]
    assert back["difference"] == pytest.approx(-change.difference)


@pytest.mark.parametrize(
    ("interval", "low", "high"), [("wald", 100, 100), ("score", 44.493, 100), ("adjusted", 47.5036, 100)]
)
def test_intervals(write: Any, as_json: Any, interval: str, low: float, high: float) -> None:
    path = write("s\n" + "10\n" * 10)
    found = as_json("nps", path, "--column", "s", "--interval", interval)
    assert [found["low"], found["high"]] == pytest.approx([low, high], abs=0.001)


def test_only_the_first_row_of_a_respondent_counts(answers: Path, as_json: Any) -> None:
    found = as_json("nps", answers, "--column", "score", "--unique-by", "who")
    assert (found["n"], found["promoters"], found["detractors"], found["repeated"]) == (4, 2, 1, 1)


def test_weights(answers: Path, as_json: Any) -> None:
    found = as_json("nps", answers, "--column", "score", "--weight", "weight")
    # Weights 1, 1, 3, 1, 1: promoters 4 of 7, detractors 2 of 7.
    assert (found["n"], found["promoters"], found["score"]) == (5, 2, pytest.approx(100 * 2 / 7))
    assert found["n_effective"] == pytest.approx(49 / 13)


def test_weights_that_are_none(write: Any, as_json: Any) -> None:
    path = write("s,w\n10,1\n0,\n0,-1\n0,heavy\n10,0\n")
    found = as_json("nps", path, "--column", "s", "--weight", "w")
    assert (found["n"], found["score"]) == (2, 100)
    assert [(e["row"], e["code"]) for e in found["errors"]] == [
        (3, "no_weight"),
        (4, "weight"),
        (5, "not_a_number"),
    ]


def test_no_answers_are_null_not_zero(write: Any, as_json: Any) -> None:
    path = write("s,g\n,a\n,b\n")
    for command in ("nps", "csat"):
        found = as_json(command, path, "--column", "s", "--by", "g", "--compare", "a", "b")
        assert (found["n"], found["score"], found["low"]) == (0, None, None)
        assert set(found["change"].values()) == {None}
    found = as_json("ces", path, "--column", "s")
    assert (found["n"], found["mean"], found["share_5_to_7"]) == (0, None, None)


def test_another_scale(write: Any, as_json: Any) -> None:
    path = write("s\n1\n5\n0\n3\n")
    found = as_json(
        "nps", path, "--column", "s", "--scale", "1-5", "--promoter-min", "5", "--detractor-max", "3"
    )
    assert (found["n"], found["promoters"], found["detractors"]) == (3, 1, 2)
    assert found["errors"][0]["code"] == "outside_scale"


def test_codes_for_no_answer(answers: Path, as_json: Any) -> None:
    found = as_json("nps", answers, "--column", "score", "--missing", "11", "--missing", "NA")
    assert (found["n"], found["errors"]) == (5, [])


def test_a_code_is_found_where_a_program_wrote_it_with_decimals(write: Any, as_json: Any) -> None:
    found = as_json(
        "nps", write("s\n9.0\n99.0\n98\n"), "--column", "s", "--missing", "99", "--missing", "none"
    )
    assert (found["n"], [one["row"] for one in found["errors"]]) == (1, [4])


@pytest.mark.parametrize(
    ("options", "top"), [([], 3), (["--best", "low"], 2), (["--top", "1"], 2), (["--top", "4"], 4)]
)
def test_csat_of_a_file(write: Any, as_json: Any, options: list[str], top: int) -> None:
    found = as_json("csat", write("s\n5\n5\n4\n2\n1\n"), "--column", "s", *options)
    bounds = wilson(top, 5)
    assert (found["n"], found["top"], found["score"], found["mean"]) == (5, top, 20 * top, 3.4)
    assert [found["low"], found["high"]] == [100 * bounds.low, 100 * bounds.high]


def test_change_of_csat(write: Any, as_json: Any) -> None:
    rows = ["before,5"] * 120 + ["before,1"] * 80 + ["after,4"] * 144 + ["after,3"] * 56
    path = write("g,s\n" + "\n".join(rows))
    found = as_json("csat", path, "--column", "s", "--by", "g", "--compare", "before", "after")["change"]
    bounds = newcombe(144, 200, 120, 200)
    assert found["difference"] == pytest.approx(12)
    assert found["raw_difference"] == found["difference"]
    assert found["se"] is None
    assert [found["low"], found["high"]] == [100 * bounds.low, 100 * bounds.high]
    assert found["p"] == pytest.approx(0.011303, abs=1e-6)
    assert found["p_increase"] == pytest.approx(found["p"] / 2)


def test_ces_of_a_file(write: Any, as_json: Any) -> None:
    found = as_json("ces", write("s,g\n1,a\n5,a\n7,b\n8,b\n"), "--column", "s", "--by", "g")
    assert (found["n"], found["mean"], found["share_5_to_7"]) == (
        3,
        pytest.approx(13 / 3),
        pytest.approx(2 / 3),
    )
    assert found["pct_5_to_7"] == pytest.approx(200 / 3)
    assert found["sd"] == pytest.approx(3.0550505)
    assert [g["n"] for g in found["groups"]] == [2, 1]
    assert found["groups"][1]["sd"] is None
    assert found["errors"][0]["code"] == "outside_scale"


@pytest.mark.parametrize(
    ("arguments", "n"),
    [
        (["nps", "--margin", "10"], 231),
        (["nps", "--margin", "10", "--adjusted"], 228),
        (["nps", "--margin", "5"], 922),
        (["nps", "--margin", "5", "--adjusted"], 919),
        (["nps", "--difference", "5"], 3768),
        (["nps", "--difference", "10"], 942),
        (["nps", "--margin", "10", "--variance", "1"], 385),
        (["csat", "--difference", "5", "--share", "0.8"], 903),
        (["csat", "--difference", "5", "--share", "80"], 903),
        (["csat", "--difference", "-5", "--share", "0.85"], 903),
        (["csat", "--margin", "5"], 385),
        (["csat", "--margin", "5", "--confidence", "0.9"], 271),
        (["csat", "--difference", "5", "--share", "0.8", "--power", "0.9"], 1209),
    ],
)
def test_sample_sizes(as_json: Any, arguments: list[str], n: int) -> None:
    assert as_json("sample-size", *arguments)["n"] == n


@pytest.mark.parametrize(
    "arguments",
    [
        ["nps"],
        ["nps", "--margin", "5", "--difference", "5"],
        ["nps", "--margin", "0"],
        ["nps", "--margin", "nan"],
        ["nps", "--margin", "5", "--share", "0.5"],
        ["csat", "--margin", "5", "--share", "0.5", "--variance", "0.2"],
        ["csat", "--difference", "30", "--share", "0.8"],
        ["csat", "--margin", "5", "--confidence", "1"],
        ["csat", "--difference", "5", "--power", "0"],
        ["ces", "--margin", "5"],
    ],
)
def test_sample_sizes_that_make_no_sense(run: Any, arguments: list[str]) -> None:
    result = run("sample-size", *arguments, "--json")
    assert (result.exit_code, result.stdout) == (2, "")


@pytest.mark.parametrize(
    "options",
    [
        ["--column", "nothing"],
        ["--column", "score", "--by", "nothing"],
        ["--column", "score", "--unique-by", "nothing"],
        ["--column", "score", "--weight", "nothing"],
        ["--column", "score", "--compare", "1", "2"],
        ["--column", "score", "--by", "wave", "--compare", "1", "9"],
        ["--column", "score", "--scale", "ten"],
        ["--column", "score", "--scale", "5-1"],
        ["--column", "score", "--scale", "1-5"],
        ["--column", "score", "--promoter-min", "5"],
        ["--column", "score", "--promoter-min", "nan"],
        ["--column", "score", "--interval", "exact"],
        ["--column", "score", "--sheet", "2"],
        ["--score", "score"],
        [],
    ],
)
def test_options_that_cannot_be_used(answers: Path, run: Any, options: list[str]) -> None:
    result = run("nps", answers, *options, "--json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr


# Files made by others


def test_the_r_community(shared: Path, as_json: Any) -> None:
    path = shared / "data" / "surveys" / "r_community_nps_2018_2020.csv"
    found = as_json("nps", path, "--column", "nps_score_1_10", "--scale", "1-10", "--by", "wave")
    waves = {g["group"]: g for g in found["groups"]}
    assert waves["2019"]["score"] == pytest.approx(75.10, abs=0.005)
    assert (found["n"], found["read"]) == (5834, 5956)


def test_friends_and_family(shared: Path, as_json: Any) -> None:
    path = shared / "data" / "surveys" / "nhs_fft_comments_2021_2022.csv"
    found = as_json(
        "csat", path, "--column", "fft_1_best_5_worst", "--best", "low", "--unique-by", "respondent_id"
    )
    assert (found["n"], found["score"]) == (4227, pytest.approx(85.26, abs=0.005))
    worst = as_json("csat", path, "--column", "fft_1_best_5_worst", "--unique-by", "respondent_id")
    assert worst["score"] == pytest.approx(9.94, abs=0.005)


def test_chinese_restaurants(shared: Path, as_json: Any) -> None:
    path = shared / "data" / "surveys" / "asap_zh_restaurant_reviews_300.csv"
    found = as_json("csat", path, "--column", "star")
    assert (found["n"], found["score"], found["mean"]) == (300, pytest.approx(76.67, abs=0.005), 4.03)
