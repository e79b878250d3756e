"""`improve users`, `improve tokens`, `improve import people`."""

from __future__ import annotations

import json
import sys
from datetime import timedelta
from typing import Any

import click
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from improve.accounts import links, service
from improve.accounts.models import ApiToken, Person
from improve.accounts.queries import assignments_of, person_by_login, token_by_hash, unit_names
from improve.accounts.values import NewPerson, NewToken
from improve.core import clock
from improve.core.db import db, transaction
from improve.core.policy import SYSTEM, Role
from improve.core.values import FieldError, check
from improve.web.commanding import Stopped, with_app
from improve.web.import_command import import_command

import_people = import_command("people", "Bring in people, units, leads and roles from a CSV or XLSX file.")


@click.command("add")
@click.argument("login")
@click.option("--name", required=True, help="Full name.")
@click.option("--role", "role_words", multiple=True, help="A role; may be given several times.")
@click.option("--email", help="E-mail address.")
@click.option("--unit", "unit_text", default="", help='Unit as "Site > Department > Team"; made if missing.')
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@with_app
def add(
    login: str,
    *,
    name: str,
    role_words: tuple[str, ...],
    email: str | None,
    unit_text: str,
    password_stdin: bool,
) -> None:
    """Add a person. Without a password the invitation link is printed.

    Roles: member, coordinator, committee, case_handler, finance, auditor, administrator. A coordinator looks
    after the given unit, the other roles count in the whole company.
    """
    roles = [_role(word) for word in role_words]
    names = _names(unit_text)
    password = sys.stdin.readline().rstrip("\r\n") if password_stdin else None
    with transaction():
        unit = service.unit_along(names, by=SYSTEM)
        given = {"login": login, "name": name, "email": email, "unit_id": unit.id if unit else None}
        person = service.create_person(check(NewPerson, given), by=SYSTEM)
        for role in roles:
            service.give_role(person, role, unit if service.is_local(role) else None, by=SYSTEM)
        if password is not None:
            service.set_password(person, password, by=SYSTEM)
            return
        link = service.issue_link(person, service.INVITATION, by=SYSTEM)
        address = links.address_of(links.token_of(link.nonce))
    click.echo(address)


def _role(word: str) -> Role:
    role = service.role_of(word)
    if role is None:
        raise Stopped(f"There is no role {word!r}. The roles are: {', '.join(Role)}.")
    return role


def _names(unit_text: str) -> tuple[str, ...]:
    try:
        return service.unit_path(unit_text)
    except FieldError as error:
        raise Stopped(f"--unit: {error.message}") from error


@click.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@with_app
def list_people(as_json: bool) -> None:
    """List people with their units and roles."""
    people = db.session.scalars(select(Person).options(joinedload(Person.unit)).order_by(Person.login)).all()
    trails = unit_names({person.unit.path for person in people if person.unit is not None})
    roles = assignments_of([person.id for person in people])
    rows: list[dict[str, Any]] = [
        {
            "login": person.login,
            "name": person.name,
            "email": person.email,
            "unit": " > ".join(map(str, trails[person.unit.path])) if person.unit is not None else None,
            "roles": sorted({str(assignment.role) for assignment in roles[person.id]}),
            "active": person.is_active,
            "has_password": person.password_hash is not None,
        }
        for person in people
    ]
    if as_json:
        click.echo(json.dumps({"users": rows}, ensure_ascii=False))
        return
    for row in rows:
        state = "" if row["active"] else " (access ended)"
        held = ", ".join(role for role in row["roles"] if role != Role.MEMBER) or "member"
        click.echo(f"{row['login']}\t{row['name']}\t{held}\t{row['unit'] or '-'}{state}")


@click.command("disable")
@click.argument("login")
@with_app
def disable(login: str) -> None:
    """End a person's access at once: sessions, tokens and open links."""
    with transaction():
        service.disable(_person(login), by=SYSTEM)


def _person(login: str) -> Person:
    person = person_by_login(login)
    if person is None:
        raise Stopped(f"There is nobody with the login {login!r}.")
    return person


@click.command("issue")
@click.argument("login")
@click.option("--scope", "scopes", multiple=True, help="A feature or permission; may be given several times.")
@click.option("--label", default="command line", show_default=True, help="What the token is for.")
@click.option("--days", type=click.IntRange(1, 3650), help="Days until it stops working; default: never.")
@with_app
def issue(login: str, scopes: tuple[str, ...], label: str, days: int | None) -> None:
    """Make an API token for a person and print it, once and alone."""
    end = clock.today() + timedelta(days=days) if days is not None else None
    data = check(NewToken, {"label": label, "scopes": scopes, "expires_on": end})
    with transaction():
        token = service.issue_token(_person(login), data, by=SYSTEM)
    click.echo(token)


@click.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@with_app
def list_tokens(as_json: bool) -> None:
    """List the tokens that work. The tokens themselves are not stored."""
    found = db.session.scalars(
        select(ApiToken)
        .options(joinedload(ApiToken.person))
        .where(ApiToken.revoked_at.is_(None))
        .order_by(ApiToken.id)
    ).all()
    rows: list[dict[str, Any]] = [
        {
            "id": token.id,
            "login": token.person.login,
            "label": token.label,
            "scopes": token.scopes.split(),
            "expires_at": token.expires_at.isoformat() if token.expires_at else None,
            "last_used_on": token.last_used_on.isoformat() if token.last_used_on else None,
        }
        for token in found
    ]
    if as_json:
        click.echo(json.dumps({"tokens": rows}, ensure_ascii=False))
        return
    for row in rows:
        click.echo(f"{row['id']}\t{row['login']}\t{row['label']}\t{' '.join(row['scopes']) or 'everything'}")


@click.command("revoke")
@click.argument("which")
@with_app
def revoke(which: str) -> None:
    """Withdraw WHICH: a token, a number from `tokens list`, or a login (all tokens of that person)."""
    with transaction():
        found = _tokens(which)
        for token in found:
            service.revoke_token(token, by=SYSTEM)
        count = len(found)
    click.echo(f"{count} revoked", err=True)


def _tokens(which: str) -> list[ApiToken]:
    if which.startswith(service.TOKEN_PREFIX):
        wanted = token_by_hash(links.hash_of(which))
    elif (person := person_by_login(which)) is not None:
        wanted = select(ApiToken).where(ApiToken.person_id == person.id)
    elif which.isascii() and which.isdigit() and len(which) < 10:
        wanted = select(ApiToken).where(ApiToken.id == int(which))
    else:
        raise Stopped("There is no such token and nobody with this login.")
    found = list(db.session.scalars(wanted.where(ApiToken.revoked_at.is_(None))))
    if not found:
        raise Stopped("There is no such token that works.")
    return found
