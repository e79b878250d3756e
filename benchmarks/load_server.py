"""The server under load: started as the product starts it, on 127.0.0.1, and what it costs."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path

from improve.operations.supervisor import web_command

ROOT = Path(__file__).resolve().parents[1]
TICKS = os.sysconf("SC_CLK_TCK")
THREADS = 4
PATIENCE = 300.0  # the machine may be busy


def free_port() -> int:
    """A port of 127.0.0.1 that nobody uses."""
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@contextmanager
def serving(folder: Path, database_url: str, workers: int) -> Iterator[tuple[int, int]]:
    """The port of a server with that many web processes, and the id of the process that they belong to."""
    port = free_port()
    server = started(folder, database_url, workers, port)
    try:
        yield port, server.pid
    finally:
        server.terminate()
        try:
            server.wait(timeout=30)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def started(folder: Path, database_url: str, workers: int, port: int) -> subprocess.Popen[bytes]:
    """A server that answers."""
    command = [*web_command("127.0.0.1", port, workers, THREADS)[:-1], "benchmarks.load_app:app"]
    environment = {**os.environ, "IMPROVE_INSTANCE": str(folder), "PYTHONPATH": str(ROOT)}
    if database_url:
        environment["IMPROVE_DATABASE_URL"] = database_url
    server = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        _wait_for(port, server)
    except BaseException:
        killed(server)
        raise
    return server


def killed(server: subprocess.Popen[bytes]) -> int:
    """Kill it with all its processes, each by its id, as a failing machine would; how many there were."""
    processes = family(server.pid)
    for process in processes:
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
    server.wait()
    return len(processes)


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and server.poll() is None:
        connection = HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
        finally:
            connection.close()
    raise RuntimeError("the server did not start")


def family(process: int) -> list[int]:
    """The process with all that it started."""
    found, children = [process], _children()
    for parent in found:
        found += children.get(parent, [])
    return found


def _children() -> dict[int, list[int]]:
    out: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has ended
        out.setdefault(int(fields[1]), []).append(int(path.parent.name))
    return out


def processor_seconds(process: int) -> float:
    """What a process and its children have used so far, those included that have ended."""
    total = 0
    for one in family(process):
        try:
            fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        total += sum(int(field) for field in fields[11:13])
    return total / TICKS


def memory(process: int) -> list[tuple[float, float]]:
    """Megabytes of each child: all of it, and without what it shares with the others."""
    out = []
    for one in family(process)[1:]:
        try:
            lines = Path(f"/proc/{one}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        sizes = {line.split(":")[0]: int(line.split()[1]) / 1024 for line in lines[1:]}
        out.append((sizes["Rss"], sizes["Private_Clean"] + sizes["Private_Dirty"]))
    return [found for found in out if found[0] > 40]  # the helper of multiprocessing is no worker
