"""The manifest of imports."""

from datetime import timedelta

from flask import Flask

from improve.core.erasing import HOLDER
from improve.core.messages import _l
from improve.core.panels import SettingsLink
from improve.imports import erasing, events, jobs, notices, policy, service, views
from improve.web.features import Contribution, Feature, Job
from improve.web.importers import PROFILES


def _init(app: Flask) -> None:
    app.extensions[PROFILES] = service.StoredProfiles()


feature = Feature(
    name="imports",
    summary="Bringing in files: upload, mapping, dry run, progress, result.",
    requires=("accounts",),
    blueprints=(views.blueprint,),
    grants=policy.BY_ROLE,
    relations=policy.RELATIONS,
    publishes=events.ALL,
    notice_kinds=notices.KINDS,
    tells=((events.ImportFinished, notices.finished),),
    jobs=(
        Job("imports.work_off", jobs.work_off_waiting, timedelta(seconds=2)),
        Job("imports.forget_files", jobs.forget_files, timedelta(hours=24)),
    ),
    contributions=(
        Contribution(HOLDER, erasing.HOLDER),
        Contribution(
            "settings",
            SettingsLink(
                label=_l("Imports"),
                line=_l("Bring in people, ideas and readings from CSV and XLSX files."),
                endpoint="imports.index",
                icon="file-earmark-arrow-up",
                permission=policy.Permission.RUN,
                order=70,
            ),
        ),
    ),
    init=_init,
)
