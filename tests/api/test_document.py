"""The OpenAPI document describes what is there, and what is there fits the document."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask

from improve.api.document import openapi
from improve.web.rest import PREFIX, operations_of


def refs(found: Any) -> list[str]:
    """Every `$ref` in the document."""
    if isinstance(found, dict):
        own = [found["$ref"]] if "$ref" in found else []
        return own + [ref for value in found.values() for ref in refs(value)]
    if isinstance(found, list):
        return [ref for value in found for ref in refs(value)]
    return []


def test_every_operation_is_described(app: Flask) -> None:
    document = openapi(app)
    assert document["openapi"].startswith("3.1")
    described = {(method.upper(), path) for path, methods in document["paths"].items() for method in methods}
    routed = {
        (method, re.sub(r"<(?:\w+(?:\([^)]*\))?:)?(\w+)>", r"{\1}", rule.rule.removeprefix(PREFIX)))
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith(PREFIX) and rule.endpoint != "api.document"
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert described == routed


def test_every_reference_leads_somewhere(app: Flask) -> None:
    document = openapi(app)
    schemas = document["components"]["schemas"]
    assert {ref.rsplit("/", 1)[1] for ref in refs(document)} <= set(schemas)


def test_operation_ids_are_unique_and_answers_declared(app: Flask) -> None:
    operations = operations_of(app)
    ids = [operation.endpoint for operation in operations]
    assert len(ids) == len(set(ids))
    assert all(operation.answer is not None for operation in operations)


def test_the_document_is_public_and_the_page_is_readable(app: Flask) -> None:
    answer = app.test_client().get("/api/v1/openapi.json")
    assert answer.status_code == 200
    assert answer.json["info"]["title"] == "Improve"


@pytest.mark.parametrize("path", ["/api/v1/nothing", "/api/v1/suggestions/99999999999"])
def test_what_is_not_there_answers_as_a_problem(app: Flask, path: str) -> None:
    answer = app.test_client().get(path)
    assert answer.status_code in (401, 404)
    assert answer.content_type == "application/problem+json"
