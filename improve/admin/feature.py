"""The manifest of the administration page."""

from improve.admin import views
from improve.core.messages import _l
from improve.web.features import Feature
from improve.web.navigation import NavItem

feature = Feature(
    name="admin",
    summary="The page with the settings that features contribute.",
    blueprints=(views.blueprint,),
    navigation=(
        NavItem(
            _l("Settings"), "admin.index", "gear", order=90, group=3, shown_to=views.looks_after_something
        ),
    ),
)
