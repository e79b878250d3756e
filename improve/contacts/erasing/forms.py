"""Forms of erasing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from improve.contacts.values import Address
from improve.core.messages import _l
from improve.core.values import Line
from improve.web.forms import ValueForm, line


@dataclass(frozen=True)
class Whose:
    """The address somebody asks about."""

    email: Annotated[str, Address()]


@dataclass(frozen=True)
class Confirmed:
    """The address once more, typed by hand."""

    email: Annotated[str, Address()]
    typed: Annotated[str, Line(254)]


class WhoseForm(ValueForm):
    """Look for an address."""

    value_class = Whose
    email = line(_l("E-mail"), type="email", autocomplete="off")


class EraseForm(ValueForm):
    """Erase what is kept of an address."""

    value_class = Confirmed
    email = line(_l("E-mail"))
    typed = line(_l("Type the address to confirm"), type="email", autocomplete="off", required=True)
