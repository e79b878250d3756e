"""Default deny: every view declares who may enter, and a view that declares nothing is not mounted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from improve.core.errors import Forbidden, Missing
from improve.core.localized import READER_LANGUAGE
from improve.core.policy import EXTENSION as POLICY
from improve.core.policy import VISITOR, Actor, PolicyBook, allows

F = TypeVar("F", bound=Callable[..., Any])
ATTRIBUTE = "improve_access"
LOADERS = "improve.actor_loaders"
# What follows from who reads is kept for the request; see i18n.
OF_PAGE = ("navigation", "unread")  # see templating
LANGUAGE, TIME_ZONE = READER_LANGUAGE, "reader_time_zone"

Loader = Callable[[], Actor | None]


class Access:
    """What a view declares: public (with the reason), signed in, or a permission."""

    def __init__(self, kind: str, *, permission: str = "", reason: str = "") -> None:
        self.kind = kind
        self.permission = permission
        self.reason = reason

    def __repr__(self) -> str:
        return f"{self.kind}({self.permission or self.reason})"


def _declare(access: Access) -> Callable[[F], F]:
    def mark(view: F) -> F:
        setattr(view, ATTRIBUTE, access)
        return view

    return mark


def public(reason: str) -> Callable[[F], F]:
    """Anybody may enter; say why."""
    return _declare(Access("public", reason=reason))


def signed_in(view: F) -> F:
    """Everybody with an account may enter."""
    return _declare(Access("signed_in"))(view)


def requires(permission: str) -> Callable[[F], F]:
    """Only who holds `permission` somewhere; the service asks again about the thing itself."""
    return _declare(Access("permission", permission=str(permission)))


def declared(view: Callable[..., Any] | None) -> Access | None:
    """The declaration of a view function."""
    return getattr(view, ATTRIBUTE, None)


def current_actor() -> Actor:
    """Who asks: the person of the session or of the bearer token, else the visitor."""
    actor: Actor | None = g.get("actor")
    if actor is None:
        loaded = (loader() for loader in current_app.extensions.get(LOADERS, ()))
        g.actor = actor = next((found for found in loaded if found is not None), VISITOR)
    return actor


def forget_actor() -> None:
    """Ask again who it is: after signing in or out within a request."""
    for kept in ("actor", LANGUAGE, TIME_ZONE, *OF_PAGE):
        g.pop(kept, None)


def init_app(app: Flask) -> None:
    """Guard every request; make the policy book."""
    app.extensions[POLICY] = PolicyBook()
    app.extensions[LOADERS] = []
    app.before_request(_guard)
    app.jinja_env.globals["may"] = lambda permission, subject=None: allows(
        current_actor(), permission, subject
    )


def undeclared(app: Flask) -> list[str]:
    """The endpoints that declare no access; `features.mount` refuses to start with one."""
    return sorted(name for name, view in app.view_functions.items() if declared(view) is None)


def _guard() -> ResponseReturnValue | None:
    if request.endpoint is None:
        return None
    access = declared(current_app.view_functions.get(request.endpoint))
    if access is None:
        raise Forbidden()
    if access.kind == "public":
        return None
    actor = current_actor()
    if actor.actor_id is None:
        return _to_sign_in()
    if access.kind == "permission" and not allows(actor, access.permission):
        raise Forbidden()
    return None


def _to_sign_in() -> ResponseReturnValue:
    """To the sign-in page and back afterwards; the API and partial pages get a plain 401."""
    if request.path.startswith("/api/"):
        raise NotSignedIn()
    if request.method == "GET" and request.accept_mimetypes.accept_html:
        session["next"] = request.full_path.rstrip("?")
    if request.headers.get("HX-Request"):
        return "", 401, {"HX-Redirect": url_for("accounts.sign_in")}
    return redirect(url_for("accounts.sign_in"))


class NotSignedIn(Forbidden):
    """No valid session or token (401)."""

    status = 401


def found_or_404(value: Any) -> Any:
    """The value, or the same answer that a hidden row gives."""
    if value is None:
        raise Missing()
    return value
