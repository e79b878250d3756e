"""Keeps the web server and the worker running, and ends both together.

    python -m improve.operations.supervisor --host 127.0.0.1 --port 8000 --workers 2 --threads 4

`improve serve` becomes this process once it has checked everything. It loads neither Flask nor a database, so
it costs a few megabytes. Each child leads a process group of its own: Ctrl-C reaches the supervisor alone, and
what has to be killed is exactly what was started here.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from types import FrameType

CHECKOUT = Path(__file__).resolve().parents[2]
GRACE = 25.0
LONGEST_PAUSE = 30.0
STEADY_AFTER = 60.0
LOOK_EVERY = 0.2
PR_SET_PDEATHSIG = 1


def _end_with_parent() -> None:
    """Runs in the child: when the supervisor is killed, its children end, too (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass
class Child:
    """A process to keep running. `due` is when to start it (monotonic clock), None while it runs."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    due: float | None = 0.0
    ended_early: int = 0

    def start(self) -> None:
        """Start it in a process group of its own."""
        self.due, self.started = None, time.monotonic()
        self.process = subprocess.Popen(  # noqa: S603  (the commands below)
            self.command,
            cwd=CHECKOUT,
            stdin=subprocess.DEVNULL,
            process_group=0,
            preexec_fn=_end_with_parent,  # noqa: PLW1509  (the supervisor has one thread)
        )

    def look(self) -> str | None:
        """Plan another start when it has ended; what to say about that."""
        if self.process is None or not self.has_ended():
            return None
        steady = time.monotonic() - self.started >= STEADY_AFTER
        self.ended_early = 0 if steady else self.ended_early + 1
        pause = min(2.0 ** max(self.ended_early - 1, 0), LONGEST_PAUSE)
        code = self.clear_away()
        self.due = time.monotonic() + pause
        return f"The {self.name} ended ({_ending(code)}); it starts again in {pause:.0f} s."

    def has_ended(self) -> bool:
        """Has it ended? It is not reaped by asking, so that the number of its group stays its own."""
        if self.process is None:
            return True
        if not hasattr(os, "waitid"):  # macOS
            return self.process.poll() is not None
        return os.waitid(os.P_PID, self.process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None

    def ask_to_end(self) -> None:
        """Let it finish what it is at."""
        if self.process is not None and not self.has_ended():
            self.process.send_signal(signal.SIGTERM)

    def clear_away(self) -> int:
        """End whatever is left of it and of what it started; its exit code."""
        if self.process is None:
            return 0
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        code = self.process.wait()
        self.process = None
        return code


def _ending(code: int) -> str:
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"


class Supervisor:
    """Runs children until SIGINT or SIGTERM; a second signal ends them without waiting."""

    def __init__(self, children: Sequence[Child], say: Callable[[str], None]) -> None:
        self.children = children
        self.say = say
        self.signals = 0

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self.signals += 1

    def run(self, on_look: Callable[[], None] = lambda: None) -> None:
        """Keep them running; `on_look` is called on each round."""
        # SIGINT is taken also where a shell has a background process ignore it; the hang-up not under nohup.
        signal.signal(signal.SIGINT, self._on_signal)
        signal.signal(signal.SIGTERM, self._on_signal)
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
            signal.signal(signal.SIGHUP, self._on_signal)
        try:
            while not self.signals:
                self._look()
                on_look()
                time.sleep(LOOK_EVERY)
        finally:
            self._end()

    def _look(self) -> None:
        for child in self.children:
            said = child.look()
            if said:
                self.say(said)
            if child.due is not None and child.due <= time.monotonic():
                child.start()

    def _end(self) -> None:
        """Let them finish what they are at; whoever does not is killed."""
        begun, asked = time.monotonic(), self.signals
        for child in self.children:
            child.ask_to_end()
        while not all(child.has_ended() for child in self.children):
            if self.signals > asked or time.monotonic() - begun > GRACE:
                break
            time.sleep(0.05)
        for child in self.children:
            child.clear_away()


def web_command(host: str, port: int, workers: int, threads: int) -> list[str]:
    """Granian serving `wsgi:app`."""
    options = {
        "interface": "wsgi",
        "http": "1",
        "host": host,
        "port": port,
        "workers": workers,
        "blocking-threads": threads,
        "workers-kill-timeout": 20,
        "log-level": "warning",
    }
    out = [sys.executable, "-m", "granian", "--no-ws", "--respawn-failed-workers"]
    for name, value in options.items():
        out += [f"--{name}", str(value)]
    return [*out, "wsgi:app"]


def worker_command() -> list[str]:
    """The worker of this instance."""
    return [sys.executable, "-m", "improve", "work"]


@dataclass
class Announcement:
    """Says once that pages are answered, as soon as they are."""

    host: str
    port: int
    text: str
    say: Callable[[str], None]
    done: bool = False

    def __call__(self) -> None:
        if not self.done and self._answers():
            self.done = True
            self.say(self.text)

    def _answers(self) -> bool:
        here = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104
        connection = HTTPConnection(here, self.port, timeout=1.0)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()


def say(text: str) -> None:
    """A line for whoever started us; a terminal that is gone is no reason to stop."""
    with suppress(OSError):
        print(text, flush=True)


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="improve serve")
    parser.add_argument("--host", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--workers", type=int, required=True)
    parser.add_argument("--threads", type=int, required=True)
    parser.add_argument("--announce", default="")
    given = parser.parse_args()
    web = Child("web server", web_command(given.host, given.port, given.workers, given.threads))
    announcement = Announcement(given.host, given.port, given.announce, say)
    Supervisor([web, Child("worker", worker_command())], say).run(announcement)
    say("Improve has stopped.")


if __name__ == "__main__":
    main()
