"""What `make test` and CI run: every part by name, and a table at the end that says how each one went.

    python tests/check.py                  all parts
    python tests/check.py lint types       some of them

A part that this machine cannot run (no PostgreSQL, no Chromium) is named with the reason; where CI is set in
the environment that is a failure.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Lock

ROOT = Path(__file__).resolve().parent.parent
if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))

from tests.servers import chromium_missing, postgresql_missing  # noqa: E402

PASSED = "passed"
FAILED = "FAILED"
NOT_RUN = "could not run"
NO_TEST_FOUND = 5
# The name of the variable with the folder in which a part finds what another part of the same run left.
ONE_RUN = "TESTS_OF_ONE_RUN"
# Each worker begins with a half of its own and takes over from the other at the end: what a package prepares once
# is prepared by one of them, and neither waits for the other.
PYTEST = ("-m", "pytest", "-q", "-n", "2", "--dist", "worksteal")


@dataclass(frozen=True)
class Part:
    """One check. `missing` says why this machine cannot run it."""

    name: str
    about: str
    arguments: tuple[str, ...]
    missing: Callable[[], str | None] = lambda: None

    @property
    def is_pytest(self) -> bool:
        return "pytest" in self.arguments


@dataclass(frozen=True)
class Outcome:
    """How a part went; `reason` where it could not run."""

    part: Part
    verdict: str
    seconds: float
    reason: str = ""


FORMAT = Part("format", "layout of the code", ("-m", "ruff", "format", "--check", "."))
LINT = Part("lint", "mistakes visible without running", ("-m", "ruff", "check", "."))
TYPES = Part("types", "types of improve/", ("-m", "mypy"))
TRANSLATIONS = Part("translations", "both catalogs complete", ("-m", "improve.web.catalogs", "check"))
# Named by its folder, so that the other parts need not read its tests, nor it theirs.
IN_CHROMIUM = "tests/e2e"
SQLITE = Part("sqlite", "tests on SQLite", (*PYTEST, "--db", "sqlite", "--ignore", IN_CHROMIUM))
POSTGRESQL = Part(
    "postgresql",
    "tests on PostgreSQL",
    # Two thirds of the tests of pages are left out: CI has 40 minutes, and every page ran on SQLite.
    (*PYTEST, "--db", "postgresql", "--some-pages", "-m", "postgres", "--ignore", IN_CHROMIUM),
    postgresql_missing,
)
BROWSER = Part("browser", "tests in Chromium", (*PYTEST, "--db", "sqlite", IN_CHROMIUM), chromium_missing)

# Lanes of a stage run beside each other, stages one after the other: a browser needs a machine that is not busy.
STAGES = (((TYPES, FORMAT, LINT, TRANSLATIONS), (SQLITE, POSTGRESQL)), ((BROWSER,),))
PARTS = {part.name: part for stage in STAGES for lane in stage for part in lane}

_printing = Lock()
_interrupted = Event()


def say(*lines: str) -> None:
    """Print without mixing with what runs beside."""
    with _printing:
        print(*lines, sep="\n", flush=True)


def run(part: Part) -> Outcome:
    """Run one part and show what it said, unless it is a silent success."""
    reason = "interrupted" if _interrupted.is_set() else part.missing()
    if reason:
        return Outcome(part, NOT_RUN, 0, reason)
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, *part.arguments],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    seconds = time.monotonic() - started
    if done.returncode == 0:
        verdict, reason = PASSED, ""
    elif part.is_pytest and done.returncode == NO_TEST_FOUND:
        verdict, reason = NOT_RUN, "no test was found"
    else:
        verdict, reason = FAILED, ""
    said = [done.stdout.rstrip()] if part.is_pytest or verdict != PASSED else []
    say(f"--- {part.name}: {verdict} after {seconds:.0f} s", *said)
    return Outcome(part, verdict, seconds, reason)


def run_all(wanted: Sequence[str]) -> list[Outcome]:
    """Run the wanted parts, stage by stage."""
    outcomes: list[Outcome] = []
    for stage in STAGES:
        lanes = [[part for part in lane if part.name in wanted] for lane in stage]
        with ThreadPoolExecutor(max_workers=len(lanes)) as pool:
            running = [pool.submit(lambda lane: [run(part) for part in lane], lane) for lane in lanes]
            try:
                outcomes.extend(outcome for lane in running for outcome in lane.result())
            except KeyboardInterrupt:
                _interrupted.set()  # what runs was interrupted too; what waits is not begun
                raise
    return outcomes


def table(outcomes: Sequence[Outcome]) -> list[str]:
    """One line a part."""
    rows = []
    for outcome in outcomes:
        because = f" because {outcome.reason}" if outcome.reason else f" {outcome.seconds:6.0f} s"
        rows.append(f"  {outcome.part.name:14}{outcome.part.about:34}{outcome.verdict}{because}")
    return rows


def exit_code(outcomes: Sequence[Outcome], *, in_ci: bool) -> int:
    """1 when something failed, and in CI also when something could not run."""
    bad = {FAILED, NOT_RUN} if in_ci else {FAILED}
    return 1 if any(outcome.verdict in bad for outcome in outcomes) else 0


def main(arguments: Sequence[str]) -> int:
    """The command; exit code 2 for a part that does not exist."""
    unknown = [name for name in arguments if name not in PARTS]
    if unknown:
        say(f"There is no part {', '.join(unknown)}. The parts are {', '.join(PARTS)}.")
        return 2
    try:
        with TemporaryDirectory(prefix="improve-one-run-") as folder:
            os.environ[ONE_RUN] = folder
            outcomes = run_all(arguments or list(PARTS))
    except KeyboardInterrupt:
        say("Interrupted.")
        return 130
    say("", *table(outcomes))
    return exit_code(outcomes, in_ci=bool(os.environ.get("CI")))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
