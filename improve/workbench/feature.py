"""The manifest of the workbench."""

from improve.core.messages import _l
from improve.web.features import Feature
from improve.web.navigation import NavItem
from improve.workbench import views

feature = Feature(
    name="workbench",
    summary="A verdict on pasted figures, without an account; nothing is stored.",
    blueprints=(views.blueprint,),
    navigation=(NavItem(_l("Judge a change"), "workbench.change", "calculator", order=30, group=3),),
)
