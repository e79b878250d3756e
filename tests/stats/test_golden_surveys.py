"""The worked cases of ../shared/golden/surveys.json, at the tolerance stated there."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from improve.stats import sample_size
from improve.stats.control_charts import chart
from improve.stats.intervals import goodman
from improve.stats.means import effort
from improve.stats.multiple import benjamini_hochberg, holm
from improve.stats.nps import NpsCounts, NpsScale, nps, nps_change, nps_interval, nps_of
from improve.stats.proportions import newcombe, p_gain_exceeds, pooled_z, ratio, share_change, wilson
from improve.stats.raking import rake
from improve.stats.response_rate import response_rates
from improve.stats.sla import due, rate_of
from improve.stats.suppression import suppress
from improve.stats.weighting import design_effect, kish_n, post_stratify, stratified_se
from improve.stats.working_hours import working_hours

GOLDEN = Path(__file__).resolve().parents[2].parent / "shared" / "golden" / "surveys.json"
CASES: list[dict[str, Any]] = (
    json.loads(GOLDEN.read_text(encoding="utf-8"))["cases"] if GOLDEN.exists() else []
)
# The bootstrap is named there as a check of the interval only; the product draws none.
LEFT_OUT = {"nps_bootstrap"}

Case = dict[str, Any]
Near = Callable[[Any], Any]


def classes(counts: Case) -> tuple[int, int, int]:
    return counts["promoters"], counts["passives"], counts["detractors"]


def check_basic(given: Case, expected: Case, near: Near) -> None:
    scale = NpsScale()
    found = nps_of([mark for v in given["scores"] if (mark := scale.classify(v)) is not None])
    assert found.score == near(expected["nps"])
    for name, value in {"variance": found.variance, "se_points": found.se}.items():
        if name in expected:
            assert value == near(expected[name])
    for name in ("n", "promoters", "passives", "detractors"):
        if name in expected:
            assert getattr(found, name) == expected[name]


def check_interval(given: Case, expected: Case, near: Near) -> None:
    found = nps(*classes(given))
    assert (found.n, found.score, found.variance, found.se) == (
        expected["n"],
        near(expected["nps"]),
        near(expected["variance"]),
        near(expected["se_points"]),
    )
    for method, name in {"wald": "wald95", "adjusted": "adjusted_wald95", "score": "score95"}.items():
        interval = nps_interval(NpsCounts(*classes(given)), method=method)  # type: ignore[arg-type]
        assert [interval.low, interval.high] == near(expected[name])


def check_change(given: Case, expected: Case, near: Near) -> None:
    before, after = nps(*classes(given["before"])), nps(*classes(given["after"]))
    assert (before.score, after.score) == (near(expected["nps_before"]), near(expected["nps_after"]))
    adjusted = nps_change(before, after)
    wald = nps_change(before, after, method="wald")
    assert adjusted is not None
    assert wald is not None
    assert adjusted.raw_difference == near(expected["diff_points"])
    wanted = expected["adjusted_wald"]
    assert adjusted.difference == near(wanted["diff"])
    assert adjusted.p_increase == near(wanted["p_one_sided_increase"])
    for found, wanted in ((adjusted, expected["adjusted_wald"]), (wald, expected["wald"])):
        assert found.se == near(wanted["se"])
        assert found.p == near(wanted["p_two_sided"])
        assert [found.low, found.high] == near(wanted["ci95"])
        assert found.difference / found.se == near(wanted["z"])


def check_margin(given: Case, expected: Case, near: Near) -> None:
    n = sample_size.for_margin(given["variance"], given["moe_points"], confidence=given["conf"])
    fewer = sample_size.for_margin(given["variance"], given["moe_points"], adjusted=True)
    assert (n, fewer) == (expected["n_wald"], expected["n_adjusted_wald"])


def check_compare_nps(given: Case, expected: Case, near: Near) -> None:
    variance, points = given["variance_each"], given["min_detectable_points"]
    n = sample_size.for_comparison(variance, variance, points, power=given["power"])
    assert n == expected["n_per_group"]
    seen = sample_size.smallest_visible_difference(variance, n, power=given["power"])
    assert points * 0.999 < seen <= points


def check_compare_shares(given: Case, expected: Case, near: Near) -> None:
    points = 100 * (given["p2"] - given["p1"])
    assert sample_size.share_for_comparison(given["p1"], points) == expected["n_per_group"]


def check_wilson(given: Case, expected: Case, near: Near) -> None:
    interval = wilson(given["x"], given["n"])
    assert [interval.low, interval.high] == near(expected["wilson95"])


def check_difference(given: Case, expected: Case, near: Near) -> None:
    counts = (given["x1"], given["n1"], given["x2"], given["n2"])
    interval = newcombe(*counts)
    assert [interval.low, interval.high] == near(expected["newcombe95"])
    assert pooled_z(*counts) == near(expected["z_pooled"])
    change = share_change(given["x2"], given["n2"], given["x1"], given["n1"])
    assert change.difference / 100 == near(expected["diff"])
    assert change.p == near(expected["p_two_sided"])


def check_improvement(given: Case, expected: Case, near: Near) -> None:
    before, after = given["before"], given["after"]
    counts = (after["top2"], after["n"], before["top2"], before["n"])
    change = share_change(before["top2"], before["n"], after["top2"], after["n"])
    assert change.difference == near(expected["diff_points"])
    assert change.relative_percent == near(expected["relative_change_pct"])
    assert [change.low, change.high] == near(expected["newcombe95_points"])
    assert change.p == near(expected["p_two_sided"])
    relative = ratio(*counts)
    assert relative is not None
    assert [relative.low, relative.high] == near(expected["ratio95"])
    assert p_gain_exceeds(*counts, 5) == near(expected["p_one_sided_gain_exceeds_5_points_wald"])


def check_effort(given: Case, expected: Case, near: Near) -> None:
    found = effort([float(v) for v, n in given["counts"].items() for _ in range(n)])
    assert (found.mean.n, found.mean.mean) == (expected["n"], near(expected["mean"]))
    assert found.mean.sd == near(expected["sd_sample"])
    assert [found.mean.low, found.mean.high] == near(expected["mean_t95"])
    assert 100 * (found.share_top or 0) == near(expected["pct_5_to_7"])
    assert found.net_index == near(expected["net_index_67_minus_123"])


def check_weighted(given: Case, expected: Case, near: Near) -> None:
    strata = given["strata"]
    sizes = {name: sum(classes(s)) for name, s in strata.items()}
    shares = {name: s["population_share"] for name, s in strata.items()}
    weights = post_stratify(sizes, shares)
    assert weights == {"A": near(expected["weight_A"]), "B": near(expected["weight_B"])}
    marks, weight = [], []
    for name, stratum in strata.items():
        for mark, count in zip((1, 0, -1), classes(stratum), strict=True):
            marks += [mark] * count
            weight += [weights[name]] * count
    assert nps_of(marks).score == near(expected["nps_unweighted"])
    weighted = nps_of(marks, weight, method="wald")
    assert weighted.score == near(expected["nps_weighted"])
    assert weighted.se == near(expected["se_kish_points"])
    assert (weighted.high or 0) - (weighted.score or 0) == near(expected["moe95_kish_points"])
    assert kish_n(weight) == near(expected["kish_n_eff"])
    assert design_effect(weight) == near(expected["deff"])
    variances = {name: NpsCounts(*classes(s)).variance for name, s in strata.items()}
    assert 100 * stratified_se(shares, variances, sizes) == near(expected["se_stratified_points"])


def check_raking(given: Case, expected: Case, near: Near) -> None:
    raked = rake(given["sample_table"], [given["row_targets"], given["col_targets"]])
    for row, wanted in zip(raked.table.tolist(), expected["raked_table"], strict=True):
        assert row == near(wanted)
    for row, wanted in zip(raked.weights, expected["cell_weights"], strict=True):
        assert row == near(wanted)


def check_response_rate(given: Case, expected: Case, near: Near) -> None:
    rates = response_rates(
        complete=given["I"],
        partial=given["P"],
        refused=given["R"],
        no_contact=given["NC"],
        other=given["O"],
        unknown=given["UO"],
    )
    assert [rates.rr1, rates.rr2, rates.rr5, rates.rr6, rates.cooperation, rates.completion] == near(
        [expected[name] for name in ("RR1", "RR2", "RR5", "RR6", "COOP1", "completion_rate_of_starts")]
    )


def check_laney(given: Case, expected: Case, near: Near) -> None:
    drawn = chart("pp", given["x"], given["n"])
    assert drawn.sigma_z == near(expected["sigma_z"])
    assert list(drawn.upper) == near(expected["ucl"])
    assert list(drawn.lower) == near(expected["lcl"])


def check_xmr(given: Case, expected: Case, near: Near) -> None:
    drawn = chart("xmr", given["monthly_nps"])
    assert (drawn.center, drawn.mean_range) == (near(expected["cl"]), near(expected["mr_bar"]))
    assert (drawn.upper[0], drawn.lower[0]) == (
        near(expected["ucl_no_screening"]),
        near(expected["lcl_no_screening"]),
    )


def check_multiple(given: Case, expected: Case, near: Near) -> None:
    found = benjamini_hochberg(given["p"], given["alpha"])
    assert (list(found.p), list(found.kept)) == (near(expected["bh_adjusted"]), expected["bh_reject"])
    found = holm(given["p"], given["alpha"])
    assert (list(found.p), list(found.kept)) == (near(expected["holm_adjusted"]), expected["holm_reject"])


def check_fpc(given: Case, expected: Case, near: Near) -> None:
    assert nps(*classes(given)).se == near(expected["se_points"])
    assert nps(*classes(given), population=given["population"]).se == near(expected["se_fpc_points"])


def check_goodman(given: Case, expected: Case, near: Near) -> None:
    bounds = goodman([given["detractors"], given["passives"], given["promoters"]])
    for bound, wanted in zip(bounds, expected["goodman95"], strict=True):
        assert [bound.low, bound.high] == near(wanted)


def check_suppression(given: Case, expected: Case, near: Near) -> None:
    found = suppress(given["cells"], k=given["k"], total_shown=given["total_shown"])
    assert sorted(found.hidden) == expected["hidden"]
    assert sorted(found.shown) == expected["shown"]
    assert found.total == expected["total"]


def check_due(given: Case, expected: Case, near: Near) -> None:
    zone = ZoneInfo(given["tz"])
    calendar = None if given["calendar"] == "24x7" else working_hours(given["calendar"], zone)
    received = datetime.fromisoformat(given["received"]).replace(tzinfo=zone)
    found = due(received, given["hours"] * 3600, calendar)
    assert found == datetime.fromisoformat(expected["due_local"]).replace(tzinfo=zone)
    assert found.tzinfo is UTC


def check_rate(given: Case, expected: Case, near: Near) -> None:
    rate = rate_of(given["answered_in_time"], given["answered_late"], given["open_overdue"])
    percent = [None if value is None else 100 * value for value in rate]
    assert percent == near([expected["compliance_pct"], *expected["wilson95_pct"]])


CHECKS: dict[str, Callable[[Case, Case, Near], None]] = {
    "nps_basic": check_basic,
    "nps_ci": check_interval,
    "nps_change": check_change,
    "sample_size_moe": check_margin,
    "sample_size_compare_nps": check_compare_nps,
    "sample_size_compare_prop": check_compare_shares,
    "wilson": check_wilson,
    "prop_diff": check_difference,
    "improvement_verdict": check_improvement,
    "ces": check_effort,
    "nps_weighted": check_weighted,
    "raking": check_raking,
    "response_rate": check_response_rate,
    "laney_p": check_laney,
    "xmr": check_xmr,
    "multiple_comparisons": check_multiple,
    "fpc": check_fpc,
    "goodman": check_goodman,
    "suppression": check_suppression,
    "sla_due": check_due,
    "sla_rate": check_rate,
}


@pytest.mark.shared
@pytest.mark.skipif(not CASES, reason="../shared/golden/surveys.json lies beside a developer's checkout only")
@pytest.mark.parametrize(
    "case", [pytest.param(case, id=case["id"]) for case in CASES if case["kind"] not in LEFT_OUT]
)
def test_golden_case(case: Case) -> None:
    def near(expected: Any) -> Any:
        if expected is None:
            return None
        return pytest.approx(expected, abs=max(case["tolerance"], 1e-9), rel=0)

    CHECKS[case["kind"]](case["inputs"], case["expected"], near)
