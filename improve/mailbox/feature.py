"""The manifest of the mailbox."""

from datetime import timedelta

from improve.mailbox import health, jobs
from improve.operations.ports import DOCTOR, DOCTOR_MAIL
from improve.web.features import Contribution, Feature, Job

feature = Feature(
    name="mailbox",
    summary="Mails that come in over IMAP, each handled once.",
    requires=("accounts", "operations"),
    jobs=(
        Job("mailbox.fetch", jobs.fetch, timedelta(minutes=1)),
        Job("mailbox.tidy", jobs.tidy, timedelta(days=1)),
    ),
    contributions=(
        Contribution(DOCTOR, health.findings, order=60),
        Contribution(DOCTOR_MAIL, health.connection, order=60),
    ),
)
