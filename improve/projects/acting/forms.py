"""Forms of what follows a decision."""

from __future__ import annotations

from improve.core.messages import _l, _pl
from improve.projects.acting.values import ApprovalData, FollowUpData, SpreadData
from improve.projects.forms import PersonForm
from improve.web.forms import ValueForm, choice, date_line, line, prose


class FollowUpForm(ValueForm):
    """The standard, where it stands, and who has to be trained."""

    value_class = FollowUpData
    standard = prose(
        _l("What is the standard now?"), hint=_l("Which procedure, form or setting changed, and how."), rows=3
    )
    standard_url = line(_l("Link to it"), type="url")
    training = prose(_l("Who has to be trained, on what?"), rows=2)
    review_on = date_line(_l("Next review"))


class ApprovalForm(ValueForm):
    """Approved or given back."""

    value_class = ApprovalData
    is_approved = choice(
        _l("The result"), [("y", _l("I approve it")), ("n", _l("I give it back"))], radio=True
    )
    reason = prose(_l("Reason"), rows=2)


class SpreadForm(PersonForm):
    """Where to, by whom, until when."""

    person_field = "person_id"
    value_class = SpreadData
    unit_id = choice(_l("Place"))
    person_id = line(_l("Who brings it there?"), hint=_l("Login or full name."), list="owners")
    due_on = date_line(_pl("action", "Until"))
    note = prose(_l("What has to be different there?"), rows=2)
