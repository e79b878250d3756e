"""The manifest of operations."""

from improve.operations import commands, views
from improve.web.features import Feature

feature = Feature(
    name="operations",
    summary="Running the product: migrations, serving, jobs, backups, health.",
    requires=("accounts",),
    blueprints=(views.blueprint,),
    commands=commands.COMMANDS,
)
