"""The pages of each family, without a network: rows, spellings, traps (phones §4)."""

from __future__ import annotations

import asyncio
import html
import re

import pytest
from lxml import etree

from eraser.simulator.handset import new_state
from eraser.simulator.page_rows import spelled
from eraser.simulator.pages import PageStyle, page_of
from eraser.simulator.state import PhoneState, Quirks, Spec, TrustList

JAVA = "/CGI/Java/Serviceability"
NETWORK, STATUS = "adapter=device.statistics.configuration", "adapter=device.settings.status.messages"
OLD_ITL, OLD_CTL = TrustList("AB" * 20, ("old-pub", "old-sub")), TrustList("01" * 20, ("old-pub",))
FIRMWARES = {
    "CP-7940G": ("P00308010200", "7940"),
    "CP-7945G": ("SCCP45.9-4-2SR3-1S", "79xx"),
    "CP-7965G": ("SCCP45.9-4-2SR3-1S", "79xx"),
    "CP-7821": ("sip78xx.12-5-1SR3-74", "78xx-5-4-5"),
    "CP-7841": ("sip78xx.11-5-1-18", "78xx-5-4-4"),
    "CP-8841": ("sip88xx.12-5-1SR3-74", "88xx-5-4-5"),
    "CP-8851": ("sip88xx.11-5-1-18", "88xx-6-4-4"),
    "CP-9971": ("sip9971.9-4-2SR3-1", "99xx-4-4-4"),
}
MODELS = tuple(FIRMWARES)
WITH_LISTS = ("CP-7821", "CP-7841", "CP-8841", "CP-8851", "CP-9971")
WITHOUT_LISTS = ("CP-7940G", "CP-7945G", "CP-7965G")
Cells = list[tuple[str, ...]]


def phone(
    model: str, *, service_mode: bool = False, ctl: TrustList | None = None, name: str = "", **quirks
) -> PhoneState:
    firmware, layout = FIRMWARES[model]
    spec = Spec(
        name=name or "SEP6C416A0B1C20",
        model=model,
        firmware=firmware,
        serial="FCH1912A0F7",
        directory_number="4711",
        layout=layout,
        service_mode=service_mode,
        quirks=Quirks(**quirks),
    )
    state = new_state(spec, old_itl=OLD_ITL, old_ctl=ctl)
    state.address = "127.1.2.3:8080"
    return state


def page(
    state: PhoneState, path: str, query: str = "", *, language: str = "en", erased_rows: str = "not_installed"
) -> str:
    answer = page_of(state, path, query, PageStyle(language=language, erased_rows=erased_rows))
    assert answer is not None
    assert answer.status == 200
    return answer.body.decode()


def network_page(state: PhoneState, **style: str) -> str:
    return page(state, "/NetworkConfiguration", **style)


def cells_of(source: str) -> Cells:
    """Every row of the inner table, as the tuple of its texts, unescaped."""
    inner = re.split(r"(?i)align=center>\s*<table", source)[-1]
    rows = re.split(r"(?i)<tr>", inner)[1:]
    return [tuple(html.unescape(cell) for cell in re.findall(r"(?is)<td><b>(.*?)</b>", row)) for row in rows]


def values_of(source: str) -> dict[str, str]:
    """Label to value; of labels that come twice the last one."""
    return {row[0].strip(): row[1] for row in cells_of(source) if len(row) == 2}


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("path", ["/", "/DeviceInformation"])
def test_the_device_page_says_who_the_phone_is(model: str, path: str) -> None:
    state = phone(model)
    source = page(state, path)
    values = {label.casefold(): value for label, value in values_of(source).items()}
    assert (state.spec.name, model, state.spec.firmware, state.spec.serial, "4711") == tuple(
        values[label] for label in ("host name", "model number", "version", "serial number", "phone dn")
    )
    assert f" {model} ( {state.spec.name} )" in source


@pytest.mark.parametrize("model", [model for model in MODELS if model != "CP-7940G"])
def test_the_java_address_serves_the_same_pages(model: str) -> None:
    state = phone(model)
    assert page(state, "/NetworkConfiguration") == page(state, JAVA, NETWORK)


def test_a_7940_has_no_java_pages() -> None:
    state = phone("CP-7940G")
    assert [None, None] == [page_of(state, JAVA, query, PageStyle()) for query in (NETWORK, STATUS)]


@pytest.mark.parametrize("model", WITH_LISTS)
def test_the_network_page_shows_the_itl_signature_in_pairs_with_a_trailing_blank(model: str) -> None:
    values = {label.casefold(): value for label, value in values_of(network_page(phone(model))).items()}
    assert ("Installed", "AB " * 20) == (values["itl file"], values["itl signature"])


@pytest.mark.parametrize("model", WITHOUT_LISTS)
def test_79xx_and_7940_show_no_trust_list(model: str) -> None:
    source = network_page(phone(model, ctl=OLD_CTL))
    assert [] == [row for row in cells_of(source) if re.search(r"\b[CI]TL\b|TVS", row[0])]


