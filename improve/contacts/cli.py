"""Commands of contacts."""

from improve.web.import_command import import_command

import_contacts = import_command(
    "contacts", "Bring in contacts from a CSV or XLSX file; columns that nothing claims become attributes."
)
