"""The manifest of the home page."""

from improve.core.messages import _l
from improve.core.panels import Key, Keys
from improve.home import views
from improve.web.features import Contribution, Feature
from improve.web.navigation import NavItem

EVERYWHERE = Keys(
    _l("On every page"),
    (
        Key(("/",), _l("search")),
        Key(("Esc",), _l("leave the search field")),
        Key(("N",), _l("hand in a new idea")),
        Key(("?",), _l("show these keys")),
    ),
)
LISTS = Keys(
    _l("In lists and search results"),
    (
        Key(("J", "↓"), _l("go to the next entry")),
        Key(("K", "↑"), _l("go to the one before")),
        Key(("Enter",), _l("open the entry")),
    ),
)

feature = Feature(
    name="home",
    summary="What waits for me, what became of my ideas, what we achieved; the list of keys.",
    blueprints=(views.blueprint,),
    navigation=(NavItem(_l("Home"), "home.index", "house", order=0, tab=1),),
    contributions=(Contribution("keys", EVERYWHERE, order=0), Contribution("keys", LISTS, order=1)),
)
