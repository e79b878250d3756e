"""kill -9 at the worst moments: no mail is lost, none that was noted goes out again, nothing is sealed twice."""

import os
import signal
import threading
import time
from collections import Counter

from sqlalchemy import func, select, update

from improve.audit import jobs as audit_jobs
from improve.audit import verification
from improve.audit.models import AuditEntry
from improve.core import clock
from improve.core.db import db, transaction
from improve.core.events import publish
from improve.notifications.models import OutgoingMail
from tests.notifications.conftest import ThingMoved, mail_server, make_reader, move, notice, told
from tests.operations.conftest import until

__all__ = ["mail_server"]
MAILS = 6


def states(app) -> Counter[str]:
    with app.app_context():
        found = Counter(db.session.scalars(select(OutgoingMail.state)))
        db.session.remove()
        return found


def let_leases_run_out(app) -> None:
    """As if ten minutes had passed."""
    with app.app_context(), transaction():
        over = update(OutgoingMail).where(OutgoingMail.claimed_until.is_not(None))
        db.session.execute(over.values(claimed_until=clock.now()))


def test_a_worker_killed_while_it_sends_loses_no_mail(app, commands, mail_server):
    """The server has the third mail and has not said so yet when the worker is killed."""
    with app.app_context():
        told(notice(make_reader("wei", email="wei@example.org")))
        for _mail in range(MAILS):
            move()
        db.session.remove()
    running = []

    def killing(content: bytes) -> str:
        if len(mail_server.received) == 2 and len(running) == 1:
            os.kill(running[0].pid, signal.SIGKILL)
            return "451 nobody hears this"
        return "250 OK"

    mail_server.answer_data = killing
    running.append(commands.begin("work", **mail_server.settings))
    assert running[0].wait(60) == -signal.SIGKILL
    let_leases_run_out(app)
    running.append(commands.begin("work", **mail_server.settings))
    until(lambda: states(app) == {"sent": MAILS}, "the delivery")
    received = Counter(mail["Message-ID"] for mail in mail_server.received)
    assert len(received) == MAILS
    assert set(received.values()) == {1}


def test_workers_killed_while_they_seal_leave_a_whole_chain(app, commands):
    """Two workers at once, killed while people go on working."""
    stop = threading.Event()
    written = 0

    def write() -> None:
        nonlocal written
        with app.app_context():
            while not stop.is_set():
                with transaction():
                    publish(ThingMoved(actor_id=7, subject_id=written + 1))
                written += 1
                time.sleep(0.002)
            db.session.remove()

    def sealed() -> int:
        with app.app_context():
            found = db.session.scalar(select(func.count(AuditEntry.seq))) or 0
            db.session.remove()
            return found

    writer = threading.Thread(target=write)
    writer.start()
    try:
        two = [commands.begin("work"), commands.begin("work")]
        until(sealed, "the sealing")
        for made in two:
            made.kill()
            made.wait(60)
    finally:
        stop.set()
        writer.join()
    with app.app_context():
        audit_jobs.seal()
        report = verification.verify()
        assert report.problems == []
        assert (report.entries, report.sealed) == (written, written)
