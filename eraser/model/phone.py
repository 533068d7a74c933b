"""A phone of the inventory, and what was seen of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

_NAME = re.compile(r"SEP[0-9A-F]{12}")
# IP Communicator is named by whoever installed it; `CIPC…` is what real ones are called (phones §4.2, its status page),
# and a device name has 15 characters at most. Nothing in it can be checked against a MAC address.
_SOFT_NAME = re.compile(r"CIPC[0-9A-Z._-]{1,11}")


def phone_name(text: str) -> str | None:
    """`00-11-22-33-44-55`, `0011.2233.4455`, `sep001122334455` → `SEP001122334455`; `cipc-anna` → `CIPC-ANNA`; None if
    it is neither name nor MAC."""
    if is_soft_name(text.strip().upper()):
        return text.strip().upper()
    digits = re.sub(r"[\s:.\-]", "", text).upper()
    digits = digits if digits.startswith("SEP") else "SEP" + digits
    return digits if _NAME.fullmatch(digits) else None


def is_soft_name(name: str) -> bool:
    """Whether this is the name of an IP Communicator: no MAC address stands in it."""
    return _SOFT_NAME.fullmatch(name) is not None


@dataclass(frozen=True, slots=True)
class Phone:
    """One phone of the inventory. `name` is `SEP` + 12 hex digits, an IP Communicator's `CIPC` + 1 to 11 characters, or
    None; `address` is host or host:port, or None.

    `seen_at`: when the source saw the phone at its address, if it knows; `no_address`: why it knows none. Both only
    serve the merging of sources.
    """

    name: str | None = None
    address: str | None = None
    model: str | None = None
    firmware: str | None = None
    site: str | None = None
    scheme: str = "http"
    origin: str = ""
    extra: Mapping[str, str] = field(default_factory=dict, hash=False)
    seen_at: datetime | None = field(default=None, compare=False)
    no_address: str | None = field(default=None, compare=False)

    @property
    def key(self) -> str:
        """What the phone is called in journal, log and report: its name, else its address."""
        return self.name or self.address or "?"


class ListState(StrEnum):
    """What a phone's page says about one trust list. ABSENT: the page has no row for it."""

    INSTALLED = "installed"
    NOT_INSTALLED = "not_installed"
    ABSENT = "absent"


class CallState(StrEnum):
    """Whether the phone is in a call. Unknown counts as in a call (cucm §6.1)."""

    IDLE = "idle"
    BUSY = "busy"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class StatusMessage:
    """One status message. `stamp` is the phone's own clock as printed; 79xx print no date (phones §5)."""

    text: str
    stamp: str | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What a phone's own pages said, without any login. Signatures are upper-case hex without separators.

    `complete`: the network page came whole (closing tag seen), so that a missing row means something.
    """

    seen_at: datetime
    name: str | None = None
    model: str | None = None
    firmware: str | None = None
    serial: str | None = None
    itl: ListState = ListState.ABSENT
    itl_signature: str | None = None
    ctl: ListState = ListState.ABSENT
    ctl_signature: str | None = None
    authentication_url: str | None = None
    tftp_servers: tuple[str, ...] = ()
    alternate_tftp: bool | None = None
    service_mode: str | None = None
    web_access: bool | None = None
    ssh_access: bool | None = None
    user_locale: str | None = None
    registered: bool | None = None
    complete: bool = True
    weak: bool = False
    pages: tuple[str, ...] = ()
