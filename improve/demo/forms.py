"""Forms of the demonstration."""

from __future__ import annotations

from improve.core.messages import _l
from improve.demo.values import ChosenSignIn, NewCompany
from improve.web.forms import ValueForm, line


class BeginForm(ValueForm):
    """Begin a company of one's own."""

    value_class = NewCompany
    name = line(
        _l("What is your company called?"),
        hint=_l("You can change it later, and add the name in the other language."),
        autocomplete="organization",
    )


class SignInForm(ValueForm):
    """One of the offered sign-ins, by its button."""

    value_class = ChosenSignIn
    login = line(_l("Login"))
