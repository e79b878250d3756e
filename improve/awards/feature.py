"""The manifest of awards."""

from improve.awards import events, notices, panels, policy, service, views
from improve.awards.interests import AWARDED
from improve.core.interests import CONFLICT_SOURCE
from improve.core.messages import _l
from improve.core.panels import SettingsLink
from improve.suggestions.events import AuthorRevealed
from improve.suggestions.ports import CLAIM_PANEL
from improve.web.features import Contribution, Feature
from improve.web.navigation import NavItem

feature = Feature(
    name="awards",
    summary="Award programs, and awards given for projects with their reason.",
    requires=("accounts", "suggestions", "projects"),
    blueprints=(views.blueprint,),
    grants=policy.BY_ROLE,
    publishes=events.ALL,
    notice_kinds=notices.KINDS,
    tells=((events.AwardGiven, notices.given), (events.AwardWithdrawn, notices.withdrawn)),
    navigation=(NavItem(_l("Awards"), "awards.index", "award", policy.Permission.READ, order=50),),
    hears={AuthorRevealed: service.hand_over},
    contributions=(
        Contribution(CLAIM_PANEL, panels.of_claim),
        Contribution("person.panel", panels.of_person, order=20),
        Contribution("home.achieved", panels.achieved),
        Contribution(CONFLICT_SOURCE, AWARDED),
        Contribution(
            "settings",
            SettingsLink(
                label=_l("Award programs"),
                line=_l("What is rewarded, and with how much."),
                endpoint="awards.program_list",
                icon="award",
                permission=policy.Permission.MANAGE_PROGRAMS,
                order=60,
            ),
        ),
    ),
)
