"""The device page: what the phone is."""

from __future__ import annotations

import re
from dataclasses import dataclass

from eraser.wire.pages.document import read_document
from eraser.wire.pages.identity import Identity, read_identity
from eraser.wire.pages.table import Table, read_table

# A load is named `sip88xx.12-5-1SR3-74`, `SCCP45.9-4-2SR3-1S`, on 7940/60 `P0030801SR02`.
_LOAD = re.compile(r"[A-Za-z][\w-]*\.\d+-\d+[\w.-]*|P0\w{6,12}")
_VERSION = ("version", "versionid", "swversionid", "softwareversion")
_APP_LOAD = ("apploadid",)


@dataclass(frozen=True, slots=True)
class DevicePage:
    """What the device page said; None: it has no such row."""

    identity: Identity
    firmware: str | None = None
    serial: str | None = None
    service_mode: str | None = None
    closed: bool = False
    weak: bool = False


def read_device(body: bytes) -> DevicePage:
    """Reads the device page of any family, HTML or XML.

    Raises:
        PageUnreadable: it is no page at all.
    """
    table = read_table(read_document(body))
    return DevicePage(
        identity=read_identity(table),
        firmware=_read_firmware(table),
        serial=table.value("serialnumber") or None,
        service_mode=table.value("servicemode"),
        closed=table.closed,
        weak=table.weak,
    )


def _read_firmware(table: Table) -> str | None:
    """The load if one is named, in *Version* before *App load ID*: 78/88xx print the root file system in the latter,
    and XML forms of 79xx print `9.4(2)SR3` in the former."""
    printed = [value for value in (table.value(*_VERSION), table.value(*_APP_LOAD)) if value]
    loads = [value for value in printed if _LOAD.fullmatch(value)]
    return next(iter(loads or printed), None)
