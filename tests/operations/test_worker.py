"""The worker runs jobs on their schedule, survives their errors, and stops when told."""

import json
import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from flask import current_app

from improve.operations import heartbeat, worker
from improve.operations.heartbeat import Beat, JobRecord
from improve.operations.worker import Worker, pause_after
from improve.web.features import Job

PATIENCE = 20
pytestmark = pytest.mark.databases("sqlite")


class Counted:
    """A job that notes its runs and lets a test wait for a number of them."""

    def __init__(self, name="counted", every=0.01, action=lambda number: 0):
        self.runs = 0
        self.action = action
        self.changed = threading.Condition()
        self.job = Job(name, self._run, timedelta(seconds=every))

    def _run(self):
        with self.changed:
            self.runs += 1
            self.changed.notify_all()
        return self.action(self.runs)

    def wait_for(self, runs):
        with self.changed:
            assert self.changed.wait_for(lambda: self.runs >= runs, PATIENCE)


@contextmanager
def working(app, *jobs):
    """A worker in a thread; ends with the block."""
    made = Worker(app, [item.job for item in jobs])
    thread = threading.Thread(target=made.run)
    thread.start()
    try:
        yield made
    finally:
        made.stop()
        thread.join(PATIENCE)
        assert not thread.is_alive()


def test_jobs_run_again_and_again_inside_the_application(app):
    names = []
    counted = Counted(action=lambda number: names.append(current_app.name) or 1)
    with working(app, counted):
        counted.wait_for(3)
    assert names[0] == "improve"


def test_a_job_runs_at_the_start_and_then_after_its_pause(app):
    daily, often = Counted("daily", every=86_400), Counted("often")
    with working(app, daily, often):
        often.wait_for(5)
    assert daily.runs == 1


def test_an_error_ends_neither_the_worker_nor_the_other_jobs(app, monkeypatch, caplog):
    monkeypatch.setattr(worker, "SHORTEST_PAUSE", 0.001)

    def fail(number):
        raise RuntimeError("no luck")

    failing, good = Counted("failing", action=fail), Counted("good")
    with working(app, failing, good) as made:
        failing.wait_for(3)
        good.wait_for(3)
        records = {item.job.name: item.record for item in made.scheduled}
        assert records["failing"].failures_in_a_row >= 2
        assert records["failing"].error == "RuntimeError: no luck"
    assert "failing failed (1 in a row): RuntimeError: no luck" in caplog.text
    with_story = [record for record in caplog.records if record.exc_info and record.exc_info[0]]
    assert len(with_story) == 1


def test_after_a_success_all_is_forgotten(app, monkeypatch):
    monkeypatch.setattr(worker, "SHORTEST_PAUSE", 0.001)

    def fail_twice(number):
        if number <= 2:
            raise RuntimeError("no luck")
        return 0

    item = Counted(action=fail_twice)
    with working(app, item) as made:
        item.wait_for(4)
        assert made.scheduled[0].record.error is None
        assert made.scheduled[0].record.failures_in_a_row == 0


def test_a_slow_job_holds_up_no_other_and_runs_only_once_at_a_time(app):
    release, at_once = threading.Event(), []

    def slow(number):
        at_once.append(number)
        release.wait(PATIENCE)
        return 0

    slow_one, quick = Counted("slow", action=slow), Counted("quick")
    with working(app, slow_one, quick):
        quick.wait_for(10)
        assert at_once == [1]
        release.set()


def test_stopping_lets_a_running_job_finish(app):
    finished = []
    started = threading.Event()

    def steady(number):
        started.set()
        threading.Event().wait(0.3)
        finished.append(number)
        return 0

    with working(app, Counted(every=60, action=steady)):
        assert started.wait(PATIENCE)
    assert finished == [1]


@pytest.mark.parametrize(
    ("failures", "every", "pause"),
    [
        (0, 2, 2),
        (1, 2, 2),
        (2, 2, 4),
        (3, 2, 8),
        (20, 2, 300),
        (1, 0.1, 1),
        (0, 86_400, 86_400),
        (1, 86_400, 86_400),
        (50, 86_400, 86_400),
    ],
)
def test_pauses_grow_with_failures(failures, every, pause):
    assert pause_after(failures, every) == pause


def test_the_sign_of_life_is_there_while_it_works_and_gone_afterwards(app):
    path = heartbeat.path_in(app.instance_path)
    item = Counted()
    with working(app, item):
        item.wait_for(1)
        beat = heartbeat.read(path)
        assert beat.is_alive(datetime.now(UTC))
        assert set(beat.jobs) == {"counted"}
        assert path.stat().st_mode & 0o777 == 0o600
    assert heartbeat.read(path) is None


def test_a_sign_of_another_worker_is_left_alone(tmp_path):
    path = heartbeat.path_in(tmp_path)
    now = datetime(2026, 3, 4, tzinfo=UTC)
    heartbeat.write(path, Beat(7, now.isoformat(), now.isoformat(), {"seal": JobRecord(runs=3)}))
    heartbeat.remove(path, 8)
    assert heartbeat.read(path).jobs["seal"].runs == 3
    heartbeat.remove(path, 7)
    assert not path.exists()


def test_silence_is_noticed():
    beat = Beat(7, "2026-03-04T09:00:00+00:00", "2026-03-04T09:30:00+00:00")
    assert beat.is_alive(beat.seen + heartbeat.SILENT_AFTER)
    assert not beat.is_alive(beat.seen + heartbeat.SILENT_AFTER + timedelta(seconds=1))


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        "{}",
        '{"pid": 1}',
        json.dumps({"pid": 1, "started_at": "", "at": "soon", "jobs": {}}),
        json.dumps({"pid": 1, "started_at": "", "at": "2026-03-04T09:30:00", "jobs": {}}),
        '{"jobs": 3}',
    ],
)
def test_an_unreadable_sign_is_none(tmp_path, content):
    path = heartbeat.path_in(tmp_path)
    path.write_text(content)
    assert heartbeat.read(path) is None
