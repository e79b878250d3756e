"""The composition root: knows the parts, and nothing else does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Flask

from improve import config
from improve.core import db
from improve.web import (
    access,
    addresses,
    assets,
    csrf,
    errors,
    features,
    fragments,
    i18n,
    requests,
    templating,
)


def create_app(overrides: Mapping[str, Any] | None = None) -> Flask:
    """The application; `overrides` are settings of highest rank (tests, tools)."""
    app = Flask("improve", template_folder="../templates", static_folder=None, instance_relative_config=True)
    config.load(app, overrides)
    for part in (db, i18n, addresses, assets, fragments, templating, requests, access, csrf, errors):
        part.init_app(app)
    features.mount(app, features.discover("improve"))
    return app
