"""Forms of accounts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Any

from improve.accounts import values
from improve.accounts.choices import (
    currencies,
    kinds,
    languages,
    roles,
    scopes,
    themes,
    time_zone_options,
    token_lifetimes,
)
from improve.accounts.models import UnitKind
from improve.core.localized import Localized
from improve.core.messages import _, _l, _pl
from improve.core.values import Line, Many, OneOf, Translated, Whole
from improve.web.forms import ValueForm, choice, date_line, line, several, tick, translated
from improve.web.forms import password as hidden_line

NEVER = "never"
PASSWORD_HINT = _l("At least 10 characters. Four words are easy to remember and hard to guess.")
LOGIN_HINT = _l("Employee number, phone number or e-mail address. It is what the person types to sign in.")


class SignInForm(ValueForm):
    """Sign in."""

    value_class = values.Credentials
    login = line(_l("Staff number, phone or e-mail"), autocomplete="username", autocapitalize="none")
    password = hidden_line(_l("Password"), autocomplete="current-password")


@dataclass(frozen=True)
class Forgotten:
    """Who asks for a reset link."""

    login: Annotated[str, Line(254)]


class ForgotForm(ValueForm):
    """Ask for a reset link."""

    value_class = Forgotten
    login = line(_l("Staff number, phone or e-mail"), autocomplete="username", autocapitalize="none")


class NewPasswordForm(ValueForm):
    """Set a password with a link."""

    value_class = values.NewPassword
    password = hidden_line(_l("New password"), hint=PASSWORD_HINT, autocomplete="new-password")
    again = hidden_line(_l("The same again"), autocomplete="new-password")


class FirstAdministratorForm(ValueForm):
    """Name, login and password of the person who sets the company up."""

    value_class = values.FirstAdministrator
    name = line(_l("Your name"), autocomplete="name")
    login = line(
        _l("Login"),
        hint=_l("Employee number, phone number or e-mail address. You type it to sign in."),
        autocomplete="username",
        autocapitalize="none",
    )
    password = hidden_line(_l("New password"), hint=PASSWORD_HINT, autocomplete="new-password")
    again = hidden_line(_l("The same again"), autocomplete="new-password")


class ChangePasswordForm(ValueForm):
    """Replace one's own password."""

    value_class = values.ChangedPassword
    current = hidden_line(_l("Present password"), autocomplete="current-password")
    password = hidden_line(_l("New password"), hint=PASSWORD_HINT, autocomplete="new-password")
    again = hidden_line(_l("The same again"), autocomplete="new-password")


