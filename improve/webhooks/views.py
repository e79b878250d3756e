"""Pages of webhooks: all of them, one with its log, one message with its attempts, and what can be heard of."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import groupby

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from improve.core import clock
from improve.core.db import LARGEST_ID, db, transaction
from improve.core.errors import Forbidden
from improve.core.localized import Localized
from improve.core.messages import LazyText, _, _l, _n
from improve.web.access import current_actor, found_or_404, requires
from improve.web.hooks import HookKind, offered
from improve.web.tables import page_number, paginate
from improve.webhooks import composing, delivering, queries, service
from improve.webhooks.forms import EndpointForm, PeriodForm
from improve.webhooks.models import Delivery, DeliveryState, Endpoint, OutgoingMessage, Pause
from improve.webhooks.policy import Permission, may_manage
from improve.webhooks.values import Problem

blueprint = Blueprint("webhooks", __name__, url_prefix="/settings/webhooks")

# A new secret travels in the administrator's own cookie from the form to the page that shows it once.
FRESH = "fresh_webhook_secret"
STATES = (DeliveryState.WAITING, DeliveryState.DELIVERED, DeliveryState.LEFT_OUT)
EXAMPLE_AT = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
PAUSES: Mapping[str, LazyText] = {
    Pause.BY_HAND: _l("Somebody paused it."),
    Pause.FAILED: _l("Nothing could be delivered for more than a day."),
    Pause.GONE: _l("The other system says that its address is gone (410)."),
    Pause.SECRET_LOST: _l(
        "The installation has another secret key than when the secret was made: it needs a new one."
    ),
}
PROBLEMS: Mapping[str, LazyText] = {
    Problem.NO_NAME: _l("The name leads nowhere"),
    Problem.CLOSED_NETWORK: _l("It leads into a network that may not be reached"),
    Problem.NO_HTTP: _l("Addresses without TLS are not allowed"),
    Problem.REFUSED: _l("No connection"),
    Problem.CERTIFICATE: _l("The certificate is not trusted"),
    Problem.TIMEOUT: _l("No answer within 15 seconds"),
    Problem.BROKEN: _l("The connection broke"),
}


@blueprint.before_request
def _whole_company() -> None:
    """A role in one unit opens the door of its permission, not these pages."""
    if current_actor().actor_id is not None and not may_manage(current_actor()):
        raise Forbidden()


def _endpoint(endpoint_id: int) -> Endpoint:
    found = db.session.scalar(
        queries.visible_to(current_actor()).where(Endpoint.id == min(endpoint_id, LARGEST_ID))
    )
    endpoint: Endpoint = found_or_404(found)
    return endpoint


def _delivery(delivery_id: int) -> Delivery:
    number = min(delivery_id, LARGEST_ID)
    found = db.session.scalar(queries.deliveries_for(current_actor()).where(Delivery.id == number))
    delivery: Delivery = found_or_404(found)
    return delivery


def _groups() -> list[tuple[LazyText, list[HookKind]]]:
    return [(group, list(kinds)) for group, kinds in groupby(offered(), key=lambda kind: kind.group)]


def _labels() -> dict[str, LazyText]:
    return {composing.TEST: _l("Test"), **{kind.code: kind.label for kind in offered()}}


@blueprint.get("/")
@requires(Permission.MANAGE)
def index() -> ResponseReturnValue:
    """All of them and how they stand."""
    endpoints = db.session.scalars(
        queries.visible_to(current_actor()).order_by(Endpoint.name, Endpoint.id)
    ).all()
    return render_template(
        "webhooks/index.html",
        endpoints=endpoints,
        troubled=sum(bool(one.failing_since or one.pause not in (None, Pause.BY_HAND)) for one in endpoints),
        waiting=queries.waiting_counts([endpoint.id for endpoint in endpoints]),
    )


@blueprint.get("/kinds")
@requires(Permission.MANAGE)
def kinds() -> ResponseReturnValue:
    """What can be heard of, with an example of each message."""
    examples = {
        kind.code: json.dumps(
            json.loads(composing.body_of(kind.code, EXAMPLE_AT, kind.example)), ensure_ascii=False, indent=2
        )
        for kind in offered()
    }
    return render_template("webhooks/kinds.html", groups=_groups(), examples=examples)


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.MANAGE)
def new() -> ResponseReturnValue:
    """Add one; the next page shows its secret."""
    form = EndpointForm()
    if form.validate_on_submit():
        with form.catching(), transaction():
            endpoint, secret = service.add(form.value(), by=current_actor())
        if form.ok:
            return _shown_once(endpoint.id, secret)
    return _form_page(form, None)


@blueprint.route("/<int:endpoint_id>/edit", methods=["GET", "POST"])
@requires(Permission.MANAGE)
def edit(endpoint_id: int) -> ResponseReturnValue:
    """Another name, address or choice."""
    endpoint = _endpoint(endpoint_id)
    form = EndpointForm(data={"name": endpoint.name, "url": endpoint.url, "kinds": list(endpoint.kinds)})
    if form.validate_on_submit():
        with form.catching(), transaction():
            service.change(endpoint, form.value(), by=current_actor())
        if form.ok:
            flash(_("Saved."))
            return _to(endpoint_id)
    return _form_page(form, endpoint)


def _form_page(form: EndpointForm, endpoint: Endpoint | None) -> ResponseReturnValue:
    chosen = set(form.kinds.data or ())
    page = render_template(
        "webhooks/edit.html", form=form, endpoint=endpoint, groups=_groups(), chosen=chosen
    )
    return page, 422 if form.is_submitted() else 200


def _shown_once(endpoint_id: int, secret: str) -> ResponseReturnValue:
    session[FRESH] = [endpoint_id, secret]
    return _to(endpoint_id)


def _to(endpoint_id: int) -> ResponseReturnValue:
    return redirect(url_for("webhooks.show", endpoint_id=endpoint_id), 303)


@blueprint.get("/<int:endpoint_id>")
@requires(Permission.MANAGE)
def show(endpoint_id: int) -> ResponseReturnValue:
    """How it stands, and its log."""
    return _page(_endpoint(endpoint_id), PeriodForm())


def _subject(message: OutgoingMessage) -> str:
    """What a message is about, in a few words of its own: a title or a name, of several languages the reader's."""
    data = json.loads(message.body)["data"]
    said = data.get("title") or data.get("name") or ""
    return str(Localized(said)) if isinstance(said, dict) else str(said)


