"""The manifest of accounts."""

from improve.accounts import commands, events, policy, sessions, views
from improve.accounts.queries import organization
from improve.core.messages import _l
from improve.web.features import Contribution, Feature
from improve.web.navigation import NavItem


def _company() -> str:
    found = organization()
    return str(found.name) if found is not None else ""


feature = Feature(
    name="accounts",
    summary="People, roles, organizational units, sign-in, invitations, API tokens.",
    blueprints=(views.blueprint,),
    commands=commands.COMMANDS,
    grants=policy.BY_ROLE,
    relations=policy.RELATIONS,
    publishes=(
        events.PersonCreated,
        events.PersonChanged,
        events.PersonDisabled,
        events.PersonEnabled,
        events.PasswordSet,
        events.LinkIssued,
        events.RoleGiven,
        events.RoleTaken,
        events.SignedIn,
        events.SignedOutEverywhere,
        events.TokenIssued,
        events.TokenRevoked,
        events.UnitCreated,
        events.UnitChanged,
        events.OrganizationChanged,
    ),
    actor_loaders=(sessions.actor_from_session,),
    navigation=(NavItem(_l("My account"), "accounts.me", "person", place="me"),),
    contributions=(Contribution("company", _company),),
    init=sessions.init_app,
)
