"""The command line in a process of its own, on the database of a test."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from flask import Flask

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60.0


def until(condition: Callable[[], Any], what: str = "it") -> Any:
    """Wait for something to become true; the value."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if value := condition():
            return value
        time.sleep(0.03)
    raise AssertionError(f"{what} did not happen in time")


def answers(url: str) -> int | None:
    """The status of a page; None while nothing answers."""
    try:
        with urlopen(url, timeout=5) as answer:  # noqa: S310
            return int(answer.status)
    except URLError as error:
        return getattr(error, "code", None)
    except OSError:
        return None


class Commands:
    """Starts `improve …` processes and ends those that are left."""

    def __init__(self, app: Flask, folder: Path) -> None:
        self.environment = {
            **os.environ,
            "IMPROVE_INSTANCE": app.instance_path,
            "IMPROVE_DATABASE_URL": app.config["DATABASE_URL"],
            "PYTHONPATH": str(ROOT),
        }
        self.folder = folder
        self.started: list[subprocess.Popen[bytes]] = []

    def begin(self, *arguments: str, **settings: object) -> subprocess.Popen[bytes]:
        """Start a command; what it says is in `said`."""
        environment = self.environment | {f"IMPROVE_{name}": str(value) for name, value in settings.items()}
        with (self.folder / f"output-{len(self.started)}").open("wb") as output:
            made = subprocess.Popen(
                [sys.executable, "-m", "improve", *arguments],
                cwd=ROOT,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        self.started.append(made)
        return made

    def said(self, number: int = -1) -> str:
        """What a command has said so far."""
        return (self.folder / f"output-{number % len(self.started)}").read_text()

    def end(self) -> None:
        """End what still runs, gently where that is possible."""
        for made in self.started:
            if made.poll() is None:
                made.send_signal(signal.SIGTERM)
        for made in self.started:
            try:
                made.wait(30)
            except subprocess.TimeoutExpired:
                made.kill()
                made.wait()


@pytest.fixture
def commands(app: Flask, tmp_path: Path) -> Iterator[Commands]:
    """`commands.begin("serve", "--port", "8123")`."""
    made = Commands(app, tmp_path)
    yield made
    made.end()