def test_a_9971_that_hides_its_lists_has_no_row_for_them() -> None:
    assert "ITL File" in network_page(phone("CP-9971"))
    assert "ITL File" not in network_page(phone("CP-9971", page_shows_lists=False))


def test_ctl_rows_come_first_and_both_sections_reuse_their_labels() -> None:
    labels = [row[0].strip() for row in cells_of(network_page(phone("CP-8841", ctl=OLD_CTL)))]
    section = labels[labels.index("CTL file") : labels.index("Automatic port synchronization")]
    server = "CUCM server / TFTP server"
    ctl = ["CTL file", "CTL signature", "CAPF server", server]
    itl = ["ITL file", "ITL signature", "CAPF server", "TVS", "TVS", server, server]
    assert [*ctl, *itl] == section


@pytest.mark.parametrize(
    ("model", "label", "words"),
    [
        ("CP-7841", "ITL File", "Not Installed"),
        ("CP-8851", "ITL file", "Not installed"),
        ("CP-9971", "ITL File", "Not Installed"),
    ],
)
def test_a_list_that_is_gone_is_spelled_as_the_family_does(model: str, label: str, words: str) -> None:
    state = phone(model)
    state.itl = None
    values = values_of(network_page(state))
    assert words == values[label]
    assert "AB AB" not in network_page(state)


@pytest.mark.parametrize(("erased_rows", "expected"), [("absent", None), ("empty", "")])
def test_a_list_that_is_gone_may_have_no_row_or_an_empty_one(erased_rows: str, expected: str | None) -> None:
    state = phone("CP-8841")
    state.itl = None
    assert expected == values_of(network_page(state, erased_rows=erased_rows)).get("ITL file")


def test_88xx_of_12_escape_hyphens_and_slashes_and_older_ones_do_not() -> None:
    new, old = page(phone("CP-8841"), "/"), page(phone("CP-8851"), "/")
    assert "<B>CP&#x2D;8841</B>" in new
    assert "Europe&#x2F;Berlin" in new
    assert "<B>CP-8851</B>" in old
    assert "&#x2" not in old


def test_labels_of_88xx_are_in_sentence_case_and_those_of_78xx_in_title_case() -> None:
    labels_88xx = set(values_of(network_page(phone("CP-8841"))))
    labels_78xx = set(values_of(network_page(phone("CP-7841"))))
    assert {"MAC address", "CTL file", "SSH access enabled", "CUCM server1", "CDP: SW Port"} <= labels_88xx
    assert {"MAC Address", "CTL File", "SSH Access Enabled", "Unified CM1", "CDP: SW Port"} <= labels_78xx


def test_every_label_of_java_pages_has_a_blank_before_it_and_7940_has_none() -> None:
    assert {" "} == {row[0][0] for row in cells_of(network_page(phone("CP-7841")))}
    assert all(not row[0].startswith(" ") for row in cells_of(network_page(phone("CP-7940G"))))


def test_79xx_write_their_tags_small_and_others_mix_them() -> None:
    small, mixed = network_page(phone("CP-7945G")), network_page(phone("CP-7841"))
    assert re.findall(r"<[A-Z]", small) == []
    assert "<TD>" in mixed
    assert "<td " in mixed


def test_two_rows_of_the_menu_are_never_closed() -> None:
    source = network_page(phone("CP-8841"))
    assert 2 == len(re.findall(r"<TR[ >]", source)) - len(re.findall(r"</TR>", source))


def test_a_spacer_cell_stands_on_88xx_and_not_on_7841() -> None:
    assert "<td width=20></TD>" in network_page(phone("CP-8841"))
    assert "<td width=20></TD>" not in network_page(phone("CP-7841"))


@pytest.mark.parametrize("model", ["CP-7821", "CP-8841"])
@pytest.mark.parametrize("service_mode", [True, False])
def test_service_mode_stands_on_the_page_only_where_the_phone_has_it(model: str, service_mode: bool) -> None:
    labels = {label.casefold() for label in values_of(page(phone(model, service_mode=service_mode), "/"))}
    assert service_mode == ("service mode" in labels)


@pytest.mark.parametrize("model", MODELS)
def test_the_servers_say_active_and_standby_only_while_registered(model: str) -> None:
    state = phone(model)
    registered = network_page(state)
    state.registered = False
    unregistered = network_page(state)
    assert [1, 1] == [len(re.findall(rf"{word}</B>", registered, re.IGNORECASE)) for word in ("  Active", "  Standby")]
    assert [] == re.findall(r"Active|Standby", unregistered)


@pytest.mark.parametrize("model", MODELS)
def test_the_authentication_url_is_on_the_page(model: str) -> None:
    state = phone(model)
    state.authentication_url = "http://127.0.0.1:8080/ccmcip/authenticate.jsp"
    assert state.authentication_url == values_of(network_page(state))["Authentication URL"]


@pytest.mark.parametrize("model", MODELS)
def test_status_messages_carry_their_time_and_only_the_last_thirty_are_kept(model: str) -> None:
    state = phone(model)
    state.status = [(f"9:52:{second:02}p", f"message <{second}>") for second in range(40)]
    address = ("/DeviceLog", "2") if model == "CP-7940G" else (JAVA, STATUS)
    texts = [text for row in cells_of(page(state, *address)) for text in row if text]
    assert [f"9:52:{second:02}p message <{second}>" for second in range(10, 40)] == [text.strip() for text in texts]


