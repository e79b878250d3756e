"""Single answers out of the house: as CSV, workbook and JSON, without persons, in no order but that of the days."""
