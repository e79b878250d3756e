"""The manifest of contacts."""

from improve.contacts import commands, events, policy, views
from improve.contacts.erasing import own
from improve.contacts.erasing import service as erasing
from improve.contacts.importer import IMPORTER
from improve.core.erasing import HOLDER
from improve.core.messages import _l
from improve.core.panels import SettingsLink
from improve.web.features import Contribution, Feature

SETTINGS = SettingsLink(
    label=_l("Contacts"),
    line=_l("Customers’ addresses, what they agreed to, and who wants no mail"),
    endpoint="contacts.index",
    icon="envelope-at",
    permission=policy.Permission.READ,
    order=61,
)

feature = Feature(
    name="contacts",
    summary="Customers' addresses with attributes, consents, and who wants no mail.",
    requires=("accounts",),
    blueprints=(views.blueprint,),
    commands=commands.COMMANDS,
    grants=policy.BY_ROLE,
    publishes=events.ALL,
    contributions=(
        Contribution("importer", IMPORTER),
        # After all that find theirs through the contact.
        Contribution(HOLDER, own.HOLDER, order=90),
        Contribution("restored", erasing.apply_again),
        Contribution("settings", SETTINGS, order=SETTINGS.order),
    ),
)
