"""`improve audit verify`, and what the doctor says about the trail."""

import json

from improve.audit import health, jobs
from improve.operations.ports import Level
from tests.audit.conftest import happen, tamper


def test_a_whole_trail_ends_well(app, run):
    with app.app_context():
        happen(3)
        jobs.seal()
        happen(1, first=4)
    result = run("audit", "verify", "--json")
    found = json.loads(result.stdout)
    assert result.exit_code == 0
    assert found["ok"]
    assert (found["entries"], found["sealed"], found["unsealed"]["count"]) == (4, 3, 1)
    assert "Not sealed yet: 1" in run("audit", "verify").stdout


def test_a_tampered_trail_ends_with_1(app, run):
    with app.app_context():
        happen(3)
        jobs.seal()
        tamper("UPDATE audit_entry SET actor_id = 8 WHERE seq = 2")
    result = run("audit", "verify", "--json")
    found = json.loads(result.stdout)
    assert result.exit_code == 1
    assert not found["ok"]
    assert found["problems"] == [{"where": "entry 2", "what": "The entry was changed after it was written."}]
    assert "WRONG  entry 2" in run("audit", "verify").stdout


def levels(app) -> set[Level]:
    with app.app_context():
        return {finding.level for finding in health.findings()}


def test_the_doctor_is_content_with_a_sealed_and_verified_trail(app):
    with app.app_context():
        happen(3)
        jobs.seal()
        jobs.verify()
    assert levels(app) == {Level.GOOD}


def test_the_doctor_misses_the_worker(app, clock):
    with app.app_context():
        happen(1)
    clock.move(minutes=2)
    assert Level.WRONG in levels(app)


def test_the_doctor_sees_a_cut_end(app):
    with app.app_context():
        happen(3)
        jobs.seal()
        tamper("DELETE FROM audit_entry WHERE seq = 3")
    assert Level.WRONG in levels(app)


def test_the_doctor_repeats_what_the_daily_check_found(app):
    with app.app_context():
        happen(3)
        jobs.seal()
        tamper("UPDATE audit_entry SET actor_id = 8 WHERE seq = 2")
        jobs.verify()
    assert Level.WRONG in levels(app)
