"""Numbers, days, yes and no."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from improve.core.messages import _l
from improve.core.values.constraint import Constraint, FieldError, readable

LARGEST_INTEGER = 2**31 - 1


@dataclass(frozen=True)
class Whole(Constraint):
    """A whole number from `low` to `high`."""

    low: int = 0
    high: int = LARGEST_INTEGER

    def check(self, raw: Any) -> int:
        if isinstance(raw, bool) or not isinstance(raw, (int, str)):
            raise FieldError(_l("This must be a whole number."))
        if isinstance(raw, str) and not re.fullmatch(r"[+-]?[0-9]{1,12}", readable(raw).strip()):
            raise FieldError(_l("This must be a whole number."))
        number = int(raw)
        if not self.low <= number <= self.high:
            raise FieldError(_l("This must be between %(low)s and %(high)s.", low=self.low, high=self.high))
        return number

    def attributes(self) -> dict[str, Any]:
        return {"inputmode": "numeric", "min": self.low, "max": self.high}

    def schema(self) -> dict[str, Any]:
        return {"type": "integer", "minimum": self.low, "maximum": self.high}


@dataclass(frozen=True)
class Decimal(Constraint):
    """A finite number; as text with a point or, where nothing else can be meant, a decimal comma."""

    low: float = -1e12
    high: float = 1e12

    def check(self, raw: Any) -> float:
        if isinstance(raw, bool) or not isinstance(raw, (int, float, str)):
            raise FieldError(_l("This must be a number."))
        if isinstance(raw, str):
            text = readable(raw).strip().replace("\u2212", "-")
            if re.fullmatch(r"[+-]?\d+,\d{1,2}", text):
                text = text.replace(",", ".")
            if not re.fullmatch(
                r"[+-]?(\d{1,15}(\.\d{0,15})?|\.\d{1,15})([eE][+-]?\d{1,2})?", text, re.ASCII
            ):
                raise FieldError(_l("This must be a number."))
            raw = text
        try:
            number = float(raw)
        except OverflowError:
            number = math.inf
        if not math.isfinite(number) or not self.low <= number <= self.high:
            raise FieldError(
                _l("This must be between %(low)s and %(high)s.", low=f"{self.low:g}", high=f"{self.high:g}")
            )
        return number

    def attributes(self) -> dict[str, Any]:
        return {"inputmode": "decimal"}

    def schema(self) -> dict[str, Any]:
        return {"type": "number", "minimum": self.low, "maximum": self.high}


@dataclass(frozen=True)
class Truth(Constraint):
    """A check box or a JSON boolean."""

    def check(self, raw: Any) -> bool:
        if isinstance(raw, bool):
            return raw
        if raw in ("y", "on", "true", "1", "yes"):
            return True
        if raw in ("n", "off", "false", "0", "no"):
            return False
        raise FieldError(_l("This must be yes or no."))

    def schema(self) -> dict[str, Any]:
        return {"type": "boolean"}


@dataclass(frozen=True)
class Day(Constraint):
    """A calendar day, ISO 8601."""

    earliest: date = date(1900, 1, 1)
    latest: date = date(2200, 12, 31)

    def check(self, raw: Any) -> date:
        if isinstance(raw, datetime) or not isinstance(raw, (str, date)):
            raise FieldError(_l("This must be a date such as 2026-05-31."))
        try:
            day = raw if isinstance(raw, date) else date.fromisoformat(readable(raw).strip())
        except ValueError as error:
            raise FieldError(_l("This must be a date such as 2026-05-31.")) from error
        if not self.earliest <= day <= self.latest:
            raise FieldError(
                _l("This must be between %(low)s and %(high)s.", low=self.earliest, high=self.latest)
            )
        return day

    def attributes(self) -> dict[str, Any]:
        return {"type": "date"}

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "format": "date"}
