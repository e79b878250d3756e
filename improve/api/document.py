"""The OpenAPI 3.1 document, generated from the declared operations."""

from __future__ import annotations

import re
from typing import Any

from flask import Flask
from pydantic import TypeAdapter

from improve.core.values import fields_of, schema_of
from improve.web.rest import PREFIX, Operation, operations_of

VERSION = "1.0"
PROBLEM = {
    "type": "object",
    "description": "RFC 9457 problem details; `errors` names the fields.",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"field": {"type": "string"}, "message": {"type": "string"}},
                "required": ["field", "message"],
            },
        },
    },
    "required": ["type", "title", "status", "detail", "errors"],
}
_ARGUMENT = re.compile(r"<(?:(\w+)(?:\([^)]*\))?:)?(\w+)>")


def openapi(app: Flask) -> dict[str, Any]:
    """The document of everything that is mounted."""
    schemas: dict[str, Any] = {"Problem": PROBLEM}
    paths: dict[str, dict[str, Any]] = {}
    for operation in operations_of(app):
        path = _ARGUMENT.sub(r"{\2}", operation.path)
        paths.setdefault(path, {})[operation.method.lower()] = _described(operation, schemas)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Improve",
            "version": VERSION,
            "description": "Bearer token in `Authorization`. Errors are `application/problem+json`. "
            "Instants are ISO 8601 in UTC. `Idempotency-Key` on every creating POST.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": PREFIX}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": schemas,
        },
    }


def _described(operation: Operation, schemas: dict[str, Any]) -> dict[str, Any]:
    out: dict[str, Any] = {
        "operationId": operation.endpoint.replace("_api.", "_"),
        "summary": operation.summary.msgid,
        "tags": [operation.tag],
        "parameters": _parameters(operation),
        "responses": _responses(operation, schemas),
    }
    if operation.permission is None:
        out["security"] = []
    else:
        out["x-permission"] = str(operation.permission)
    if operation.body is not None:
        name = operation.body.__name__
        schemas[name] = schema_of(operation.body)
        content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}
        out["requestBody"] = {"required": True, "content": content}
    return out


def _parameters(operation: Operation) -> list[dict[str, Any]]:
    found = []
    for kind, name in _ARGUMENT.findall(operation.path):
        schema: dict[str, Any] = {"type": "string", "minLength": 1}
        if kind == "int":
            schema = {"type": "integer", "minimum": 0, "maximum": 2**31 - 1}
        found.append({"name": name, "in": "path", "required": True, "schema": schema})
    if operation.query is not None:
        shown = {field: name for name, field in operation.aliases.items()}
        for field, item in fields_of(operation.query).items():
            name = shown.get(field, field)
            schema = dict(item.constraint.schema())
            if item.default is not None and item.default != ():
                schema["default"] = item.default
            found.append({"name": name, "in": "query", "required": item.required, "schema": schema})
    if operation.method == "POST":
        key = {"type": "string", "maxLength": 200, "pattern": "^[\\x21-\\x7e]+$"}
        found.append({"name": "Idempotency-Key", "in": "header", "required": False, "schema": key})
    return found


def _responses(operation: Operation, schemas: dict[str, Any]) -> dict[str, Any]:
    problem = {
        "description": "A problem",
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    good: dict[str, Any] = {"description": "Done"}
    if operation.answer is not None:
        schema = TypeAdapter(operation.answer).json_schema(
            mode="serialization", ref_template="#/components/schemas/{model}"
        )
        schemas |= schema.pop("$defs", {})
        name = getattr(operation.answer, "__name__", None)
        if name is not None and schema.get("type") == "object" and "additionalProperties" not in schema:
            schemas[name] = schema
            schema = {"$ref": f"#/components/schemas/{name}"}
        good["content"] = {"application/json": {"schema": schema}}
    if operation.status == 201:
        good["headers"] = {"Location": {"schema": {"type": "string"}}}
    return {str(operation.status): good, "default": problem}
