"""The manifest of the API's own parts."""

from datetime import timedelta

from flask import Flask

from improve.api import idempotency, jobs, views
from improve.core.messages import _l
from improve.core.panels import SettingsLink
from improve.web.features import Contribution, Feature, Job
from improve.web.rest import IDEMPOTENCY


def _init(app: Flask) -> None:
    app.extensions[IDEMPOTENCY] = idempotency.once


feature = Feature(
    name="api",
    summary="The API's document, its readable page, and answers remembered by idempotency key.",
    blueprints=(views.blueprint,),
    jobs=(Job("api.forget_answers", jobs.forget_answers, timedelta(hours=1)),),
    contributions=(
        Contribution(
            "settings",
            SettingsLink(
                label=_l("For developers"),
                line=_l("The API: addresses, values and errors."),
                endpoint="api.readable",
                icon="code-slash",
                permission="accounts:issue_tokens",
                order=90,
            ),
        ),
    ),
    init=_init,
)
