"""Commands of ideas."""

from improve.web.import_command import import_command

import_suggestions = import_command("suggestions", "Bring in ideas from a CSV or XLSX file.")
