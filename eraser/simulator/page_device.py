"""What stands on a phone's device page: labels and values in the order of the page, before any markup."""

from __future__ import annotations

from datetime import UTC, datetime

from eraser.simulator.page_families import Family, Line
from eraser.simulator.page_rows import Row
from eraser.simulator.state import PhoneState, Spec

_WITHOUT_DETAILS = (Line.P7940, Line.STATION, Line.MULTIPLATFORM, Line.P7921)


def device_rows(state: PhoneState, family: Family) -> list[Row]:
    """The device page."""
    spec = state.spec
    if family.line is Line.ATA:
        return _ata_rows(spec)
    if family.line is Line.MULTIPLATFORM:
        return _multiplatform_rows(spec)
    rows = _service_rows(spec) + _identity_rows(spec, family) + _load_rows(spec, family)
    rows += [
        ("Hardware Revision", "2.1"),
        ("Serial Number", spec.serial),
        ("Model Number", spec.model),
        ("Message Waiting", "No"),
    ]
    return rows if family.line in _WITHOUT_DETAILS else rows + _detail_rows(spec, family)


def _service_rows(spec: Spec) -> list[Row]:
    if not spec.service_mode:
        return []
    return [("Service Mode", "On-premise"), ("Service Domain", ""), ("Service State", "Idle")]


def _identity_rows(spec: Spec, family: Family) -> list[Row]:
    """IP Communicator has a name of its own, which may be no MAC address (phones §7, its status page)."""
    mac = spec.name[3:] if spec.name.startswith("SEP") else "0050569A41C7"
    if family.line is Line.P6901:
        mac = _with_colons(mac)
    return [("MAC Address", mac), ("Host Name", spec.name), ("Phone DN", spec.directory_number)]


def _load_rows(spec: Spec, family: Family) -> list[Row]:
    load = spec.firmware.partition(".")[2] or spec.firmware
    if family.line is Line.P8831:
        return [("Version", spec.firmware)]
    rows = [("App Load ID", _app_load(spec, family, load)), ("Boot Load ID", _boot_load(family, load))]
    if family.line is not Line.P6901:
        rows.append(("Version", spec.firmware))
    if family.line in (Line.P79XX, Line.P7940):
        rows += [("Expansion Module 1", ""), ("Expansion Module 2", "")]
    return rows


def _detail_rows(spec: Spec, family: Family) -> list[Row]:
    now = datetime.now(UTC)
    rows = [
        ("UDI", "phone"),
        ("", f"{family.heading} {spec.model.removeprefix('CP-')}, Global"),
        ("", spec.model),
        ("", "V04"),
        ("", spec.serial),
        ("Time", now.strftime("%I:%M:%S%p").lower().lstrip("0")),
        ("Time Zone", "Europe/Berlin"),
        ("Date", now.strftime("%m/%d/%y")),
    ]
    if family.line in (Line.P78XX, Line.P88XX, Line.P8831):
        rows += [("System Free Memory", "61290496"), ("Java Heap Free Memory", "1612800"), ("FIPS Mode Enabled", "No")]
    return rows


def _ata_rows(spec: Spec) -> list[Row]:
    """No host name, no model number: the name is to be made from the MAC address, the model from its product (phones
    §7)."""
    product = spec.model.replace("ATA", "ATA-").replace("--", "-").replace("- ", "-")
    return [
        ("MAC Address", _with_colons(spec.name[3:])),
        ("Phone 1 DN", spec.directory_number),
        ("Status1", "Registered"),
        ("Phone 2 DN", ""),
        ("Status2", "Not registered"),
        ("App Load ID", f"{spec.firmware}\n"),
        ("Boot Load ID", "1.8.0.6"),
        ("SW_Version ID", f"{spec.firmware.partition('.')[2]}\n"),
        ("HW Reversion ID", "Rev.08"),
        ("Serial Number", spec.serial),
        ("Product ID", product),
        ("Message Waiting (Line 0)", "No"),
    ]


def _multiplatform_rows(spec: Spec) -> list[Row]:
    """Another product with other words (phones §2.6)."""
    return [
        ("Product Name", spec.model),
        ("Software Version", spec.firmware),
        ("Serial Number", spec.serial),
        ("MAC Address", spec.name[3:]),
        ("Host Name", spec.name),
        ("Customization", "Open"),
    ]


def _with_colons(mac: str) -> str:
    return ":".join(mac[at : at + 2] for at in range(0, len(mac), 2))


def _app_load(spec: Spec, family: Family, load: str) -> str:
    if family.line is Line.P99XX:
        return f"kern{spec.model.removeprefix('CP-')}.{load}"
    stem = {Line.P79XX: "jar45sccp", Line.P78XX: "rootfs78xx", Line.P88XX: "rootfs88xx"}.get(family.line)
    if stem is None:
        return spec.firmware if family.line is Line.P6901 else load
    return f"{stem}.{load}"


def _boot_load(family: Family, load: str) -> str:
    boots = {Line.P7940: "PC03A300", Line.P79XX: "tnp65.9-3-1-CR17.bin", Line.P99XX: "sboot9971.031610R1-9-4-2SR3"}
    return boots.get(family.line) or f"sboot{family.line}.{load}"