@pytest.mark.parametrize("model", [model for model in MODELS if model != "CP-7940G"])
@pytest.mark.parametrize("active", [0, 1, 2, 5])
async def test_as_many_streams_are_active_as_the_phone_has(model: str, active: int) -> None:
    state = phone(model)
    state.active_streams = active
    rows = [
        {
            label.casefold(): value
            for label, value in values_of(page(state, JAVA, f"adapter=device.statistics.streaming.{n}")).items()
        }
        for n in range(5)
    ]
    assert active == sum(row["stream status"] == "Active" for row in rows)
    assert 5 - active == sum(row["row status"].casefold() == "not ready" for row in rows)
    assert active == sum(int(row["sender packets"]) > 0 for row in rows)


async def test_the_active_stream_is_not_the_first_of_the_page_on_every_phone() -> None:
    places = set()
    for last in "05A":
        state = phone("CP-8841", name=f"SEP6C416A0B1C2{last}")
        state.active_streams = 1
        sources = [page(state, JAVA, f"adapter=device.statistics.streaming.{n}") for n in range(5)]
        places |= {n for n, source in enumerate(sources) if "<B>Active</B>" in source}
    assert {0} == places
    state = phone("CP-8841", name="SEP6C416A0B1C23")
    state.active_streams = 1
    assert "<B>Active</B>" in page(state, JAVA, "adapter=device.statistics.streaming.3")


@pytest.mark.virtual_time
async def test_counters_of_an_active_stream_grow_by_fifty_packets_a_second() -> None:
    state = phone("CP-8841", name="SEP6C416A0B1C20")
    state.active_streams = 1
    address = (JAVA, "adapter=device.statistics.streaming.0")
    before = int(values_of(page(state, *address))["Sender packets"])
    await asyncio.sleep(2.0)
    assert before + 100 == int(values_of(page(state, *address))["Sender packets"])


async def test_a_7940_has_two_streams_and_no_third() -> None:
    state = phone("CP-7940G")
    assert [200, 200] == [page_of(state, "/StreamingStatistics", query, PageStyle()).status for query in "12"]  # type: ignore[union-attr]
    assert [None, None] == [page_of(state, "/StreamingStatistics", query, PageStyle()) for query in "03"]


@pytest.mark.parametrize("model", MODELS)
async def test_the_xml_forms_can_be_parsed_and_say_who_the_phone_is(model: str) -> None:
    state = phone(model)
    state.address = "127.1.2.3:8080"
    device = etree.fromstring(page(state, "/DeviceInformationX").encode())
    network = etree.fromstring(page(state, "/NetworkConfigurationX").encode())
    stream = etree.fromstring(page(state, "/StreamingStatisticsX", "1").encode())
    assert [state.spec.name, model, state.spec.firmware, state.spec.serial] == [
        device.findtext(name) for name in ("HostName", "modelNumber", "versionID", "serialNumber")
    ]
    assert ["127.1.2.3", "ccm-sub-a.voice.example.net"] == [
        network.findtext("IPAddress"),
        (network.findtext("CallManager1") or "").split(" ")[0],
    ]
    assert "not ready" == (stream.findtext("StreamStatus") or "").casefold()


def test_the_network_xml_shows_no_trust_list() -> None:
    names = {one.tag for one in etree.fromstring(page(phone("CP-8841"), "/NetworkConfigurationX").encode())}
    assert not {name for name in names if re.match(r"[CI]TL|TVS", str(name))}


def test_79xx_repeat_the_xml_declaration_in_their_messages_and_88xx_do_not() -> None:
    old, new = phone("CP-7945G"), phone("CP-8841")
    old.status = new.status = [("1:33:26a", "Trust List updated")]
    with pytest.raises(etree.XMLSyntaxError):
        etree.fromstring(page(old, "/DeviceLogX", "2").encode())
    messages = etree.fromstring(page(new, "/DeviceLogX", "2").encode())
    assert ["1:33:26a Trust List updated"] == [one.text for one in messages]


def test_a_page_in_german_keeps_names_and_numbers() -> None:
    source = network_page(phone("CP-8841"), language="de")
    assert ("Installiert", "AB " * 20) == (values_of(source)["ITL-Datei"], values_of(source)["ITL-Signatur"])
    assert "ITL file" not in source
    assert "SEP6C416A0B1C20" in source


@pytest.mark.parametrize(
    "path", ["/NoSuchPage", "/DeviceInformationY", "/CGI/Java/Serviceability", "/NetworkConfigurationXX"]
)
def test_an_address_that_a_phone_does_not_have_is_no_page(path: str) -> None:
    assert page_of(phone("CP-8841"), path, "", PageStyle()) is None


def test_a_signature_of_any_length_is_spelled_in_pairs() -> None:
    assert "9A 01 " == spelled("9A01")