def _page(endpoint: Endpoint, form: PeriodForm, status: int = 200) -> ResponseReturnValue:
    state = request.args.get("state", "")
    deliveries = queries.deliveries_for(current_actor()).where(Delivery.endpoint_id == endpoint.id)
    if state in STATES:
        deliveries = deliveries.where(Delivery.state == state)
    page = paginate(deliveries, page=page_number())
    fresh = session.pop(FRESH, None) if request.method == "GET" else None
    if not (isinstance(fresh, list) and fresh[0] == endpoint.id):
        fresh = None
    answer = render_template(
        "webhooks/show.html",
        endpoint=endpoint,
        fresh=fresh[1] if fresh else None,
        two_secrets=endpoint.previous_until is not None and endpoint.previous_until > clock.now(),
        waiting=queries.waiting_counts([endpoint.id]).get(endpoint.id, 0),
        page=page,
        state=state,
        last=queries.last_attempts([delivery.id for delivery in page.items]),
        form=form,
        labels=_labels(),
        subject=_subject,
        pauses=PAUSES,
        problems=PROBLEMS,
    )
    return answer, status


@blueprint.post("/<int:endpoint_id>/pause")
@requires(Permission.MANAGE)
def pause(endpoint_id: int) -> ResponseReturnValue:
    """Send nothing for now."""
    endpoint = _endpoint(endpoint_id)
    with transaction():
        service.pause(endpoint, by=current_actor())
    flash(_("Paused. What happens meanwhile waits, for 30 days at most."))
    return _to(endpoint_id)


