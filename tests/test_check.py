"""`make test` must not call a run green that was not."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests import check
from tests.check import FAILED, NOT_RUN, PASSED, Outcome, Part


def outcome(verdict: str) -> Outcome:
    return Outcome(Part("x", "a part", ()), verdict, 1.0, "there is no x" if verdict == NOT_RUN else "")


@pytest.mark.parametrize(
    ("verdicts", "here", "in_ci"),
    [
        ([PASSED, PASSED], 0, 0),
        ([PASSED, FAILED], 1, 1),
        ([PASSED, NOT_RUN], 0, 1),
        ([FAILED, NOT_RUN], 1, 1),
    ],
)
def test_the_exit_code_tells(verdicts: list[str], here: int, in_ci: int) -> None:
    outcomes = [outcome(verdict) for verdict in verdicts]
    assert check.exit_code(outcomes, in_ci=False) == here
    assert check.exit_code(outcomes, in_ci=True) == in_ci


@pytest.mark.parametrize(
    ("arguments", "verdict"),
    [
        (("-c", "pass"), PASSED),
        (("-c", "raise SystemExit(1)"), FAILED),
        (("-c", "raise SystemExit(5)"), FAILED),
        (("-c", "raise SystemExit(5)", "pytest"), NOT_RUN),
        (("-c", "raise SystemExit(2)", "pytest"), FAILED),
    ],
)
def test_a_part_is_what_its_command_says(arguments: tuple[str, ...], verdict: str) -> None:
    assert check.run(Part("x", "a part", arguments)).verdict == verdict


def test_a_part_that_cannot_run_says_why() -> None:
    part = Part("x", "a part", ("-c", "raise SystemExit(1)"), lambda: "there is no x")
    assert check.table([check.run(part)]) == [
        "  x             a part                            could not run because there is no x"
    ]


def test_what_failed_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    check.run(Part("x", "a part", ("-c", "print('the reason'); raise SystemExit(1)")))
    assert "the reason" in capsys.readouterr().out


def test_an_unknown_part_is_refused() -> None:
    script = Path(check.__file__)
    done = subprocess.run(
        [sys.executable, str(script), "everything"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "sqlite" in done.stdout
