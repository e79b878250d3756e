"""Two questions of whatever watches this process: does it live, and may it be sent requests?"""

from __future__ import annotations

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from improve.operations import readiness
from improve.web.access import public

blueprint = Blueprint("operations", __name__)


@blueprint.get("/healthz")
@public("a supervisor asks whether the process lives; the answer says nothing else")
def health() -> ResponseReturnValue:
    """The process lives. Asks nothing else, so that a slow database does not get it restarted."""
    return "ok\n", 200, {"Content-Type": "text/plain; charset=utf-8"}


@blueprint.get("/readyz")
@public("a load balancer asks whether requests may be sent here; reasons hold no secrets")
def ready() -> ResponseReturnValue:
    """The database answers, is migrated and keeps what it acknowledges; else 503 with the reasons."""
    reasons = readiness.reasons_against()
    return jsonify(ready=not reasons, reasons=reasons), 503 if reasons else 200
