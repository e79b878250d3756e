"""The token API: operations declared beside their function, one parser, one error form, one document.

    api = Api("suggestions")

    @api.operation("POST", "/suggestions", permission=Permission.SUBMIT, body=NewIdea, answer=IdeaItem,
                   status=201, summary=_l("Submit an idea"))
    def create(body: NewIdea) -> Answer:
        with transaction():
            idea = service.submit(body, by=current_actor())
        return Answer(item(idea), headers={"Location": …})

`body` and `query` are value classes (`improve.core.values`), judged by the same `check` as the forms; `answer`
is a pydantic model or dataclass that describes what comes back. Unknown fields are refused.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Annotated, Any

from flask import Blueprint, Flask, Response, current_app, request
from flask.typing import ResponseReturnValue

from improve.core.db import transaction
from improve.core.errors import ImproveError, Invalid
from improve.core.messages import LazyText, _l
from improve.core.values import Line, Whole, check
from improve.web.access import public, requires
from improve.web.csrf import protection

PREFIX = "/api/v1"
OPERATIONS = "improve.operations"
IDEMPOTENCY = "improve.idempotency"
LARGEST_BODY = 4 * 1024 * 1024
KEY = Line(200, pattern=r"[\x21-\x7e]+", hint=_l("An idempotency key has visible ASCII characters only."))


class BadRequest(ImproveError):
    """The body could not be read at all (400)."""

    status = 400


class UnsupportedMedia(ImproveError):
    """Not JSON (415)."""

    status = 415


class TooLarge(ImproveError):
    """The body is larger than what is taken (413)."""

    status = 413


class TooMany(ImproveError):
    """Too many requests (429); `retry_after` seconds."""

    status = 429

    def __init__(self, message: LazyText, retry_after: int) -> None:
        super().__init__(message)
        self.headers = {"Retry-After": str(retry_after)}


def moment(instant: datetime) -> str:
    """An instant as every answer has it: ISO 8601 in UTC."""
    return instant.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


@dataclass(frozen=True)
class Answer:
    """What an operation answers; a plain dict means status and headers as declared."""

    body: Any
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Paging:
    """`page` and `per_page` of every list; subclass it for more."""

    page: Annotated[int, Whole(1, 1_000_000)] = 1
    per_page: Annotated[int, Whole(1, 100)] = 20


@dataclass(frozen=True)
class Operation:
    """One operation, as the OpenAPI document shows it."""

    method: str
    path: str
    endpoint: str
    summary: LazyText
    tag: str
    permission: str | None
    body: type | None
    query: type | None
    answer: Any
    status: int
    aliases: Mapping[str, str] = field(default_factory=dict)


class Api:
    """The operations of one feature: a blueprint without cookies, plus their declarations."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.blueprint = Blueprint(f"{name}_api", f"improve.{name}.api", url_prefix=PREFIX)
        self.operations: list[Operation] = []
        # A bearer token is no cookie: nothing to forge across sites.
        protection.exempt(self.blueprint)
        self.blueprint.record(self._register)

    def _register(self, state: Any) -> None:
        state.app.extensions.setdefault(OPERATIONS, []).extend(self.operations)

    def operation(
        self,
        method: str,
        path: str,
        *,
        summary: LazyText,
        permission: str | None = None,
        public_because: str = "",
        body: type | None = None,
        query: type | None = None,
        answer: Any = None,
        status: int = 200,
        aliases: Mapping[str, str] | None = None,
    ) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Declare an operation. Exactly one of `permission` and `public_because` is given.

        `aliases` maps a name in the address to the field of `query`, where it cannot be a Python name (`in`).
        """
        if (permission is None) == (not public_because):
            raise TypeError(f"{method} {path}: give a permission, or say why it is public")

        def declare(function: Callable[..., Any]) -> Callable[..., Any]:
            @functools.wraps(function)
            def view(**values: Any) -> ResponseReturnValue:
                if query is not None:
                    values["query"] = _queried(query, aliases or {})
                return _answered(function, values, method=method, body=body, status=status)

            guarded = public(public_because)(view) if permission is None else requires(permission)(view)
            self.blueprint.add_url_rule(path, function.__name__, guarded, methods=[method])
            self.operations.append(
                Operation(
                    method=method,
                    path=path,
                    endpoint=f"{self.blueprint.name}.{function.__name__}",
                    summary=summary,
                    tag=self.name,
                    permission=permission,
                    body=body,
                    query=query,
                    answer=answer,
                    status=status,
                    aliases=aliases or {},
                )
            )
            return function

        return declare


def _answered(
    function: Callable[..., Any],
    values: dict[str, Any],
    *,
    method: str,
    body: type | None,
    status: int,
) -> ResponseReturnValue:
    raw = b""
    if body is not None:
        raw = _raw_body()
        values["body"] = check(body, _object(raw), known_only=True)
    key = request.headers.get("Idempotency-Key")
    if method == "POST" and key is not None:
        return _once(_Header.checked(key), raw, lambda: _respond(function(**values), status))
    return _respond(function(**values), status)


@dataclass(frozen=True)
class _Header:
    key: Annotated[str, KEY]

    @classmethod
    def checked(cls, key: str) -> str:
        try:
            return check(cls, {"key": key}).key
        except Invalid as error:
            raise Invalid({"Idempotency-Key": error.errors["key"]}) from error


def _once(key: str, raw: bytes, act: Callable[[], Response]) -> Response:
    """Act at most once per key, in one transaction with the remembered answer."""
    remember: Callable[[str, bytes, Callable[[], Response]], Response] | None = current_app.extensions.get(
        IDEMPOTENCY
    )
    if remember is None:
        return act()
    with transaction():
        return remember(key, raw, act)


def _respond(answer: Any, status: int) -> Response:
    found = answer if isinstance(answer, Answer) else Answer(answer)
    text = json.dumps(found.body, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    response = Response(text, mimetype="application/json", status=found.status or status)
    response.headers.update(found.headers)
    return response


def _queried(query: type, aliases: Mapping[str, str]) -> Any:
    """The checked query values; problems carry the names of the address."""
    raw = {aliases.get(name, name): value for name, value in _single_values().items()}
    try:
        return check(query, raw, known_only=True)
    except Invalid as error:
        shown = {field: name for name, field in aliases.items()}
        raise Invalid({shown.get(name, name): found for name, found in error.errors.items()}) from error


def _single_values() -> dict[str, str]:
    values = {}
    for name, given in request.args.lists():
        if len(given) > 1:
            raise Invalid.field(name[:100], _l("This value is given more than once."))
        values[name] = given[0]
    return values


def _raw_body() -> bytes:
    if request.mimetype != "application/json":
        raise UnsupportedMedia(_l("Please send JSON with the content type application/json."))
    if request.content_length is not None and request.content_length > LARGEST_BODY:
        raise TooLarge(_l("The file or text is larger than what fits here. Please make it smaller."))
    return request.get_data(cache=True)


def _object(raw: bytes) -> dict[str, Any]:
    try:
        found = json.loads(raw.decode("utf-8"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise BadRequest(_l("The body is not readable JSON in UTF-8.")) from error
    if not isinstance(found, dict):
        raise BadRequest(_l("The body must be a JSON object."))
    return found


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def operations_of(app: Flask) -> list[Operation]:
    """All declared operations, by path."""
    found: list[Operation] = app.extensions.get(OPERATIONS, [])
    return sorted(found, key=lambda item: (item.path, item.method))
