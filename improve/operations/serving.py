"""`improve serve`, `improve work`: the web server, the worker, or both under a supervisor."""

from __future__ import annotations

import logging
import os
import signal
import sys

import click
from flask import Flask, current_app

from improve import config
from improve.operations import addresses, readiness, supervisor
from improve.operations.worker import Worker
from improve.web.commanding import Stopped, with_app

HOST = click.option(
    "--host", default="127.0.0.1", show_default=True, help="Address to listen on; 0.0.0.0: all."
)
PORT = click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65_535))
WORKERS = click.option(
    "--workers", default=None, type=click.IntRange(1, 64), help="Web processes. Default: 2, or 1 on one core."
)
THREADS = click.option(
    "--threads", default=4, show_default=True, type=click.IntRange(1, 64), help="Threads in each web process."
)


def require_free(host: str, port: int) -> None:
    """End the command with a sentence when something else listens there."""
    try:
        addresses.require_free(host, port)
    except addresses.Occupied as error:
        raise Stopped(str(error)) from error


def require_ready() -> None:
    """End the command when the database cannot be used; only warn where it works but is set unsafely."""
    for reason in readiness.reasons_against():
        if reason.startswith(readiness.UNSAFE):
            click.echo(f"Warning: {reason}", err=True)
        else:
            raise Stopped(reason)


def become_server(host: str, port: int, workers: int | None, threads: int) -> None:
    """Replace this process by the supervisor, which is small; it announces the address when pages are answered."""
    url = addresses.url(host, port)
    environment = dict(os.environ)
    if not is_base_url_set():
        environment["IMPROVE_BASE_URL"] = url
    here = url if addresses.reached_at(host) == host else f"{url} and http://127.0.0.1:{port}"
    options = {
        "host": host,
        "port": port,
        "workers": workers or min(2, os.cpu_count() or 1),
        "threads": threads,
        "announce": f"Improve is at {here} (Ctrl-C ends it).",
    }
    command = [sys.executable, "-m", supervisor.__name__]
    for name, value in options.items():
        command.append(f"--{name}={value}")
    sys.stdout.flush()
    sys.stderr.flush()
    os.execve(sys.executable, command, environment)  # noqa: S606  (ourselves, under another name)


def is_base_url_set() -> bool:
    """Did somebody say under which address people reach this instance?"""
    from_file = config.from_file(config.instance_folder() / "improve.toml")
    return "BASE_URL" in from_file or "BASE_URL" in config.from_environment(os.environ)


@click.command()
@HOST
@PORT
@WORKERS
@THREADS
@with_app
def serve(host: str, port: int, workers: int | None, threads: int) -> None:
    """Serve pages and run the worker until Ctrl-C; both are started again when they end by themselves."""
    require_free(host, port)
    require_ready()
    become_server(host, port, workers, threads)


@click.command()
@with_app
def work() -> None:
    """Run the worker alone: mails, sealing, whatever the clock starts. `improve serve` has one of its own."""
    require_ready()
    logging.basicConfig(level=logging.INFO, format="worker: %(message)s", stream=sys.stderr)
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    worker = Worker(app)
    signal.signal(signal.SIGTERM, worker.stop)
    signal.signal(signal.SIGINT, worker.stop)
    worker.run()
