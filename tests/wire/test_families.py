"""Every family's pages: what they are of, what they say, and what their silence means."""

from __future__ import annotations

import pytest

from eraser.model.phone import CallState, ListState, StatusMessage, is_soft_name, phone_name
from eraser.wire.pages import read_device, read_network, read_status, read_stream, with_lists
from tests.wire.phone_server import page


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("device-8821.html", ("SEP00AABB882188", "CP-8821", "sip8821.11-0-6SR4-1", "FCH0008AAAA")),
        ("device-6921.html", ("SEP00AABB692169", "CP-6921", "SCCP69xx.9-4-1-3SR3", "FCH0006EEEE")),
        ("device-3905.html", ("SEP00AABB390539", "CP-3905", "CP3905.9-4-1SR3", "FCH0039FFFF")),
        ("device-ata187.html", ("SEP00AABB187001", "ATA-187", "APP187.9-2-3-1", "FCH0187ABCD")),
        ("device-dx80.html", ("SEP00AABBDD8080", "CP-DX80", "sipdx80.10-2-5-212", "FOC0080DDDD")),
        ("device-7937.xml", ("SEP00AABB793779", "CP-7937G", "apps37sccp.1-4-5-7", "FCH0007GGGG")),
        ("device-7925.html", ("SEP00AABB792579", "CP-7925G", "CP7925G-1.4.8.4.LOADS", "FCH0025HHHH")),
        ("device-7960.html", ("SEP00AABB796079", "CP-7960", "P00308000500", "INM0004KKKK")),
        ("device-8841.xml", ("SEP00AABB112233", "CP-8841", "sip88xx.14-2-1-0201-70", "FCH0001AAAA")),
        ("device-ipc.html", ("CIPC-ANNA.K", "Cisco Communicator", "CIPC-8-6-4-0", None)),
    ],
)
def test_a_device_page_tells_what_the_phone_is(file, expected):
    found = read_device(page(file))
    assert expected == (found.identity.name, found.identity.model, found.firmware, found.serial)
    assert (True, False, None) == (found.closed, found.weak, found.identity.contradiction)


def test_a_phone_with_multiplatform_firmware_is_known_by_its_product_name():
    rows = {"Product Name": "CP-8841-3PCC", "Software Version": "sip88xx.11-3-1MPP-100", "MAC Address": "00AABB884199"}
    body = "".join(f"<tr><td>{label}:</td><td>{value}</td></tr>" for label, value in rows.items())
    found = read_device(f"<html><table>{body}</table></html>".encode())
    assert ("SEP00AABB884199", "CP-8841-3PCC", "sip88xx.11-3-1MPP-100") == (
        found.identity.name,
        found.identity.model,
        found.firmware,
    )


HTTP_8080 = "http://pub.phones.test:8080/ccmcip/authenticate.jsp"
HTTPS_8443 = "https://pub.phones.test:8443/ccmcip/authenticate.jsp"


@pytest.mark.parametrize(
    ("file", "name", "servers", "said", "complete"),
    [
        ("network-8821.html", "SEP00AABB882188", ("31", "32"), (True, HTTP_8080, True, False), True),
        ("network-6921.html", "SEP00AABB692169", ("50", "51"), (False, HTTP_8080, True, False), True),
        ("network-6901.html", "SEP00AABB690169", ("60",), (False, None, None, None), False),
        ("network-ata187.html", "SEP00AABB187001", ("70",), (False, None, None, None), False),
        ("network-dx80.html", "SEP00AABBDD8080", ("80",), (False, HTTPS_8443, True, None), True),
        ("network-7937.xml", "SEP00AABB793779", ("90",), (False, HTTP_8080, True, None), False),
        ("network-7925.html", "SEP00AABB792579", ("25",), (False, HTTP_8080, True, None), True),
        ("network-7945.xml", "SEP00AABB778899", ("30", "31"), (True, HTTPS_8443, True, False), False),
        ("network-ipc.html", "CIPC-ANNA.K", ("40",), (True, HTTP_8080, True, None), True),
    ],
)
def test_a_network_page_tells_the_way_to_the_phone(file, name, servers, said, complete):
    found = read_network(page(file))
    assert (name, tuple(f"192.0.2.{last}" for last in servers)) == (found.identity.name, found.tftp_servers)
    assert said == (found.alternate_tftp, found.authentication_url, found.web_access, found.ssh_access)
    assert (True, complete, True, False) == (found.registered, found.complete, found.closed, found.weak)
    assert (ListState.ABSENT, ListState.ABSENT) == (found.itl.state, found.ctl.state)


