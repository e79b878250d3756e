"""The worker: runs the jobs of all manifests on their schedule until it is told to stop.

One loop starts what is due in a few threads, so that a slow job (a mail server that does not answer, a large
import) does not hold up the others; a job never runs twice at once. A job that fails is logged in one line and
waits longer each time. Whatever must happen once is claimed in the tables by the job itself, so any number of
workers may run.
"""

from __future__ import annotations

import logging
import math
import os
import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

from flask import Flask

from improve.core import clock
from improve.operations import heartbeat
from improve.operations.heartbeat import Beat, JobRecord
from improve.web.features import Job, mounted

log = logging.getLogger(__name__)
THREADS = 4
LONGEST_PAUSE = 300.0
SHORTEST_PAUSE = 1.0
MOMENT = 0.5


def pause_after(failures: int, every: float) -> float:
    """Seconds until the next run: the schedule, or after failures in a row a pause that doubles.

    Never longer than five minutes or the schedule, whichever is longer.
    """
    if failures == 0:
        return every
    doubled: float = max(every, SHORTEST_PAUSE) * 2.0 ** min(failures - 1, 16)
    return min(doubled, max(LONGEST_PAUSE, every))


@dataclass
class Scheduled:
    """A job and when it is due next (of the monotonic clock)."""

    job: Job
    due: float
    record: JobRecord = field(default_factory=JobRecord)
    running: Future[None] | None = None

    @property
    def is_running(self) -> bool:
        return self.running is not None and not self.running.done()


class Worker:
    """Runs jobs in `app`'s context until `stop` is called, from a signal or another thread."""

    def __init__(self, app: Flask, jobs: Sequence[Job] | None = None) -> None:
        self.app = app
        every = [job for feature in mounted(app) for job in feature.jobs] if jobs is None else jobs
        self.scheduled = [Scheduled(job, due=0.0) for job in every]
        self._stopping = threading.Event()
        self._changed = threading.Condition()
        self._started_at = clock.now().isoformat()
        self._path = heartbeat.path_in(app.instance_path)

    def stop(self, *_signal: object) -> None:
        """Begin nothing more; what runs comes to its end. Safe in a signal handler."""
        self._stopping.set()

    def run(self) -> None:
        """Work until stopped."""
        self._give_sign()
        beating = threading.Thread(target=self._beat, name="heartbeat", daemon=True)
        beating.start()
        try:
            with ThreadPoolExecutor(THREADS, thread_name_prefix="job") as pool:
                while not self._stopping.is_set():
                    self._start_due(pool)
                    self._wait()
        finally:
            self._stopping.set()
            beating.join()
            heartbeat.remove(self._path, os.getpid())

    def _start_due(self, pool: ThreadPoolExecutor) -> None:
        now = time.monotonic()
        for item in self.scheduled:
            if item.due <= now and not item.is_running:
                item.running = pool.submit(self._run_one, item)

    def _wait(self) -> None:
        """Until something is due, something has ended, or a moment has passed."""
        resting = [item.due for item in self.scheduled if not item.is_running]
        pause = min(resting, default=math.inf) - time.monotonic()
        with self._changed:
            self._changed.wait(min(max(pause, 0.01), MOMENT))

    def _run_one(self, item: Scheduled) -> None:
        """Run one job once; nothing it does ends the worker."""
        record = item.record
        record.running_since = clock.now().isoformat()
        try:
            with self.app.app_context():
                done = item.job.run()
            record.failures_in_a_row, record.error = 0, None
            record.last_success = clock.now().isoformat()
            if done:
                log.debug("%s: %s done", item.job.name, done)
        except Exception as error:
            record.failures_in_a_row += 1
            record.error = f"{type(error).__name__}: {error}"[:500]
            # The whole story once, then one line each time.
            log.error(
                "%s failed (%s in a row): %s",
                item.job.name,
                record.failures_in_a_row,
                record.error,
                exc_info=record.failures_in_a_row == 1,
            )
        finally:
            record.runs += 1
            record.running_since = None
            pause = pause_after(record.failures_in_a_row, item.job.every.total_seconds())
            item.due = time.monotonic() + pause
            with self._changed:
                self._changed.notify_all()

    def _beat(self) -> None:
        while not self._stopping.wait(heartbeat.EVERY.total_seconds()):
            self._give_sign()

    def _give_sign(self) -> None:
        beat = Beat(
            pid=os.getpid(),
            started_at=self._started_at,
            at=clock.now().isoformat(),
            jobs={item.job.name: item.record for item in self.scheduled},
        )
        try:
            heartbeat.write(self._path, beat)
        except OSError as error:
            log.error("the sign of life cannot be written: %s", error)
