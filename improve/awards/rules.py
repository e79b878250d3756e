"""When an award may be given."""

from __future__ import annotations

from improve.core.errors import Invalid, Refused
from improve.core.messages import _l


def check_award(
    *,
    program_closed: bool,
    verified_only: bool,
    verdict: str | None,
    early: bool,
    to_oneself: bool,
    active: bool,
) -> None:
    """An open program, somebody else, and where the program asks for it a verified improvement."""
    if program_closed:
        raise Invalid.field("program_id", _l("This program is closed."))
    if to_oneself:
        raise Invalid.field(
            "person_login", _l("Nobody gives an award to themselves. Ask a colleague to give it.")
        )
    if not active:
        raise Invalid.field("person_login", _l("This person is no longer with the company."))
    if verified_only and (verdict != "improved" or early):
        raise Invalid.field(
            "project_id",
            _l(
                "This program rewards improvements that the data show. This project’s data do not show one (yet)."
            ),
        )


def check_withdrawal(withdrawn: bool) -> None:
    """An award is taken back once."""
    if withdrawn:
        raise Refused(_l("This award was withdrawn before."))