@pytest.mark.parametrize(
    ("label", "state"), [("Server 1", "Active"), ("Server 3 SRST", "Active"), ("Call Manager 2", "Active")]
)
def test_a_server_is_known_by_any_of_its_labels(label, state):
    row = f"<tr><td>{label}</td><td></td><td>sub.phones.test  {state}</td></tr>"
    other = "<tr><td>Unified CM 5</td><td></td><td></td></tr><tr><td>TFTP Server 1</td><td></td><td>Active</td></tr>"
    assert read_network(f"<html><table>{row}{other}</table></html>".encode()).registered is True
    assert read_network(f"<html><table>{other}</table></html>".encode()).registered is False


# --- trust lists -----------------------------------------------------------------------------------------------------


def test_a_dx_shows_its_lists_on_a_page_of_their_own():
    lists = read_network(page("security-dx80.html"))
    found = with_lists(read_network(page("network-dx80.html")), lists)
    assert "SEP00AABBDD8080" == lists.identity.name
    assert (ListState.INSTALLED, "D0D1D2D3D4D5D6D7D8D9DADBDCDDDEDF") == (found.itl.state, found.itl.signature)
    assert (ListState.NOT_INSTALLED, True, False) == (found.ctl.state, found.complete, found.weak)


@pytest.mark.parametrize("lists", [None, "device-dx80.html"])
def test_without_its_page_of_lists_nothing_is_known_of_a_dx(lists):
    found = with_lists(read_network(page("network-dx80.html")), read_network(page(lists)) if lists else None)
    assert (ListState.ABSENT, False) == (found.itl.state, found.complete)


def test_a_cut_page_of_lists_is_not_complete():
    body = page("security-dx80.html").partition(b"</tbody></table></div>")[0]
    found = with_lists(read_network(page("network-dx80.html")), read_network(body))
    assert (ListState.INSTALLED, False, True) == (found.itl.state, found.complete, found.weak)


@pytest.mark.parametrize("label", ["ITL-Datei", "Fichier ITL", "ITLファイル", "ITL", "ITL file (2)"])
def test_a_row_that_names_a_list_in_words_we_do_not_know_is_no_erased_list(label):
    body = page("network-8841-erased.html")
    assert b"<B> ITL file</B>" in body
    found = read_network(body.replace(b"<B> ITL file</B>", f"<B> {label}</B>".encode()))
    assert (ListState.ABSENT, False, True) == (found.itl.state, found.complete, found.weak)


@pytest.mark.parametrize(
    "charset", ["utf-8", "UTF-8", "windows-1252", "ISO-8859-1", "shift_jis", "x-sjis", "punycode", ""]
)
def test_a_page_in_an_encoding_that_no_page_has_is_weak(charset):
    body = page("network-8841.html").replace(b"charset=utf-8", f"charset={charset}".encode())
    found = read_network(body)
    assert ("SEP00AABB112233", charset in {"x-sjis", "punycode"}) == (found.identity.name, found.weak)


@pytest.mark.parametrize("label", ["TITLE", "Subtitles", "Direct lines", "Entitled"])
def test_other_words_are_no_lists(label):
    row = f"<TR><TD><B> {label}</B></TD><td></td><TD><B>x</B></TD></TR><TR><TD><B> User locale".encode()
    body = page("network-8841-erased.html").replace(b"<TR><TD><B> User locale", row)
    assert label.encode() in body
    assert (True, False) == (read_network(body).complete, read_network(body).weak)


# --- other languages -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["german", "french", "japanese", "russian"])
def test_a_page_in_another_language_is_unreadable_and_not_misread(language):
    found = read_network(page(f"network-8841-{language}.html"))
    assert (None, True) == (found.identity.name, found.identity.foreign)
    assert (False, True, ListState.ABSENT) == (found.complete, found.weak, found.itl.state)


def test_a_page_of_an_english_phone_is_not_foreign():
    assert not read_network(page("network-8841.html")).identity.foreign


@pytest.mark.parametrize(("locale", "complete"), [("German_Germany", False), ("English_United_Kingdom", True)])
def test_a_missing_row_means_nothing_if_the_page_may_be_in_the_phones_language(locale, complete):
    body = page("network-7945.html").replace(b"English_United_States", locale.encode())
    assert locale == read_network(body).user_locale
    assert complete is read_network(body).complete


