"""Every model that can be simulated, with a load that it may run and what is right to say of it (phones §2.1, §2.6)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from eraser.simulator.hardware import model_key
from eraser.simulator.menus import hostile_layouts_for, layouts_for, rare_layouts_for


class Answer(StrEnum):
    """What an honest run says of an untroubled phone of a model, as an outcome word."""

    ERASED = "erased"
    NO_LIST = "not_applicable"
    BY_HAND = "manual"


@dataclass(frozen=True, slots=True)
class Known:
    """One model as a phone names it. `firmware` "": by the layout of its menus."""

    model: str
    firmware: str
    answer: Answer = Answer.ERASED

    @property
    def layouts(self) -> tuple[str, ...]:
        """All its layouts in English: the ordinary ones, the rare ones, the hostile ones."""
        return (*layouts_for(self.model), *rare_layouts_for(self.model), *hostile_layouts_for(self.model))


_79XX = "SCCP{}.9-4-2SR3-1S"
_BY_LAYOUT = ""

# Its route takes the CTL alone (phones §2.2), so that a run for the ITL has nothing to press on it.
IP_COMMUNICATOR = Known("Cisco Communicator", "CIPC-8-6-6-0", Answer.BY_HAND)

ERASABLE = (
    Known("CP-7906G", _79XX.format("11")),
    Known("CP-7911G", _79XX.format("11")),
    Known("CP-7941G", _79XX.format("41")),
    Known("CP-7942G", _79XX.format("42")),
    Known("CP-7945G", _79XX.format("45")),
    Known("CP-7961G", _79XX.format("41")),
    Known("CP-7962G", _79XX.format("42")),
    Known("CP-7965G", _79XX.format("45")),
    Known("CP-7970G", _79XX.format("70")),
    Known("CP-7971G", _79XX.format("70")),
    Known("CP-7975G", _79XX.format("75")),
    Known("CP-6921", "SCCP69xx.9-4-1-3SR3"),
    Known("CP-6941", "SCCP69xx.9-4-1-3SR3"),
    Known("CP-6945", "SIP6945.9-4-1-3SR3"),
    Known("CP-6961", "SCCP69xx.9-4-1-3SR3"),
    Known("CP-7811", _BY_LAYOUT),
    Known("CP-7821", _BY_LAYOUT),
    Known("CP-7841", _BY_LAYOUT),
    Known("CP-7861", _BY_LAYOUT),
    Known("CP-7832", "sip7832.12-5-1SR3-74"),
    Known("CP-8832", "sip8832.12-5-1SR3-74"),
    Known("CP-8831", "sip8831.10-3-1SR4b-1"),
    Known("CP-8811", _BY_LAYOUT),
    Known("CP-8841", _BY_LAYOUT),
    Known("CP-8845", _BY_LAYOUT),
    Known("CP-8851", _BY_LAYOUT),
    Known("CP-8851NR", _BY_LAYOUT),
    Known("CP-8861", _BY_LAYOUT),
    Known("CP-8865", _BY_LAYOUT),
    Known("CP-8865NR", _BY_LAYOUT),
    Known("CP-8941", "SCCP894x.9-4-2SR3-1"),
    Known("CP-8945", "SCCP894x.9-4-2SR3-1"),
    Known("CP-8961", "sip8961.9-4-2SR3-1"),
    Known("CP-9951", "sip9951.9-4-2SR3-1"),
    Known("CP-9971", "sip9971.9-4-2SR3-1"),
)

WITHOUT_LIST = (
    Known("CP-7902G", "CP7902080002SCCP060817A", Answer.NO_LIST),
    Known("CP-7905G", "CP7905080003SCCP070409A", Answer.NO_LIST),
    Known("CP-7910G", "P00405000700", Answer.NO_LIST),
    Known("CP-7912G", "CP7912080004SCCP080108A", Answer.NO_LIST),
    Known("CP-7920", "cmterm_7920.4.0-03-02", Answer.NO_LIST),
    Known("CP-7935", "P00503021900", Answer.NO_LIST),
    Known("CP-7936", "cmterm_7936.3-3-21-0", Answer.NO_LIST),
    Known("CP-7940G", "P00308010200", Answer.NO_LIST),
    Known("CP-7960G", "P00308010200", Answer.NO_LIST),
    Known("CP-8841-3PCC", "sip88xx.11-3-1MPP-678", Answer.NO_LIST),
)

BY_HAND = (
    Known("CP-7931G", "SCCP31.9-4-2SR3-1S", Answer.BY_HAND),
    Known("CP-7937G", "apps37sccp.1-4-5-7", Answer.BY_HAND),
    Known("CP-6901", "SIP6901.9-3-1-SR2-3", Answer.BY_HAND),
    Known("CP-6911", "SIP6911.9-3-1-SR2-3", Answer.BY_HAND),
    Known("CP-3905", "CP3905.9-4-1SR3", Answer.BY_HAND),
    Known("CP-7921G", "CP7921G-1.4.8SR1", Answer.BY_HAND),
    Known("CP-7925G", "CP7925G-1.4.8SR1", Answer.BY_HAND),
    Known("CP-7926G", "CP7925G-1.4.8SR1", Answer.BY_HAND),
    Known("CP-8821", "sip8821.11-0-6SR2-4", Answer.BY_HAND),
    Known("CP-9821", "sip9821.1-0-1-27", Answer.BY_HAND),
    Known("CP-8875", "PHONEOS-8875.3-0-1-0001", Answer.BY_HAND),
    Known("CP-9811", "PHONEOS-98xx.3-0-1-0001", Answer.BY_HAND),
    Known("CP-9841", "PHONEOS-98xx.3-0-1-0001", Answer.BY_HAND),
    Known("CP-9851", "PHONEOS-98xx.3-0-1-0001", Answer.BY_HAND),
    Known("CP-9861", "PHONEOS-98xx.3-0-1-0001", Answer.BY_HAND),
    Known("CP-9871", "PHONEOS-98xx.3-0-1-0001", Answer.BY_HAND),
    Known("ATA187", "ATA187.9-2-3-1", Answer.BY_HAND),
    Known("ATA190", "ATA190.1-2-2", Answer.BY_HAND),
    Known("ATA191", "ATA191.12-0-1SR4", Answer.BY_HAND),
    Known("CP-DX650", "sipdx650.10-2-5-212", Answer.BY_HAND),
    Known("CP-DX70", "sipdx70.10-2-5-212", Answer.BY_HAND),
    Known("CP-DX80", "sipdx80.10-2-5-212", Answer.BY_HAND),
)

CATALOGUE = (*ERASABLE, IP_COMMUNICATOR, *WITHOUT_LIST, *BY_HAND)
_FIRMWARE = {model_key(known.model): known.firmware for known in CATALOGUE}


def firmware_of(model: str, layout: str, *, service_mode: bool) -> str:
    """A load that could draw this menu: *Service mode* came with 12.5, one more application later (phones §2.3)."""
    if firmware := _FIRMWARE.get(model_key(model)):
        return firmware
    load = "11-5-1-18"
    if service_mode:
        load = "12-8-1-0001-455" if "-7-" in layout else "12-5-1SR3-74"
    line = "8845_65" if model_key(model) in ("8845", "8865") else f"{model[3:5]}xx"
    return f"sip{line}.{load}"
