"""Pages of the families that came later, and of hosts without a route (phones §4.1, §4.3)."""

from __future__ import annotations

import html
import re

import pytest
from lxml import etree

from eraser.simulator.catalogue import BY_HAND, CATALOGUE, WITHOUT_LIST, firmware_of
from eraser.simulator.handset import new_state
from eraser.simulator.menus import LAYOUTS, layouts_for
from eraser.simulator.page_info import info_of
from eraser.simulator.page_kinds import family_of
from eraser.simulator.pages import PageStyle, page_of
from eraser.simulator.request import Answer
from eraser.simulator.state import PhoneState, Quirks, Spec
from tests.simulator.hands import OLD_CTL, OLD_ITL, phone

NAME, SERIAL = "SEP6C416A0B1C20", "FCH1912A0F7"
JAVA, STATUS = "/CGI/Java/Serviceability", "adapter=device.settings.status.messages"


def state_of(model: str, *, name: str = NAME, **quirks: object) -> PhoneState:
    layout = LAYOUTS[layouts_for(model)[0]]
    firmware = firmware_of(model, layout.name, service_mode=layout.service_mode)
    spec = Spec(name, model, firmware, SERIAL, "4711", layout.name, quirks=Quirks(**quirks))  # type: ignore[arg-type]
    state = new_state(spec, old_itl=OLD_ITL, old_ctl=OLD_CTL)
    state.address = "127.1.2.3:8080"
    return state


def source_of(state: PhoneState, path: str, query: str = "", **style: str) -> str:
    answer = page_of(state, path, query, PageStyle(**style))
    assert answer is not None, (state.spec.model, path)
    assert 200 == answer.status
    return answer.body.decode()


def rows_of(source: str) -> dict[str, str]:
    """Label to value as a patient reader has them: cells of two texts, however they are broken."""
    rows = {}
    for row in re.split(r"(?i)<tr\b[^>]*>", source):
        cells = [re.sub(r"<[^>]*>", "", cell) for cell in re.split(r"(?i)<td\b[^>]*>", row)[1:]]
        texts = [html.unescape(cell).strip() for cell in cells]
        if len(texts) == 3:
            texts.pop(1)
        if len(texts) == 2 and texts[0]:
            rows[texts[0].rstrip(":").casefold()] = texts[1]
    return rows


@pytest.mark.parametrize("known", CATALOGUE, ids=lambda known: known.model)
def test_the_root_page_says_who_the_phone_is(known) -> None:
    state = state_of(known.model)
    source = source_of(state, "/")
    values = rows_of(source)
    mac = values["mac address"].replace(":", "")
    assert (NAME[3:], SERIAL) == (mac, values["serial number"])
    said = {value.replace("ATA-", "ATA").strip() for label, value in values.items()}
    assert known.model in said
    assert known.model.startswith("ATA") or NAME in source


DEVICE_PAGES = {
    "CP-6941": ("/DeviceInformation", ""),
    "CP-8945": ("/DeviceInformation", ""),
    "CP-6901": ("/Device_Information.html", ""),
    "CP-3905": ("/Device_Information.html", ""),
    "ATA187": ("/Device_Information.htm", ""),
    "CP-7937G": ("/localmenus.cgi", "func=604"),
    "CP-DX80": ("/", "adapter=device.statistics.device"),
    "Cisco Communicator": (JAVA, "adapter=device.statistics.device"),
    "CP-8832": (JAVA, "adapter=device.statistics.device"),
    "CP-8831": (JAVA, "adapter=device.statistics.device"),
}
NETWORK_PAGES = {
    "CP-6941": ("/NetworkConfiguration", ""),
    "CP-8945": ("/NetworkConfiguration", ""),
    "CP-6901": ("/Network_Setup.html", ""),
    "CP-3905": ("/Network.html", ""),
    "ATA187": ("/Network_Setup.htm", ""),
    "CP-7937G": ("/localmenus.cgi", "func=219"),
    "CP-7925G": ("/NetworkInformation", ""),
    "CP-DX80": ("/", "adapter=device.statistics.configuration"),
}
STATUS_PAGES = {
    "CP-6941": ("/status.html", ""),
    "CP-8945": ("/status.html", ""),
    "CP-6901": ("/Status_Messages.html", ""),
    "CP-7960G": ("/DeviceLog", "2"),
    "CP-8811": (JAVA, STATUS),
    "CP-DX80": ("/", STATUS),
}


@pytest.mark.parametrize(("model", "place"), DEVICE_PAGES.items())
def test_the_device_page_stands_where_the_family_has_it(model, place) -> None:
    state = state_of(model)
    assert source_of(state, "/") == source_of(state, *place)


@pytest.mark.parametrize(("model", "place"), NETWORK_PAGES.items())
def test_the_network_page_stands_where_the_family_has_it(model, place) -> None:
    assert "10.20.30.40" in rows_of(source_of(state_of(model), *place)).values()


@pytest.mark.parametrize(("model", "place"), STATUS_PAGES.items())
def test_the_status_page_stands_where_the_family_has_it(model, place) -> None:
    state = state_of(model)
    state.status.append(("1:33:26a", "ITL Installed"))
    assert "1:33:26a ITL Installed" in html.unescape(source_of(state, *place))


@pytest.mark.parametrize("model", ["CP-6941", "CP-8945", "CP-6901", "ATA187", "CP-7937G", "CP-DX80", "CP-8841-3PCC"])
def test_some_have_neither_java_pages_nor_xml_forms(model) -> None:
    state = state_of(model)
    absent = [(JAVA, "adapter=device.statistics.device"), ("/DeviceInformationX", ""), ("/DeviceLogX", "2")]
    assert [None] * 3 == [page_of(state, *place, PageStyle()) for place in absent]


