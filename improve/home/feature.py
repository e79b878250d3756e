"""The manifest of the home page."""

from improve.core.messages import _l
from improve.home import views
from improve.web.features import Feature
from improve.web.navigation import NavItem

feature = Feature(
    name="home",
    summary="What waits for me, what became of my ideas, what we achieved.",
    blueprints=(views.blueprint,),
    navigation=(NavItem(_l("Home"), "home.index", "house", order=0, tab=1),),
)