@blueprint.post("/<int:endpoint_id>/resume")
@requires(Permission.MANAGE)
def resume(endpoint_id: int) -> ResponseReturnValue:
    """Send what waited."""
    endpoint = _endpoint(endpoint_id)
    with transaction():
        service.resume(endpoint, by=current_actor())
    flash(_("It goes on. What waited is sent first."))
    return _to(endpoint_id)


@blueprint.post("/<int:endpoint_id>/secret")
@requires(Permission.MANAGE)
def renew_secret(endpoint_id: int) -> ResponseReturnValue:
    """Another secret, shown once."""
    endpoint = _endpoint(endpoint_id)
    with transaction():
        secret = service.renew_secret(endpoint, by=current_actor())
    return _shown_once(endpoint_id, secret)


@blueprint.post("/<int:endpoint_id>/test")
@requires(Permission.MANAGE)
def test(endpoint_id: int) -> ResponseReturnValue:
    """Send a test now, and show what came of it."""
    endpoint = _endpoint(endpoint_id)
    with transaction():
        delivery_id = service.queue_test(endpoint, by=current_actor())
    delivering.send_test(delivery_id)
    return redirect(url_for("webhooks.delivery", delivery_id=delivery_id), 303)


@blueprint.post("/<int:endpoint_id>/replay")
@requires(Permission.MANAGE)
def replay(endpoint_id: int) -> ResponseReturnValue:
    """Send the messages of some days once more."""
    endpoint, form = _endpoint(endpoint_id), PeriodForm()
    if form.validate_on_submit():
        with form.catching(), transaction():
            count = service.replay(endpoint, form.value(), by=current_actor())
        if form.ok:
            told = _n("%(n)s message is sent once more.", "%(n)s messages are sent once more.", count)
            flash(told if count else _("There is no message of these days that does not wait already."))
            return _to(endpoint_id)
    return _page(_endpoint(endpoint_id), form, 422)


@blueprint.route("/<int:endpoint_id>/remove", methods=["GET", "POST"])
@requires(Permission.MANAGE)
def remove(endpoint_id: int) -> ResponseReturnValue:
    """Ask once, then delete it with its log."""
    endpoint = _endpoint(endpoint_id)
    if request.method == "POST":
        with transaction():
            service.remove(endpoint, by=current_actor())
        flash(_("Removed."))
        return redirect(url_for("webhooks.index"), 303)
    waiting = queries.waiting_counts([endpoint_id]).get(endpoint_id, 0)
    return render_template("webhooks/remove.html", endpoint=endpoint, waiting=waiting)


@blueprint.get("/deliveries/<int:delivery_id>")
@requires(Permission.MANAGE)
def delivery(delivery_id: int) -> ResponseReturnValue:
    """A message as it is sent, and what came of each attempt."""
    found = _delivery(delivery_id)
    return render_template(
        "webhooks/delivery.html",
        delivery=found,
        label=_labels().get(found.message.kind, found.message.kind),
        body=json.dumps(json.loads(found.message.body), ensure_ascii=False, indent=2),
        attempts=queries.attempts_of(found.id),
        problems=PROBLEMS,
    )


@blueprint.post("/deliveries/<int:delivery_id>/repeat")
@requires(Permission.MANAGE)
def repeat(delivery_id: int) -> ResponseReturnValue:
    """Send a message once more."""
    found = _delivery(delivery_id)
    with transaction():
        service.repeat(found, by=current_actor())
    flash(_("It is in the queue again, with the same id."))
    return redirect(url_for("webhooks.delivery", delivery_id=delivery_id), 303)


@blueprint.post("/deliveries/<int:delivery_id>/leave-out")
@requires(Permission.MANAGE)
def leave_out(delivery_id: int) -> ResponseReturnValue:
    """Do not send a message that waits."""
    found = _delivery(delivery_id)
    with transaction():
        service.leave_out(found, by=current_actor())
    flash(_("It is not sent."))
    return redirect(url_for("webhooks.delivery", delivery_id=delivery_id), 303)