def test_8945_shows_its_lists_in_broken_cells_and_says_that_web_access_is_off() -> None:
    source = source_of(state_of("CP-8945"), "/NetworkConfiguration")
    values = rows_of(source)
    assert ("Installed", "Installed", "No") == tuple(
        values[label] for label in ("ctl file", "itl file", "web access enabled")
    )
    assert "EE 5C 0F" in values["itl signature"]
    assert '<td width="20">\n</td><td><b>' in source
    assert "CP-8945(</font></b> " in source


def test_69xx_have_blanks_around_their_values_and_no_lists() -> None:
    source = source_of(state_of("CP-6921"), "/NetworkConfiguration")
    assert "<TD>  SEP6C416A0B1C20  </TD>" in source
    assert [] == re.findall(r"\b[IC]TL\b", source)


def test_6901_is_written_by_a_word_processor_with_colons_in_the_address() -> None:
    source = source_of(state_of("CP-6901"), "/")
    assert "<b>6C:41:6A:0B:1C:20</b>" in source
    assert "<b>2.1</span></strong></p>" in source


def test_an_ata_has_no_name_and_no_model_number() -> None:
    source = source_of(state_of("ATA190"), "/")
    values = rows_of(source)
    assert ("ATA-190", None, None) == (values["product id"], values.get("host name"), values.get("model number"))
    assert "Cisco <span class=SpellE>ATA 190 (SIP)" in source


def test_8831_has_a_signature_of_32_digits_only_where_it_is_made_for_it() -> None:
    assert 32 == phone("CP-8831")._hardware.signature_digits
    assert {"ctl file", "itl file"} <= rows_of(source_of(state_of("CP-8831"), "/NetworkConfiguration")).keys()


def test_dx_shows_its_lists_on_a_page_of_their_own() -> None:
    state = state_of("CP-DX80")
    assert "itl file" in rows_of(source_of(state, "/", "adapter=device.statistics.security"))
    assert "itl file" not in rows_of(source_of(state, "/", "adapter=device.statistics.configuration"))


def test_a_communicator_names_itself_as_it_is_called() -> None:
    state = state_of("Cisco Communicator", name="CIPCDESK07")
    source = source_of(state, JAVA, STATUS)
    assert "Cisco Unified IP Phone Cisco Communicator ( CIPCDESK07 )" in source
    assert "CIPCDESK07" == rows_of(source_of(state, "/"))["host name"]


@pytest.mark.parametrize(
    ("quirks", "label", "value"),
    [
        ({"alternate_tftp": True}, "alternate tftp", "Yes"),
        ({}, "alternate tftp", "No"),
        ({"ssh_access": True}, "ssh access enabled", "Yes"),
        ({}, "ssh access enabled", "No"),
    ],
)
@pytest.mark.parametrize("model", ["CP-8841", "CP-7962G", "CP-6945", "CP-8941"])
def test_switches_are_printed(model, quirks, label, value) -> None:
    assert value == rows_of(source_of(state_of(model, **quirks), "/NetworkConfiguration"))[label]


@pytest.mark.parametrize("model", ["CP-6941", "CP-8945", "CP-8831", "CP-7911G"])
def test_pages_may_be_in_german(model) -> None:
    source = source_of(state_of(model), "/", language="de")
    assert "Seriennummer" in source
    assert "Serial" not in source


@pytest.mark.parametrize("known", [*WITHOUT_LIST, *BY_HAND], ids=lambda known: known.model)
def test_what_has_no_execute_has_no_picture_either(known) -> None:
    family = family_of(state_of(known.model).spec)
    assert family.has_execute or not family.screenshot


CALL_PATHS = ("/CGI/CallInfo", "/CGI/Java/CallInfo1", "/CGI/LineInfo", "/CGI/Java/LineInfo")


def info(handset, path: str) -> Answer:
    answer = info_of(path, handset.state, handset.describe, family_of(handset.state.spec))
    assert answer is not None
    return answer


@pytest.mark.parametrize(
    ("quirks", "word"),
    [({}, "ONHOOK"), ({"in_call": True}, "CONNECTED"), ({"on_hold": True}, "HOLD"), ({"ringing": True}, "RINGING")],
)
@pytest.mark.parametrize("path", CALL_PATHS)
def test_the_state_of_the_call_stands_under_call_info_and_line_info(path, quirks, word) -> None:
    root = etree.fromstring(info(phone("CP-8841", **quirks), path).body)
    states = {text for text in root.itertext() if text in ("ONHOOK", "CONNECTED", "HOLD", "RINGING")}
    assert {word} == states
    assert ("CallInfo" in path and bool(quirks)) == (root.find("CiscoIPPhoneCallInfo") is not None)


def test_mode_info_says_what_stands_on_the_screen() -> None:
    handset = phone("CP-7945G")
    handset.press("Key:Settings")
    answer = info(handset, "/CGI/ModeInfo")
    root = etree.fromstring(answer.body)
    assert ("text/html", "Settings") == (answer.content_type, root.findtext("PlaneTitle"))
    assert "Security Configuration" in [one.text for one in root.iter("FieldName")]


@pytest.mark.parametrize("model", ["CP-6941", "CP-8945", "CP-7960G", "ATA187", "CP-8841-3PCC"])
def test_some_do_not_tell_of_their_calls(model) -> None:
    handset = phone(model)
    assert info_of("/CGI/CallInfo", handset.state, handset.describe, family_of(handset.state.spec)) is None
