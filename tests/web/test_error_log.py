"""What the log says of an unexpected error."""

from __future__ import annotations

import logging

import pytest
from flask import Flask

from improve.web import errors


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize(
    ("path", "logged"),
    [
        ("/link/s3cret", "/link/…"),
        ("/s/abc/c/r3ceipt", "/s/abc/c/…"),
        ("/s/abc/r/k3y", "/s/abc/r/…"),
        ("/s/abc", "/s/abc"),
        ("/suggestions/12", "/suggestions/12"),
    ],
)
def test_the_log_has_no_address_that_opens_something(
    app: Flask, caplog: pytest.LogCaptureFixture, path: str, logged: str
) -> None:
    with app.test_request_context(path), caplog.at_level(logging.ERROR), pytest.raises(ValueError):
        errors._on_unexpected(ValueError())
    assert caplog.messages == [f"unexpected error at GET {logged}"]
