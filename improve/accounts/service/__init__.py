"""Use cases of people and the organization."""

from improve.accounts.rules import is_local
from improve.accounts.service.access import (
    Verified,
    accept_sign_in,
    change_own_password,
    forget_old_attempts,
    forget_old_links,
    matching_person,
    note_session,
    reserve_reset,
    reserve_sign_in,
    set_password,
    sign_out_everybody,
    sign_out_everywhere,
)
from improve.accounts.service.attempts import TooManyAttempts
from improve.accounts.service.calendar import add_special_days, change_week, remove_special_days
from improve.accounts.service.links import (
    INVITATION,
    LinkGone,
    become_first_administrator,
    can_send,
    first_administrator_link,
    issue_link,
    issue_slip,
    link_behind,
    send_link,
    send_reset_to,
    set_password_by_link,
)
from improve.accounts.service.organization import (
    change_company,
    set_up_organization,
)
from improve.accounts.service.people import (
    change_person,
    change_settings,
    choose_language,
    create_person,
    disable,
    enable,
)
from improve.accounts.service.people_import import take_people
from improve.accounts.service.people_rows import read_row, role_of, unit_path
from improve.accounts.service.roles import give_role, take_role
from improve.accounts.service.tokens import PREFIX as TOKEN_PREFIX
from improve.accounts.service.tokens import issue_token, known_scopes, revoke_token
from improve.accounts.service.unit_paths import unit_along
from improve.accounts.service.units import change_unit, close_unit, create_unit, move_unit, reopen_unit

__all__ = [
    "INVITATION",
    "TOKEN_PREFIX",
    "LinkGone",
    "TooManyAttempts",
    "Verified",
    "accept_sign_in",
    "add_special_days",
    "become_first_administrator",
    "can_send",
    "change_company",
    "change_own_password",
    "change_person",
    "change_settings",
    "change_unit",
    "change_week",
    "choose_language",
    "close_unit",
    "create_person",
    "create_unit",
    "disable",
    "enable",
    "first_administrator_link",
    "forget_old_attempts",
    "forget_old_links",
    "give_role",
    "is_local",
    "issue_link",
    "issue_slip",
    "issue_token",
    "known_scopes",
    "link_behind",
    "matching_person",
    "move_unit",
    "note_session",
    "read_row",
    "remove_special_days",
    "reopen_unit",
    "reserve_reset",
    "reserve_sign_in",
    "revoke_token",
    "role_of",
    "send_link",
    "send_reset_to",
    "set_password",
    "set_password_by_link",
    "set_up_organization",
    "sign_out_everybody",
    "sign_out_everywhere",
    "take_people",
    "take_role",
    "unit_along",
    "unit_path",
]
