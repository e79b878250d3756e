"""The manifest of the demonstration."""

from improve.accounts.ports import BELOW_SIGN_IN
from improve.demo import commands, events, offering, panels, policy, views
from improve.operations.ports import DEMONSTRATION
from improve.web.features import Contribution, Feature

feature = Feature(
    name="demo",
    summary="The demonstration organization: loading, entering and removing it.",
    requires=(
        "accounts",
        "audit",
        "awards",
        "contacts",
        "metrics",
        "notifications",
        "operations",
        "projects",
        "reviews",
        "savings",
        "suggestions",
        "surveys",
        "webhooks",
    ),
    blueprints=(views.blueprint,),
    commands=commands.COMMANDS,
    grants=policy.BY_ROLE,
    publishes=events.ALL,
    contributions=(
        Contribution(DEMONSTRATION, offering.demonstration),
        Contribution(BELOW_SIGN_IN, panels.below_sign_in),
        Contribution("banner", panels.banner),
    ),
)
