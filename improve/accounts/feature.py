"""The manifest of accounts."""

from datetime import timedelta

from improve.accounts import commands, events, jobs, notices, policy, service, sessions, tokens, views
from improve.accounts.events import OrganizationChanged
from improve.accounts.hooks import company_defaults, company_name, forget_company, remember_language
from improve.accounts.importing import importer
from improve.accounts.policy import Permission
from improve.core.messages import _l
from improve.core.panels import SettingsLink
from improve.web.features import Contribution, Feature, Job
from improve.web.navigation import NavItem

# Where the menu shows that one is among people.
PEOPLE_PAGES = (
    "accounts.people",
    "accounts.person",
    "accounts.new_person",
    "accounts.edit_person",
    "accounts.slip",
)
SETTINGS = (
    SettingsLink(
        _l("Company"),
        _l("Name, currency, language and time zone"),
        "accounts.company",
        "building",
        Permission.CHANGE_SETTINGS,
        order=10,
    ),
    SettingsLink(
        _l("Working days"),
        _l("Days of the week, holidays and make-up days, by which promises count"),
        "accounts.calendar",
        "calendar3",
        Permission.CHANGE_SETTINGS,
        order=14,
    ),
    SettingsLink(
        _l("People"),
        _l("Add, invite and change people, end their access"),
        "accounts.people",
        "people",
        Permission.MANAGE_PEOPLE,
        order=11,
    ),
    SettingsLink(
        _l("Units"),
        _l("Sites, departments and teams with their leads"),
        "accounts.units",
        "diagram-3",
        Permission.MANAGE_UNITS,
        order=12,
    ),
    SettingsLink(
        _l("Roles"),
        _l("Who coordinates, decides, answers and checks"),
        "accounts.roles",
        "person-badge",
        Permission.GIVE_ROLES,
        order=13,
    ),
)

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
        events.EverybodySignedOut,
        events.TokenIssued,
        events.TokenRevoked,
        events.UnitCreated,
        events.UnitChanged,
        events.OrganizationChanged,
    ),
    hears={OrganizationChanged: forget_company},
    notice_kinds=notices.KINDS,
    tells=(
        (events.RoleGiven, notices.role_given),
        (events.RoleTaken, notices.role_taken),
        (events.LinkIssued, notices.link_issued),
    ),
    actor_loaders=(tokens.actor_from_bearer, sessions.actor_from_session),
    navigation=(
        NavItem(_l("My account"), "accounts.me", "person", place="me"),
        NavItem(
            _l("People"),
            "accounts.people",
            "people",
            Permission.READ_PEOPLE,
            order=80,
            group=3,
            pages=PEOPLE_PAGES,
        ),
    ),
    jobs=(Job("forget attempts and links", jobs.forget, timedelta(hours=1)),),
    contributions=(
        Contribution("company", company_name),
        Contribution("defaults", company_defaults),
        Contribution("language.chosen", remember_language),
        Contribution("importer", importer),
        Contribution("restored", service.sign_out_everybody),
        *(Contribution("settings", link, order=link.order) for link in SETTINGS),
    ),
    init=sessions.init_app,
)