def test_rows_that_are_there_count_whatever_the_locale():
    body = page("network-8841-erased.html").replace(b"English_United_States", b"German_Germany")
    assert (ListState.NOT_INSTALLED, True) == (read_network(body).itl.state, read_network(body).complete)


# --- names -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("cipckperry", "CIPCKPERRY"),
        (" CIPC-ANNA.K ", "CIPC-ANNA.K"),
        ("CIPC12345678901", "CIPC12345678901"),
        ("CIPC123456789012", None),
        ("CIPC", None),
        ("CIPC A", None),
        ("CIPC/A", None),
        ("CIPCÄ", None),
        ("KPERRY", None),
        ("sep00-aa-bb-11-22-33", "SEP00AABB112233"),
        ("SEP00AABB11223", None),
    ],
)
def test_a_softphone_has_a_name_of_its_own(text, name):
    assert name == phone_name(text)
    assert (name is not None and name.startswith("CIPC")) is is_soft_name(name or text)


def test_the_address_of_its_computer_does_not_name_a_softphone():
    body = page("device-ipc.html").replace(b"00AABBC1BC00", b"00AABBC1BC01")
    assert ("CIPC-ANNA.K", None) == (read_device(body).identity.name, read_device(body).identity.contradiction)


@pytest.mark.parametrize(
    ("old", "new"), [(b"( CIPC-ANNA.K )", b"( CIPCBOB )"), (b"<B>CIPC-ANNA.K", b"<B>SEP00AABBC1BC00")]
)
def test_a_softphones_page_that_names_two_shows_neither(old, new):
    body = page("device-ipc.html")
    assert old in body
    found = read_device(body.replace(old, new)).identity
    assert found.name is None
    assert "names itself" in str(found.contradiction)


def test_a_softphone_under_the_name_of_a_phone_is_known_by_it():
    body = page("device-ipc.html").replace(b"CIPC-ANNA.K", b"SEP00AABBC1BC00")
    assert "SEP00AABBC1BC00" == read_device(body).identity.name


@pytest.mark.parametrize("host", [b"", b"KPERRY", b"CIPC", b"CIPC KPERRY", b"CIPC0123456789012"])
def test_a_softphone_whose_name_is_none_shows_nobody(host):
    body = page("device-ipc.html").replace(b"CIPC-ANNA.K", host).replace(b"00AABBC1BC00", b"")
    assert read_device(body).identity.name is None


def test_a_dx_is_named_by_the_address_of_its_wire():
    body = page("device-dx80.html").replace(b"Host Name", b"Other Name").replace(b"SEP00AABBDD8080 )", b"x )")
    assert "SEP00AABBDD8080" == read_device(body).identity.name


# --- messages and streams --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("status-8821.html", [("5:48:09 AM 10/11/24", "No Trust List installed"), ("5:48:41 PM 10/11/24", "ITL installed")]),
        ("status-8831.html", [("9:26:53p 03/14/24", "Erasing CTL and ITL files"), ("9:27:10p 03/14/24", "No Trust List Installed")]),
        (
            "status-ipc.html",
            [
                ("9:52:58p", "No Trust List Installed"),
                ("9:54:34p", "TFTP Timeout : ram\\CIPC-ANNA.K.cnf.xml"),
                ("7:56:45a", "CTL update failed"),
                ("7:57:28a", "CIPC-ANNA.K.cnf.xml"),
            ],
        ),
    ],
)  # fmt: skip
def test_messages_have_the_stamps_of_their_family(file, expected):
    assert tuple(StatusMessage(text, stamp) for stamp, text in expected) == read_status(page(file))


def test_a_stamp_on_a_line_of_its_own_belongs_to_the_next():
    body = b"<DeviceLog><status>[8:52:30am 10/01/24]\nITL installed\n1:33:26a\nTrust List updated\n2:00:00p</status></DeviceLog>"
    expected = (
        StatusMessage("ITL installed", "8:52:30am 10/01/24"),
        StatusMessage("Trust List updated", "1:33:26a"),
        StatusMessage("2:00:00p"),
    )
    assert expected == read_status(body)


def test_the_stream_of_an_xml_form_is_read():
    assert read_stream(page("stream-8841.xml")) is CallState.BUSY
    assert read_stream(page("stream-8841.xml").replace(b"Active", b"Not Ready")) is CallState.IDLE
