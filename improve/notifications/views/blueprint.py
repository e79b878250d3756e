"""The blueprint."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("notifications", __name__, url_prefix="/inbox")
