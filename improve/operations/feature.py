"""The manifest of operations."""

from datetime import timedelta

from improve.operations import commands, views
from improve.operations.jobs import collect_uploads
from improve.web.features import Feature, Job

feature = Feature(
    name="operations",
    summary="Running the product: migrations, serving, jobs, backups, health.",
    requires=("accounts",),
    blueprints=(views.blueprint,),
    commands=commands.COMMANDS,
    jobs=(Job("operations.collect_uploads", collect_uploads, timedelta(hours=6)),),
)