class PersonalSettingsForm(ValueForm):
    """One's own language, time zone, theme, mails and keys."""

    value_class = values.PersonalSettings
    language = choice(_l("Language"))
    time_zone = choice(_l("Time zone"))
    theme = choice(_l("Appearance"))
    mail_wanted = tick(
        _l("Send me mails"),
        hint=_l(
            "Without it only what protects your account is mailed. Which news is mailed is chosen under Messages."
        ),
    )
    shortcuts = tick(
        _l("Single keys as shortcuts"),
        hint=_l(
            "J and K walk through lists, / searches, N is a new idea. Turn this off if keys act unasked."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.language.choices = [("", _("As in the browser")), *languages()]
        self.time_zone.choices = [("", _("As the company")), *time_zone_options(self.time_zone.data)]
        self.theme.choices = themes()


class NewPersonForm(ValueForm):
    """Somebody to add."""

    value_class = values.NewPerson
    name = line(_pl("person", "Name"), autocomplete="off")
    login = line(_l("Login"), hint=LOGIN_HINT, autocomplete="off", autocapitalize="none")
    email = line(
        _l("E-mail"),
        hint=_l("May be missing. Then the invitation is a slip of paper."),
        type="email",
        autocomplete="off",
    )
    job_title = line(_l("Job title"))
    unit_id = choice(_l("Unit"))
    language = choice(_l("Language"))

    def __init__(self, units: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unit_id.choices = [("", _("None")), *units]
        self.language.choices = [("", _("As in the browser")), *languages()]


class PersonForm(ValueForm):
    """What others keep of a person."""

    value_class = values.PersonData
    name = line(_pl("person", "Name"), autocomplete="off")
    login = line(_l("Login"), hint=LOGIN_HINT, autocomplete="off", autocapitalize="none")
    email = line(_l("E-mail"), type="email", autocomplete="off")
    job_title = line(_l("Job title"))
    unit_id = choice(_l("Unit"))

    def __init__(self, units: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unit_id.choices = [("", _("None")), *units]


class GiveRoleForm(ValueForm):
    """A role and where it counts."""

    value_class = values.RoleGrant
    role = choice(_l("Role"))
    unit_id = choice(_l("Counts in"))

    def __init__(self, places: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.role.choices = [("", _("Choose a role")), *roles()]
        self.unit_id.choices = places


@dataclass(frozen=True)
class TokenWish:
    """A token as the page asks for it: with a lifetime."""

    label: Annotated[str, Line(120)]
    days: Annotated[str, OneOf((*values.TOKEN_DAYS, NEVER))]
    scopes: Annotated[tuple[str, ...], Many(Line(80), most=40)] = ()

    def token(self, today: date) -> values.NewToken:
        """The token that is wished for."""
        end = None if self.days == NEVER else today + timedelta(days=int(self.days))
        return values.NewToken(label=self.label, scopes=self.scopes, expires_on=end)


class TokenForm(ValueForm):
    """A new API token."""

    value_class = TokenWish
    label = line(_l("Used for"), hint=_l("For example: nightly export to the data warehouse"))
    days = choice(_l("Works for"))
    scopes = several(
        _l("Limited to"), hint=_l("Choose nothing and the token may do everything that you may do.")
    )

    def __init__(self, known: list[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.days.choices = token_lifetimes(NEVER)
        self.scopes.choices = scopes(known)


@dataclass(frozen=True)
class UnitText:
    """A unit as it is typed: the lead by login or name."""

    name: Annotated[Localized, Translated(Line(120))]
    kind: Annotated[str, OneOf(tuple(UnitKind))]
    parent_id: Annotated[int | None, Whole(1)] = None
    lead: Annotated[str | None, Line(120)] = None
    code: Annotated[str | None, Line(60)] = None

    def unit(self, lead_id: int | None) -> values.UnitData:
        """The unit with its lead found."""
        return values.UnitData(
            name=self.name, kind=self.kind, code=self.code, parent_id=self.parent_id, lead_id=lead_id
        )


class UnitForm(ValueForm):
    """A unit to change."""

    value_class = UnitText
    name = translated(_l("Name"))
    kind = choice(_l("Level"))
    lead = line(
        _l("Lead"), hint=_l("Login or full name. The lead may help the unit's people back in."), list="leads"
    )
    code = line(_l("Code"), hint=_l("As in other systems of the company. Left blank, one is made up."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = kinds()


class NewUnitForm(UnitForm):
    """A unit to add."""

    parent_id = choice(_l("Inside"))

    def __init__(self, parents: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parent_id.choices = parents


class MoveUnitForm(ValueForm):
    """Where a unit goes."""

    value_class = values.UnitPlace
    parent_id = choice(_l("New place"))

    def __init__(self, parents: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parent_id.choices = parents


class CompanyForm(ValueForm):
    """The company's own settings."""

    value_class = values.CompanySettings
    name = translated(_l("Name of the company"), hint=_l("Stands on the sign-in page, on surveys and mails."))
    currency = choice(_l("Currency"), hint=_l("For savings and awards."))
    default_language = choice(_l("Language where nobody chose one"))
    time_zone = choice(_l("Time zone"), hint=_l("For dates and deadlines where a person chose no other."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.currency.choices = currencies()
        self.default_language.choices = languages()
        self.time_zone.choices = time_zone_options(self.time_zone.data)


class WeekForm(ValueForm):
    """The working days of a week; the template draws a check box for each."""

    value_class = values.WorkingWeek
    weekdays = several(_l("People work on"))


class SpecialDaysForm(ValueForm):
    """A holiday, or days that make up for one."""

    value_class = values.SpecialDaysData
    name = translated(_l("What is it called?"))
    first_day = date_line(_l("First day"))
    last_day = date_line(_l("Last day"), hint=_l("Empty: one day only."))
    is_working = tick(_l("People work on these days"), hint=_l("A weekend that makes up for a holiday."))
