"""A test run leaves no server and no folder behind, however it ends."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests import servers

HOLDER = """
import signal, time
from tests import servers
signal.signal(signal.SIGINT, signal.default_int_handler)  # a run in the background ignores Ctrl-C
server = servers.start_redis()
print(server.process.pid, server.folder, flush=True)
time.sleep(60)
"""


def alive(process: int) -> bool:
    """Is it there, and not only waiting to be buried?"""
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's own notice of a parent's death is Linux")
@pytest.mark.skipif(servers.redis_missing() is not None, reason=str(servers.redis_missing()))
@pytest.mark.parametrize("way", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_killed_run_leaves_nothing(way: signal.Signals) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER],
        cwd=Path(__file__).parents[1],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert holder.stdout is not None
    process, folder = holder.stdout.readline().split()
    assert alive(int(process))
    holder.send_signal(way)
    holder.wait()
    holder.stdout.close()
    for _ in range(200):
        if not alive(int(process)):
            break
        time.sleep(0.05)
    else:
        os.kill(int(process), signal.SIGKILL)
        pytest.fail("the server outlived its test run")
    swept = servers.scratch_folder("improve-redis-")
    swept.rmdir()
    assert not Path(folder).exists()


def test_a_living_runs_folder_stays() -> None:
    mine = servers.scratch_folder("improve-check-")
    other = servers.scratch_folder("improve-check-")
    assert mine.is_dir()
    mine.rmdir()
    other.rmdir()
