"""Tables in and out: CSV of any common encoding and delimiter, and XLSX. Knows no Flask.

table = read_table(path)                 # or bytes, or an upload's stream; sheet="Answers" or 2
for row in table.rows: row.number, table.cell(row, "score")
for line in csv_lines(header, rows): ...
write_xlsx(stream, [Sheet("Ideas", header, rows)])
"""

from improve.core.spreadsheets.errors import UnknownColumn, UnreadableFile
from improve.core.spreadsheets.pasting import read_pasted
from improve.core.spreadsheets.reader import read_table
from improve.core.spreadsheets.table import Limits, Row, Table
from improve.core.spreadsheets.writer import Sheet, csv_lines, write_xlsx

__all__ = [
    "Limits",
    "Row",
    "Sheet",
    "Table",
    "UnknownColumn",
    "UnreadableFile",
    "csv_lines",
    "read_pasted",
    "read_table",
    "write_xlsx",
]
