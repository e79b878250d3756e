"""Errors as people read them: a page in their language, problem+json for the API, never a bare 500."""

from __future__ import annotations

from http import HTTPStatus

from flask import Flask, Response, current_app, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm.exc import ObjectDeletedError, StaleDataError
from werkzeug.exceptions import HTTPException

from improve.core.db import is_collision
from improve.core.errors import ImproveError, Invalid
from improve.core.messages import LazyText, _l

TITLES: dict[int, LazyText] = {
    400: _l("The request could not be read"),
    401: _l("Please sign in"),
    403: _l("This is not open to you"),
    404: _l("Not found"),
    405: _l("This address does not do that"),
    409: _l("That is not possible now"),
    413: _l("That is too large"),
    415: _l("This format is not taken"),
    422: _l("Something does not fit"),
    429: _l("Too many attempts"),
    500: _l("Something went wrong on our side"),
    503: _l("Not ready"),
}
SENTENCES: dict[int, LazyText] = {
    400: _l("The page sent something that could not be read. Go back, reload the page and try again."),
    404: _l("There is nothing here. It may have been moved or withdrawn."),
    405: _l("Go back and use the buttons on the page."),
    413: _l("The file or text is larger than what fits here. Please make it smaller."),
    429: _l("Please wait a few minutes and try again."),
    500: _l("Nothing was saved. The error is in the log; please try again or tell your administrator."),
}
# Variables of addresses that open something for whoever has them.
SECRET_PARTS = frozenset(("token", "receipt", "key"))
COLLISION = _l("Somebody else changed the same at this moment. Nothing was saved; please send it once more.")
SESSION_GONE = _l("Your session has ended or the page was open for too long. Reload it and send it again.")


def init_app(app: Flask) -> None:
    """Answer our own errors, HTTP errors and everything unexpected."""
    app.register_error_handler(ImproveError, _on_improve_error)
    app.register_error_handler(CSRFError, _on_csrf_error)
    app.register_error_handler(HTTPException, _on_http_error)
    app.register_error_handler(DBAPIError, _on_database_error)
    app.register_error_handler(ObjectDeletedError, _on_gone)
    app.register_error_handler(StaleDataError, _on_gone)
    app.register_error_handler(Exception, _on_unexpected)


def wants_json() -> bool:
    """Is this the API?"""
    return request.path.startswith("/api/")


def problem(status: int, sentence: str, errors: list[dict[str, str]] | None = None) -> Response:
    """RFC 9457: title, status, detail and one entry per field."""
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": sentence,
        "errors": errors or [],
    }
    response = jsonify(body)
    response.status_code = status
    response.content_type = "application/problem+json"
    return response


def _answer(status: int, sentence: str, errors: list[dict[str, str]] | None = None) -> ResponseReturnValue:
    if wants_json():
        return problem(status, sentence, errors)
    title = str(TITLES.get(status, TITLES[400]))
    page = render_template("errors/error.html", title=title, sentence=sentence, details=errors or [])
    return page, status


def _on_improve_error(error: ImproveError) -> ResponseReturnValue:
    details = []
    if isinstance(error, Invalid):
        details = [
            {"field": name, "message": str(message)}
            for name, messages in error.errors.items()
            for message in messages
        ]
    response = current_app.make_response(_answer(error.status, str(error.message), details))
    response.headers.update(getattr(error, "headers", {}))
    return response


def _on_csrf_error(error: CSRFError) -> ResponseReturnValue:
    return _answer(400, str(SESSION_GONE))


def _on_http_error(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < 400:
        return error
    sentence = SENTENCES.get(error.code, SENTENCES[400])
    answer = _answer(error.code, str(sentence))
    if error.code == 405 and hasattr(error, "valid_methods"):
        response = current_app.make_response(answer)
        response.headers["Allow"] = ", ".join(error.valid_methods or ())
        return response
    return answer


def _on_database_error(error: DBAPIError) -> ResponseReturnValue:
    if not is_collision(error):
        return _on_unexpected(error)
    current_app.logger.warning("two at once, undone: %s %s", request.method, _path_without_secrets())
    return _answer(409, str(COLLISION))


def _on_gone(error: Exception) -> ResponseReturnValue:
    """Somebody deleted it after we had looked: as if we had come later."""
    current_app.logger.warning("deleted meanwhile: %s %s", request.method, _path_without_secrets())
    return _answer(404, str(SENTENCES[404]))


def _on_unexpected(error: Exception) -> ResponseReturnValue:
    current_app.logger.exception("unexpected error at %s %s", request.method, _path_without_secrets())
    if current_app.testing:
        raise error
    return _answer(500, str(SENTENCES[500]))


def _path_without_secrets() -> str:
    """The path for the log, without what opens something by itself: the token of a single-use link, or what leads to
    somebody's answer to a survey.
    """
    secrets = {str(value) for name, value in (request.view_args or {}).items() if name in SECRET_PARTS}
    return "/".join("…" if part in secrets else part for part in request.path.split("/"))
