"""What features keep of an e-mail address, for showing it to whoever it belongs to and for erasing it.

`Contribution(HOLDER, Holder(...))`: asked in the order of the contributions. An address is named by its key
(`core.mail.addresses.key_of`). `FOLDER` lies in the instance and holds the list of erasures, which a restore of an
older backup keeps and applies again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from improve.core.messages import LazyText

HOLDER = "erasing.holder"
FOLDER = "erasures"


@dataclass(frozen=True)
class Held:
    """Things of one kind. `records` are ready for JSON, `files` pairs of a name and a key of the storage; `fate` says
    what erasing does to them."""

    code: str
    label: LazyText
    fate: LazyText
    records: tuple[Mapping[str, Any], ...]
    files: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Holder:
    """How a feature tells what it keeps of an address and ends it, and all addresses that it keeps anything of.

    `erase` answers how many things went, by the codes of `Held`; it is called inside a transaction.
    """

    held: Callable[[str], Iterable[Held]]
    erase: Callable[[str], Mapping[str, int]]
    addresses: Callable[[], Iterable[str]]
