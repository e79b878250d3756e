"""Children are started again when they end, and ended when the supervisor is."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

PATIENCE = 30.0
PYTHON = [sys.executable, "-c"]
SUPERVISOR = """
import sys
from improve.operations import supervisor
from improve.operations.supervisor import Child, Supervisor
supervisor.GRACE = float(sys.argv[1])
children = [Child(f"child {n}", [sys.executable, "-c", code]) for n, code in enumerate(sys.argv[2:])]
Supervisor(children, lambda text: print(text, flush=True)).run()
print("done", flush=True)
"""
NOTES_ITS_START = "import os, pathlib, time; pathlib.Path({0!r}, str(os.getpid())).touch(); {1}"
SLEEPS = "time.sleep(600)"
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + SLEEPS


def until(condition):
    """Wait for something to become true; the value."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if value := condition():
            return value
        time.sleep(0.02)
    raise AssertionError("it did not happen in time")


def is_alive(pid: int) -> bool:
    """Does the process exist, and is it more than a remembered exit code?"""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.fixture
def supervised(tmp_path):
    """`supervised(code, …)`: a supervisor over children that run code; they note their pids in `tmp_path`."""
    started = []

    def start(*codes, grace=10.0, ignored=None):
        # Who runs the tests under `nohup` hands down that the hang-up is ignored.
        given = f"{int(ignored)}, signal.SIG_IGN" if ignored else "signal.SIGHUP, signal.SIG_DFL"
        before = f"import signal; signal.signal({given})\n"
        made = subprocess.Popen(
            [*PYTHON, before + SUPERVISOR, str(grace), *codes],
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        started.append(made)
        return made

    yield start
    for made in started:
        made.kill()
        made.wait()
        for pid in [int(path.name) for path in tmp_path.rglob("*") if path.name.isdigit()]:
            if is_alive(pid):
                os.kill(pid, signal.SIGKILL)


def pids(folder: Path) -> list[int]:
    return [int(path.name) for path in folder.iterdir() if path.name.isdigit()]


def noting(folder: Path, then: str) -> str:
    return NOTES_ITS_START.format(str(folder), then)


def test_a_child_that_ends_is_started_again(supervised, tmp_path):
    supervised(noting(tmp_path, "raise SystemExit(3)"))
    until(lambda: len(pids(tmp_path)) >= 2)


def test_a_killed_child_is_started_again_and_said_so(supervised, tmp_path):
    made = supervised(noting(tmp_path, SLEEPS))
    (first,) = until(lambda: pids(tmp_path))
    os.kill(first, signal.SIGKILL)
    assert made.stdout.readline() == "The child 0 ended (signal SIGKILL); it starts again in 1 s.\n"
    until(lambda: len(pids(tmp_path)) == 2)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_all(supervised, tmp_path, number):
    made = supervised(noting(tmp_path, SLEEPS), noting(tmp_path, SLEEPS))
    until(lambda: len(pids(tmp_path)) == 2)
    made.send_signal(number)
    assert made.wait(PATIENCE) == 0
    assert made.stdout.read() == "done\n"
    assert not any(is_alive(pid) for pid in pids(tmp_path))


def test_sigint_is_heard_also_in_the_background(supervised, tmp_path):
    """A shell without job control lets what it puts into the background ignore SIGINT."""
    made = supervised(noting(tmp_path, SLEEPS), ignored=signal.SIGINT)
    until(lambda: pids(tmp_path))
    made.send_signal(signal.SIGINT)
    assert made.wait(PATIENCE) == 0


def test_ctrl_c_reaches_the_supervisor_alone(supervised, tmp_path):
    """The terminal signals the whole foreground group; a child must not lose its request half-way."""
    made = supervised(noting(tmp_path, SLEEPS))
    (child,) = until(lambda: pids(tmp_path))
    assert os.getpgid(child) == child != os.getpgid(made.pid)


def test_a_child_that_does_not_end_is_killed(supervised, tmp_path):
    made = supervised(noting(tmp_path, STUBBORN), grace=0.3)
    until(lambda: pids(tmp_path))
    time.sleep(0.2)  # until it ignores the signal
    made.terminate()
    assert made.wait(PATIENCE) == 0
    assert not any(is_alive(pid) for pid in pids(tmp_path))


def test_a_second_signal_does_not_wait(supervised, tmp_path):
    made = supervised(noting(tmp_path, STUBBORN), grace=600)
    until(lambda: pids(tmp_path))
    time.sleep(0.2)
    made.send_signal(signal.SIGINT)
    time.sleep(0.3)
    made.send_signal(signal.SIGINT)
    assert made.wait(PATIENCE) == 0
    assert not any(is_alive(pid) for pid in pids(tmp_path))


def test_what_a_killed_child_had_started_is_ended_too(supervised, tmp_path):
    """As when the web server's main process is killed: its workers would keep the port."""
    (tmp_path / "own").mkdir()
    (tmp_path / "below").mkdir()
    code = noting(tmp_path / "below", SLEEPS)
    below = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {code!r}]); "
    supervised(noting(tmp_path / "own", below + SLEEPS))
    (grandchild,) = until(lambda: pids(tmp_path / "below"))
    (child,) = pids(tmp_path / "own")
    os.kill(child, signal.SIGKILL)
    until(lambda: not is_alive(grandchild))
    until(lambda: len(pids(tmp_path / "own")) == 2)


def test_nothing_else_is_ended(supervised, tmp_path):
    stranger = subprocess.Popen([*PYTHON, "import time; " + SLEEPS])
    try:
        made = supervised(noting(tmp_path, SLEEPS))
        until(lambda: pids(tmp_path))
        made.terminate()
        made.wait(PATIENCE)
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children of their parent's end")
def test_children_end_with_a_killed_supervisor(supervised, tmp_path):
    made = supervised(noting(tmp_path, SLEEPS))
    (child,) = until(lambda: pids(tmp_path))
    made.kill()
    until(lambda: not is_alive(child))


def test_nohup_is_respected(supervised, tmp_path):
    """A supervisor that was told to ignore the hang-up keeps ignoring it."""
    made = supervised(noting(tmp_path, SLEEPS), ignored=signal.SIGHUP)
    until(lambda: pids(tmp_path))
    made.send_signal(signal.SIGHUP)
    time.sleep(0.6)
    assert made.poll() is None
