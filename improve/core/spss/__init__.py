"""SPSS system files (.sav), written by ourselves; docs/decisions/0025-own-sav-writer.md says why.

The format after the documentation of GNU PSPP ("System File Format"): little endian, UTF-8, bytecode compression.
"""

from improve.core.spss.values import Format, Measure, Set, Value, Variable
from improve.core.spss.writer import write_sav

__all__ = ["Format", "Measure", "Set", "Value", "Variable", "write_sav"]
