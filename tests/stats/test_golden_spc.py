"""The worked cases of ../shared/golden/spc.json, at the tolerance stated there (mostly 1e-6)."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from improve.stats.change import judge
from improve.stats.control_charts import MR_LIMIT, chart, phases
from improve.stats.effect import Effect, welch_ar, welch_difference
from improve.stats.nps import nps, nps_change
from improve.stats.proportions import newcombe, pooled_z, wilson
from improve.stats.run_rules import nelson_signals, run_limits
from improve.stats.time_series import Estimate, segmented

GOLDEN = Path(__file__).resolve().parents[2].parent / "shared" / "golden" / "spc.json"
CASES: list[dict[str, Any]] = (
    json.loads(GOLDEN.read_text(encoding="utf-8"))["cases"] if GOLDEN.exists() else []
)

Case = dict[str, Any]


def near(expected: float) -> Any:
    return pytest.approx(expected, rel=1e-6, abs=1e-9)


def outside(drawn: Any) -> list[int]:
    return [s.index for s in drawn.signals if s.rule.startswith("outside")]


def check_xmr(given: Case, expected: Case) -> None:
    drawn = chart("xmr", given["y"], freeze=given["baseline_points"], constant=3 / 1.128, rules="anhoej")
    assert drawn.center == near(expected["cl"])
    assert drawn.mean_range == near(expected["mr_bar"])
    assert MR_LIMIT * (drawn.mean_range or 0) == near(expected["mr_ucl"])
    assert (drawn.lower[0], drawn.upper[0]) == (near(expected["lcl"]), near(expected["ucl"]))
    assert outside(drawn) == expected["points_outside"]
    assert {name: getattr(drawn, name) for name in expected["anhoej"]} == expected["anhoej"]


def check_anhoej_limits(given: Case, expected: Case) -> None:
    limits = [run_limits(n) for n in given["n"]]
    assert [longest for longest, _ in limits] == expected["longest_run_max"]
    assert [crossings for _, crossings in limits] == expected["crossings_min"]


def check_anhoej(given: Case, expected: Case) -> None:
    split = given["baseline_points"]
    first, second = phases("run", given["y"], starts=[split + 1])
    drawn = {
        "all": chart("run", given["y"]),
        "baseline_median": chart("run", given["y"], freeze=split),
        "phase1": first,
        "phase2": second,
    }
    for name, wanted in expected.items():
        assert drawn[name].center == wanted.pop("median")
        assert {field: getattr(drawn[name], field) for field in wanted} == wanted


def check_c_phases(given: Case, expected: Case) -> None:
    both = phases("c", given["y"], starts=[given["split_after"] + 1])
    for drawn, name in zip(both, ("phase1", "phase2"), strict=True):
        assert drawn.center == near(expected[name]["cl"])
        assert (drawn.lower[0], drawn.upper[0]) == (near(expected[name]["lcl"]), near(expected[name]["ucl"]))
    assert [index for drawn in both for index in outside(drawn)] == expected["points_outside"]


def check_u_phases(given: Case, expected: Case) -> None:
    for kind, name in (("u", "u"), ("up", "u_prime")):
        both = phases(kind, given["count"], given["exposure"], starts=[given["split_after"] + 1])
        for drawn, phase in zip(both, ("phase1", "phase2"), strict=True):
            found = {
                "cl": (drawn.center or 0) * given["per"],
                "lcl_first": (drawn.lower[0] or 0) * given["per"],
                "ucl_first": (drawn.upper[0] or 0) * given["per"],
                "ucl_last": (drawn.upper[-1] or 0) * given["per"],
                "sigma_z": drawn.sigma_z,
            }
            for field, wanted in expected[name][phase].items():
                assert found[field] == near(wanted), (kind, phase, field)


def check_p(given: Case, expected: Case) -> None:
    counts, sizes, split = given["count"], given["size"], given["split_after"]
    drawn = {
        "first30": chart("p", counts[:split], sizes[:split]),
        "revised": chart("p", counts[:split], sizes[:split], exclude=given["exclude_for_limits"]),
        "phase2": phases("p", counts, sizes, starts=[split + 1])[1],
    }
    for name, one in drawn.items():
        wanted = expected[name]
        assert one.center == near(wanted["cl"])
        assert (one.lower[0], one.upper[0]) == (near(wanted["lcl"]), near(wanted["ucl"]))
        assert outside(one) == wanted.get("points_outside", [])
    two = expected["two_proportions"]
    numbers = (two["x1"], two["n1"], two["x2"], two["n2"])
    assert pooled_z(*numbers) == near(two["z"])
    bounds = newcombe(*numbers)
    assert (bounds.low, bounds.high) == (near(two["newcombe_low"]), near(two["newcombe_high"]))


def check_laney(given: Case, expected: Case) -> None:
    counts, sizes = given["count"], given["size"]
    plain, prime, chosen = (chart(kind, counts, sizes) for kind in ("p", "pp", "auto"))
    assert plain.center == near(expected["p"]["cl"])
    assert outside(plain) == expected["p"]["points_outside"]
    assert prime.sigma_z == near(expected["p_prime"]["sigma_z"])
    assert list(prime.lower) == [near(v) for v in expected["p_prime"]["lcl"]]
    assert list(prime.upper) == [near(v) for v in expected["p_prime"]["ucl"]]
    assert outside(prime) == expected["p_prime"]["points_outside"]
    assert chosen == prime
    single = chart("xmr", counts, sizes, constant=3 / 1.128)
    assert single.center == near(expected["i_chart"]["cl"])
    assert single.lower[0] == near(expected["i_chart"]["lcl"])
    assert single.upper[0] == near(expected["i_chart"]["ucl"])


def check_i_prime(given: Case, expected: Case) -> None:
    drawn = chart("i_prime", given["count"], given["size"])
    assert drawn.center == near(expected["cl"])
    assert list(drawn.lower) == [near(v) for v in expected["lcl"]]
    assert list(drawn.upper) == [near(v) for v in expected["ucl"]]
    assert outside(drawn) == expected["points_outside"]


def check_g(given: Case, expected: Case) -> None:
    drawn = chart("g", given["y"])
    assert drawn.center == near(expected["cl_median"])
    assert (drawn.lower[0], drawn.upper[0]) == (near(expected["lcl"]), near(expected["ucl"]))
    assert outside(drawn) == expected["points_outside"]


def check_nelson(given: Case, expected: Case) -> None:
    for name, z in given["sequences"].items():
        rule = f"nelson_{name.removeprefix('nel')}"
        found = [s.index for s in nelson_signals(z, 0.0, -3.0, 3.0) if s.rule == rule]
        assert found == expected[name], name


def check_nhs(given: Case, expected: Case) -> None:
    y = [1 - b / a for b, a in zip(given["breaches"], given["attendances"], strict=True)]
    drawn = chart("xmr", y, screen=given["screen"], better=given["better"])
    assert drawn.center == near(expected["cl"])
    assert (drawn.lower[0], drawn.upper[0]) == (near(expected["lpl"]), near(expected["upl"]))
    assert list(drawn.labels) == expected["labels"]


def check_welch(given: Case, expected: Case) -> None:
    difference, se = welch_difference(given["before"], given["after"])
    assert difference == near(expected["diff"])
    assert difference / se == near(expected["t"])


def check_comparison(given: Case, expected: Case) -> None:
    check_welch(given, expected["welch"])
    check_effect(welch_ar(given["before"], given["after"]), expected["welch_ar"])


def check_newcombe(given: Case, expected: Case) -> None:
    bounds = newcombe(given["x1"], given["n1"], given["x2"], given["n2"])
    assert (bounds.low, bounds.high) == (near(expected["low"]), near(expected["high"]))
    for (x, n), (low, high) in zip(given["wilson"], expected["wilson"], strict=True):
        found = wilson(x, n)
        assert (found.low, found.high) == (near(low), near(high))


def check_its(given: Case, expected: Case) -> None:
    wanted = {"": expected} if "with_season" not in expected else expected
    for name, one in wanted.items():
        season = given["month"] if name == "with_season" else None
        model = segmented(given["y"], given["T0"], season=season, lag=given["lag"])
        assert (model.n, model.df, model.lag) == (one["n"], one["df"], one["lag"])
        assert model.lag1 == near(one["resid_lag1"])
        for field in (
            "intercept",
            "pre_slope",
            "level_change",
            "slope_change",
            "effect_at_end",
            "average_effect",
        ):
            check_estimate(getattr(model, field), one[field])
        cautious = model.cautious()
        assert cautious.se == near(max(one["average_effect"]["se"], one["average_effect"]["se_ols_ar1"]))
        assert cautious.low == near(one["average_effect"]["ci_low_cautious"])
        assert cautious.high == near(one["average_effect"]["ci_high_cautious"])


def check_estimate(found: Estimate, wanted: Case) -> None:
    for field, name in (("est", "value"), ("se", "se"), ("t", "t"), ("ci_low", "low"), ("ci_high", "high")):
        if field in wanted:
            assert getattr(found, name) == near(wanted[field]), field
    if "p" in wanted:
        assert found.p == pytest.approx(wanted["p"], rel=1e-6)


def check_nps(given: Case, expected: Case) -> None:
    waves = [nps(**given[name], method="wald") for name in ("wave1", "wave2")]
    assert [w.score for w in waves] == [near(expected["nps1"]), near(expected["nps2"])]
    assert [w.se for w in waves] == [near(expected["se1"]), near(expected["se2"])]
    change = nps_change(*waves, method="wald")
    assert change is not None
    assert (change.difference, change.se) == (near(expected["diff"]), near(expected["se_diff"]))
    assert (change.low, change.high) == (near(expected["ci_low"]), near(expected["ci_high"]))


def check_verdict(given: Case, expected: Case) -> None:
    n, season = len(given["before"]), given["season"]
    found = judge(
        given["before"],
        given["after"],
        better=given["better"],
        smallest_useful=given["mmc"],
        season_before=season and season[:n],
        season_after=season and season[n:],
    )
    document = found.as_json()
    assert document["verdict"] == expected["verdict"]
    assert document["flags"] == expected["flags"]
    assert (document["n_before"], document["n_after"]) == (expected["n_before"], expected["n_after"])
    if "limits" not in expected:
        assert (document["need_before"], document["need_after"]) == (
            expected["need_before"],
            expected["need_after"],
        )
        assert document["limits"] is None
        assert document["effect"] is None
        return
    limits = {"cl": "center", "lcl": "lower", "ucl": "upper"}
    for field, name in limits.items():
        assert document["limits"][name] == near(expected["limits"][field])
    assert document["labels"] == expected["after_labels"]
    assert document["effect"]["method"] == expected["method"]
    assert found.effect is not None
    check_effect(found.effect, expected["effect"])


def check_effect(found: Effect, wanted: Case) -> None:
    names = {
        "diff": "difference",
        "se": "se",
        "ci_low": "low",
        "ci_high": "high",
        "df": "df",
        "n_eff": "n_effective",
        "r1_corrected": "correlation",
    }
    for field, name in names.items():
        if field in wanted:
            assert getattr(found, name) == near(wanted[field]), field
    if "p" in wanted:
        assert found.p == pytest.approx(wanted["p"], rel=1e-6)


CHECKS: dict[str, Callable[[Case, Case], None]] = {
    "xmr": check_xmr,
    "anhoej_limits": check_anhoej_limits,
    "anhoej": check_anhoej,
    "c_chart_phases": check_c_phases,
    "u_chart_phases": check_u_phases,
    "p_chart": check_p,
    "laney_p": check_laney,
    "i_prime": check_i_prime,
    "g_chart": check_g,
    "nelson": check_nelson,
    "nhs_points": check_nhs,
    "welch": check_welch,
    "comparison": check_comparison,
    "newcombe": check_newcombe,
    "its": check_its,
    "nps": check_nps,
    "verdict": check_verdict,
}


@pytest.mark.shared
@pytest.mark.skipif(not CASES, reason="../shared/golden/spc.json lies beside a developer's checkout only")
@pytest.mark.parametrize(
    # Regression to the mean is a warning in words here; the product computes no figure for it.
    "case",
    [pytest.param(case, id=case["id"]) for case in CASES if case["method"] != "rtm"],
)
def test_golden_case(case: Case) -> None:
    CHECKS[case["method"]](case["input"], case["expected"])
