"""A key or a code in an address that no database can look for leads nowhere: at every door, on both databases."""

from __future__ import annotations

import re
from collections.abc import Callable

from flask import Flask
from werkzeug.routing import UnicodeConverter

from improve.core.policy import Role
from tests.browser import Browser
from tests.metrics.door import let_in, signed_in
from tests.people import make_person


def test_nul_in_an_address(app: Flask, new_browser: Callable[..., Browser]) -> None:
    with app.app_context():
        make_person("ada", roles=[Role.ADMINISTRATOR])
        let_in()
    browser = signed_in(new_browser, "ada")
    found, tried = {}, 0
    for rule in app.url_map.iter_rules():
        method = "GET" if "GET" in (rule.methods or ()) else "POST"
        for name in rule.arguments:
            if type(rule._converters[name]) is not UnicodeConverter:
                continue
            path = re.sub(
                r"<(?:[^<>]*:)?(\w+)>", lambda mark, name=name: "a%00b" if mark[1] == name else "1", rule.rule
            )
            status = browser.client.open(path, method=method, headers=browser.headers).status_code
            tried += 1
            if status not in (400, 404):
                found[f"{method} {path}"] = status
    assert found == {} and tried > 20
