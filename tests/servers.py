"""The servers a test run needs beside the application: started in a temporary folder, ended with the run.

Nothing here touches a server that the machine runs already. PostgreSQL and Redis listen on a socket file
in a folder of their own, never on a port.
"""

from __future__ import annotations

import atexit
import contextlib
import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

MEMORY_DISK = Path("/dev/shm")  # noqa: S108
ROOM_NEEDED = 2**30
PATIENCE = 60.0
# The socket folder of a cluster that the run started already: set by the process that starts the workers.
RUNNING_CLUSTER = "TESTS_POSTGRESQL"
PR_SET_PDEATHSIG = 1

# Durable, as the application demands at its start; small, so that a cluster fits into memory.
POSTGRES_SETTINGS = {
    "listen_addresses": "",
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "max_connections": "100",
    "shared_buffers": "64MB",
    "max_wal_size": "128MB",
    "min_wal_size": "32MB",
    "autovacuum": "off",
    "log_min_messages": "warning",
    "timezone": "Pacific/Kiritimati",  # neither UTC nor anybody's own: an instant read wrongly shows at once
}


def scratch_folder(prefix: str) -> Path:
    """A new private folder, in memory where there is room for it. The caller removes it; what a killed run
    could not remove goes now."""
    base = Path(tempfile.gettempdir())
    if MEMORY_DISK.is_dir() and os.access(MEMORY_DISK, os.W_OK):
        _sweep(MEMORY_DISK, prefix)
        if shutil.disk_usage(MEMORY_DISK).free >= ROOM_NEEDED:
            base = MEMORY_DISK
    _sweep(base, prefix)
    return Path(tempfile.mkdtemp(prefix=f"{prefix}{os.getpid()}-", dir=base))


def _sweep(base: Path, prefix: str) -> None:
    """Remove the folders whose maker, the number in their name, is gone."""
    for folder in base.glob(f"{prefix}*-*"):
        maker = folder.name.removeprefix(prefix).split("-")[0]
        if maker.isdecimal() and not _is_alive(int(maker)):
            shutil.rmtree(folder, ignore_errors=True)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def postgresql_programs() -> Path | None:
    """The folder of `initdb` and `postgres`, newest version first, or None."""
    on_path = shutil.which("initdb")
    packaged = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: float(p.parts[-3]), reverse=True
    )
    found = [*packaged, *([Path(on_path)] if on_path else [])]
    return found[0].parent if found else None


def postgresql_missing() -> str | None:
    """Why no PostgreSQL can be started here, or None."""
    return None if postgresql_programs() else "PostgreSQL is not installed (Debian: postgresql)"


def redis_missing() -> str | None:
    """Why no Redis can be started here, or None."""
    return None if shutil.which("redis-server") else "Redis is not installed (Debian: redis-server)"


def chromium() -> str | None:
    """The path of the browser that drives the pages, or None."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def chromium_missing() -> str | None:
    """Why no browser can be started here, or None."""
    return None if chromium() else "Chromium is not installed (Debian: chromium)"


def _unprivileged() -> pwd.struct_passwd | None:
    """The account that a server has to run under: None is our own, which PostgreSQL refuses when it is root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise RuntimeError("PostgreSQL does not run as root, and there is neither a user postgres nor nobody")


def _die_with_parent() -> None:
    """Runs in the child before exec: even a killed test run leaves no server behind (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass
class Server:
    """A started server: its folder, its process, and how to end both."""

    folder: Path
    process: subprocess.Popen[bytes]
    stop_with: signal.Signals = signal.SIGTERM
    url: str = ""
    _stopped: bool = field(default=False, repr=False)

    def stop(self) -> None:
        """End the server and remove its folder; a second call does nothing."""
        if self._stopped:
            return
        self._stopped = True
        atexit.unregister(self.stop)
        if self.process.poll() is None:
            self.process.send_signal(self.stop_with)
            try:
                self.process.wait(timeout=PATIENCE)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def _start(
    command: Sequence[str], folder: Path, user: pwd.struct_passwd | None, is_up: Callable[[], bool]
) -> Server:
    log = folder / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            user=user.pw_uid if user else None,
            group=user.pw_gid if user else None,
            extra_groups=[] if user else None,
            start_new_session=True,  # Ctrl-C ends the tests first; they end the server
            preexec_fn=_die_with_parent,  # noqa: PLW1509
        )
    server = Server(folder, process)
    atexit.register(server.stop)
    deadline = time.monotonic() + PATIENCE
    while not is_up():
        if process.poll() is not None or time.monotonic() > deadline:
            said = log.read_text(errors="replace")
            server.stop()
            raise RuntimeError(f"{command[0]} did not start:\n{said}")
        time.sleep(0.05)
    return server


def start_postgresql() -> Server:
    """A new, empty cluster; `url` leads to its maintenance database. Raises RuntimeError with what it said."""
    programs = postgresql_programs()
    if programs is None:
        raise RuntimeError(postgresql_missing())
    user = _unprivileged()
    folder = scratch_folder("improve-pg-")
    if user:
        os.chown(folder, user.pw_uid, user.pw_gid)
    data = folder / "data"
    made = subprocess.run(
        [
            str(programs / "initdb"),
            f"--pgdata={data}",
            "--username=improve",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C",
            "--no-sync",
            "--wal-segsize=4",
        ],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        user=user.pw_uid if user else None,
        group=user.pw_gid if user else None,
        extra_groups=[] if user else None,
    )
    if made.returncode != 0:
        shutil.rmtree(folder, ignore_errors=True)
        raise RuntimeError(f"initdb failed:\n{made.stdout}{made.stderr}")
    options = [f"-c{name}={value}" for name, value in POSTGRES_SETTINGS.items()]
    command = [str(programs / "postgres"), f"-D{data}", f"-cunix_socket_directories={folder}", *options]
    ready = data / "postmaster.pid"
    server = _start(command, folder, user, lambda: ready.exists() and b"ready" in ready.read_bytes())
    server.stop_with = signal.SIGINT  # "fast": does not wait for clients
    server.url = postgresql_url(folder, "postgres")
    return server


def postgresql_url(socket_folder: Path, database: str) -> str:
    """The address of a database of the cluster whose socket lies in `socket_folder`."""
    return f"postgresql+psycopg://improve@/{database}?host={socket_folder}"


def start_redis() -> Server:
    """An empty Redis that stores nothing on disk."""
    program = shutil.which("redis-server")
    if program is None:
        raise RuntimeError(redis_missing())
    folder = scratch_folder("improve-redis-")
    socket = folder / "redis.sock"
    command = [program, "--port", "0", "--unixsocket", str(socket), "--save", "", "--appendonly", "no"]
    server = _start(command, folder, None, socket.exists)
    server.url = f"unix://{socket}"
    return server
