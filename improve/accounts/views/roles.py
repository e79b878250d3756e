"""Who holds which role."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from improve.accounts.policy import Permission
from improve.accounts.queries import holders_of_roles, unit_names
from improve.accounts.values import GIVEN_ROLES, ROLE_DUTIES, ROLE_NAMES
from improve.accounts.views.blueprint import blueprint
from improve.core.db import db
from improve.web.access import requires


@blueprint.get("/roles")
@requires(Permission.GIVE_ROLES)
def roles() -> ResponseReturnValue:
    """All roles with their holders."""
    held = db.session.scalars(holders_of_roles()).all()
    trails = unit_names({item.unit.path for item in held if item.unit is not None})
    groups = [
        {
            "name": ROLE_NAMES[role],
            "duty": ROLE_DUTIES[role],
            "holders": [item for item in held if item.role == role],
        }
        for role in GIVEN_ROLES
    ]
    people = len({item.person_id for item in held})
    return render_template("accounts/roles.html", groups=groups, trails=trails, people=people)
