"""The manifest of search."""

from improve.core.messages import _l
from improve.search import views
from improve.web.features import Feature
from improve.web.navigation import NavItem

feature = Feature(
    name="search",
    summary="One search over what every feature finds.",
    blueprints=(views.blueprint,),
    navigation=(NavItem(_l("Search"), "search.index", "search", place="search"),),
)
