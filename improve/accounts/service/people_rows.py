"""What a row of a people file says: text in, a value or the messages of its fields out. Knows no database."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated

from improve.accounts.values import EMAIL, LOGIN, ROLE_NAMES
from improve.core.errors import Invalid
from improve.core.messages import LazyText, _l
from improve.core.policy import Role
from improve.core.text import fold
from improve.core.values import FieldError, Line, check

_ROLE_WORDS: dict[Role, str] = {
    Role.MEMBER: "member employee staff 成员 员工 普通员工",
    Role.COORDINATOR: "coordinator 协调员 改善协调员 推进员",
    Role.COMMITTEE: "committee committee_member reviewer 评审委员 委员 评委 评审",
    Role.CASE_HANDLER: "case_handler handler 投诉处理员 处理员 客服",
    Role.FINANCE: "finance 财务 财务人员",
    Role.AUDITOR: "auditor 审计员 审计",
    Role.ADMINISTRATOR: "administrator admin 管理员 系统管理员",
}
_LANGUAGE_WORDS = {
    "zh_hans": "zh_Hans",
    "zh": "zh_Hans",
    "zh_cn": "zh_Hans",
    "chinese": "zh_Hans",
    "中文": "zh_Hans",
    "简体中文": "zh_Hans",
    "汉语": "zh_Hans",
    "en": "en",
    "en_us": "en",
    "en_gb": "en",
    "english": "en",
    "英文": "en",
    "英语": "en",
}
_YES = frozenset("yes y true 1 x √ ✓ ✔ 是 lead leader 负责人".split())
_NO = frozenset("no n false 0 - 否 无".split())
_BETWEEN_ROLES = re.compile(r"[,;|、，；\n]+")
_BETWEEN_UNITS = re.compile(r"[>＞›→]")
_BETWEEN_WORDS = re.compile(r"[\s-]+")


@dataclass(frozen=True)
class RoleHere:
    """A role and where: a path of names, or None for the role's usual place."""

    role: Role
    units: tuple[str, ...] | None = None


@dataclass(frozen=True)
class PersonRow:
    """One row. Empty: the file says nothing about it. `lead`: True for "leads the unit", else a login."""

    login: str
    name: str | None = None
    email: str | None = None
    job_title: str | None = None
    units: tuple[str, ...] = ()
    lead: str | bool | None = None
    roles: tuple[RoleHere, ...] = ()
    language: str | None = None


@dataclass(frozen=True)
class _Plain:
    login: Annotated[str, LOGIN]
    name: Annotated[str | None, Line(120)] = None
    email: Annotated[str | None, EMAIL] = None
    job_title: Annotated[str | None, Line(120)] = None


def read_row(cells: Mapping[str, str]) -> PersonRow:
    """The row in `cells` (field -> text). Raises `Invalid` with the messages of every bad field."""
    errors: dict[str, list[LazyText]] = {}
    plain = _Plain(login="-")
    try:
        plain = check(_Plain, {name: cells.get(name) for name in ("login", "name", "email", "job_title")})
    except Invalid as error:
        errors |= error.errors
    units: tuple[str, ...] = ()
    roles: tuple[RoleHere, ...] = ()
    language: str | None = None
    try:
        units = unit_path(cells.get("unit", ""))
    except FieldError as error:
        errors["unit"] = [error.message]
    try:
        roles = tuple(_roles(cells.get("role", "")))
    except FieldError as error:
        errors["role"] = [error.message]
    try:
        language = _language(cells.get("language", ""))
    except FieldError as error:
        errors["language"] = [error.message]
    if errors:
        raise Invalid(errors)
    return PersonRow(
        login=plain.login,
        name=plain.name,
        email=plain.email,
        job_title=plain.job_title,
        units=units,
        lead=_lead(cells.get("lead", "")),
        roles=roles,
        language=language,
    )


def unit_path(text: str) -> tuple[str, ...]:
    """The names in `A > B > C`, each judged like a unit's name."""
    if not text.strip():
        return ()
    names = tuple(" ".join(part.split()) for part in _BETWEEN_UNITS.split(text))
    if not all(names):
        raise FieldError(_l("A part of the unit's path is empty. Write it as: Site > Department > Team"))
    return tuple(Line(120).check(name) for name in names)


def _roles(text: str) -> Iterable[RoleHere]:
    for part in _BETWEEN_ROLES.split(text):
        word, at, place = part.replace("＠", "@").partition("@")
        if not word.strip():
            continue
        role = role_of(word)
        if role is None:
            raise FieldError(
                _l(
                    "There is no role %(word)s. The roles are: %(roles)s.",
                    word=" ".join(word.split())[:60],
                    roles=", ".join(Role),
                )
            )
        yield RoleHere(role, unit_path(place) if at else None)


def role_of(word: str) -> Role | None:
    """The role that a code or a word of either language names."""
    wanted = _BETWEEN_WORDS.sub("_", fold(word).strip())
    for role, words in _ROLE_WORDS.items():
        if wanted in words.split() or wanted == _BETWEEN_WORDS.sub("_", ROLE_NAMES[role].msgid.casefold()):
            return role
    return None


def _language(text: str) -> str | None:
    wanted = fold(text).strip().replace("-", "_")
    if not wanted:
        return None
    found = _LANGUAGE_WORDS.get(wanted)
    if found is None:
        raise FieldError(_l("There is no language %(word)s. Write zh_Hans or en.", word=text.strip()[:60]))
    return found


def _lead(text: str) -> str | bool | None:
    wanted = fold(text).strip()
    if not wanted or wanted in _NO:
        return None
    return True if wanted in _YES else "".join(wanted.split())
