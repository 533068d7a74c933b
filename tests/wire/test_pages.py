"""What each family's pages say, and what of it can be believed."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from eraser.model.phone import CallState, ListState, StatusMessage
from eraser.wire.pages import PageUnreadable, merge_facts, read_device, read_network, read_status, read_stream
from tests.wire.phone_server import page


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("device-8841.html", ("SEP00AABB112233", "CP-8841", "sip88xx.14-2-1-0201-70", "FCH0001AAAA", "On-premise")),
        ("device-7821.html", ("SEP00AABB445566", "CP-7821", "sip78xx.12-8-1-0001-455", "FCH0002BBBB", "")),
        ("device-7945.html", ("SEP00AABB778899", "CP-7945G", "SIP45.9-4-2SR3-1S", "FCH0003CCCC", None)),
        ("device-7940.html", ("SEP00AABBCCDDEE", "CP-7940G", "P00308010200", "INM0004DDDD", None)),
        ("device-6901.html", ("SEP00AABB690169", "CP-6901", "SIP6901.9-3-1-SR3-1", None, None)),
        ("device-7975.xml", ("SEP00AABB797597", "CP-7975G", "jar75sccp.9-4-2SR4-1S", "FCH0005EEEE", None)),
    ],
)
def test_a_device_page_of_every_family_tells_what_the_phone_is(file, expected):
    found = read_device(page(file))
    assert expected == (
        found.identity.name,
        found.identity.model,
        found.firmware,
        found.serial,
        found.service_mode,
    )
    assert (True, False) == (found.closed, found.weak)


@pytest.mark.parametrize(
    ("file", "lists"),
    [
        (
            "network-8841.html",
            ("112233445566778899AABBCCDDEEFF0012345678", "0A1B2C3D4E5F60718293A4B5C6D7E8F90A1B2C3D"),
        ),
        ("network-7821.html", ("ABCDEF0123456789ABCDEF0123456789", None)),
        ("network-8945.html", None),
        ("network-7945.html", (None, None)),
        ("network-7940.html", (None, None)),
    ],
)
def test_signatures_are_upper_case_hex_of_any_length(file, lists):
    found = read_network(page(file))
    expected = lists or ("FEDCBA9876543210" * 4, "0102030405060708090A0B0C0D0E0F10")
    assert expected == (found.itl.signature, found.ctl.signature)
    assert not found.weak


def test_a_network_page_tells_all_that_decides_the_way_to_a_phone():
    found = read_network(page("network-8841.html"))
    assert found.identity.name == "SEP00AABB112233"
    assert found.authentication_url == "https://pub.phones.test:8443/ccmcip/authenticate.jsp"
    assert found.tftp_servers == ("192.0.2.10",)
    assert (found.alternate_tftp, found.web_access, found.ssh_access) == (False, True, False)
    assert (found.service_mode, found.user_locale) == ("On-premise", "English_United_States")
    assert (found.itl.state, found.ctl.state) == (ListState.INSTALLED, ListState.INSTALLED)
    assert (found.registered, found.complete, found.weak) == (True, True, False)


def test_a_blank_authentication_url_is_not_a_missing_one():
    assert read_network(page("network-7821.html")).authentication_url == ""
    assert read_network(page("printer.html")).authentication_url is None


def test_a_page_without_spacer_cells_reads_the_same():
    found = read_network(page("network-7821.html"))
    assert (found.tftp_servers, found.alternate_tftp) == (("192.0.2.20", "192.0.2.21"), True)
    assert (found.ctl.state, found.itl.state) == (ListState.NOT_INSTALLED, ListState.INSTALLED)


@pytest.mark.parametrize(
    ("file", "registered"),
    [
        ("network-8841.html", True),
        ("network-7821.html", False),
        ("network-7940.html", True),
        ("device-7940.html", None),
    ],
)
def test_a_phone_is_registered_when_one_of_its_servers_is_active(file, registered):
    assert registered is read_network(page(file)).registered


def test_erased_lists_are_not_installed_whatever_the_spelling():
    found = read_network(page("network-8841-erased.html"))
    assert (ListState.NOT_INSTALLED, ListState.NOT_INSTALLED) == (found.itl.state, found.ctl.state)
    assert (None, True, False) == (found.itl.signature, found.complete, found.weak)


@pytest.mark.parametrize("word", [b"", b"Not  Installed", b" not installed "])
def test_a_blank_row_of_a_list_is_an_erased_one(word):
    body = page("network-8841-erased.html").replace(b"<B>Not installed</B>", b"<B>" + word + b"</B>")
    found = read_network(body)
    assert (ListState.NOT_INSTALLED, True) == (found.itl.state, found.complete)


def test_a_list_that_is_said_to_be_gone_but_signed_is_held_and_weak():
    body = page("network-8841.html").replace(
        b"ITL file</B></TD><td width=20></TD><TD><B>Installed",
        b"ITL file</B></TD><td width=20></TD><TD><B>Not installed",
    )
    found = read_network(body)
    assert (ListState.INSTALLED, True) == (found.itl.state, found.itl.weak)
    assert found.weak


@pytest.mark.parametrize("signature", [b"11 2", b"XX XX", b"11 22 33 4 455"])
def test_a_signature_that_is_no_hex_pairs_is_none_and_weak(signature):
    body = re.sub(rb"11 22 33 44[ 0-9A-F]+", signature, page("network-8841.html"))
    found = read_network(body)
    assert (None, ListState.INSTALLED, True) == (found.itl.signature, found.itl.state, found.weak)


def test_rows_of_the_two_lists_are_read_by_section():
    body = page("network-8841.html").replace(b"CTL signature", b"Signature").replace(b"ITL signature", b"Signature")
    assert read_network(page("network-8841.html")) == read_network(body)


def test_a_page_without_list_rows_says_absent_and_is_complete():
    found = read_network(page("network-7945.html"))
    assert (ListState.ABSENT, ListState.ABSENT, True) == (found.itl.state, found.ctl.state, found.complete)


def test_a_missing_row_of_an_xml_form_means_nothing():
    found = read_network(page("network-7975.xml"))
    assert ("SEP00AABB797597", ("192.0.2.50",), "", True) == (
        found.identity.name,
        found.tftp_servers,
        found.authentication_url,
        found.registered,
    )
    assert (ListState.ABSENT, False, False) == (found.itl.state, found.complete, found.weak)


def test_a_cut_page_is_neither_complete_nor_strong():
    body = page("network-8841.html")
    for kept in range(200, len(body) - len("</html>\n"), 97):
        found = read_network(body[:kept])
        assert (False, True) == (found.complete, found.weak), kept


def test_rows_that_ran_together_make_a_page_weak():
    body = page("network-8841.html").replace(b"</TR><TR><TD><B> ITL file", b"<TD><B> ITL file")
    found = read_network(body)
    assert (ListState.INSTALLED, True) == (found.itl.state, found.weak)


def test_a_page_in_another_language_shows_nobody():
    device = read_device(page("device-8841-german.html"))
    assert (None, None, True) == (device.identity.name, device.identity.model, device.identity.foreign)
    network = read_network(page("network-8841-german.html"))
    assert (None, False) == (network.identity.name, network.complete)


def test_a_page_half_in_another_language_is_not_complete():
    body = page("network-8841.html").replace(b"ITL file", b"ITL-Datei").replace(b"Alternate TFTP", b"Alternativer TFTP")
    assert not read_network(body).complete


def test_a_stranger_shows_no_phone():
    found = read_device(page("printer.html"))
    assert (None, None, False) == (found.identity.name, found.identity.model, found.identity.foreign)


@pytest.mark.parametrize(
    ("old", "new"),
    [(b"( SEP00AABB112233 )", b"( SEP00AABB112234 )"), (b"<B>00AABB112233", b"<B>00AABB112235")],
)
def test_a_page_that_names_two_phones_shows_neither(old, new):
    found = read_device(page("device-8841.html").replace(old, new))
    assert found.identity.name is None
    assert found.identity.contradiction is not None
    assert "SEP00AABB112233" in found.identity.contradiction


def test_text_inside_scripts_is_no_row():
    assert read_network(page("network-8945.html")).identity.name == "SEP00AABB0F0F0F"


def test_a_page_in_latin_1_is_no_damage_but_broken_utf_8_is():
    body = page("device-7945.html").replace(b"CP-7945G</b></td>", b"CP-7945G</b></td><!-- \xe9 -->")
    assert not read_device(body).weak
    body = page("device-8841.html").replace(b"FCH0001AAAA", b"FCH\xff\xfe01")
    assert read_device(body).weak


def test_facts_are_the_sum_of_both_pages():
    when = datetime(2026, 1, 2, tzinfo=UTC)
    facts = merge_facts(
        read_device(page("device-8841.html")), read_network(page("network-8841.html")), seen_at=when, pages=("/a", "/b")
    )
    assert (facts.name, facts.model, facts.itl, facts.complete, facts.weak) == (
        "SEP00AABB112233",
        "CP-8841",
        ListState.INSTALLED,
        True,
        False,
    )
    assert (facts.seen_at, facts.pages) == (when, ("/a", "/b"))


def test_facts_without_a_network_page_are_not_complete():
    facts = merge_facts(read_device(page("device-8841.html")), None, seen_at=datetime.now(UTC))
    assert (False, ListState.ABSENT, None) == (facts.complete, facts.itl, facts.authentication_url)


def test_status_messages_of_88xx_have_dates():
    assert read_status(page("status-8841.html")) == (
        StatusMessage("TFTP Timeout : SEP00AABB112233.cnf.xml", "8:52:30am 05/06/24"),
        StatusMessage("Trust List updated", "8:53:01am 05/06/24"),
        StatusMessage("SEP00AABB112233.cnf.xml.sgn(HTTP)", "11:39:03am 05/06/24"),
    )


def test_status_messages_of_79xx_have_none():
    assert read_status(page("status-7945.html")) == (
        StatusMessage("No Trust List Installed", "1:33:26a"),
        StatusMessage("CTL and ITL installed", "1:33:40a"),
    )


@pytest.mark.parametrize(
    ("line", "stamp"),
    [
        ("1:33:26a Erasing CTL and ITL files", "1:33:26a"),
        ("[8:52:30am 10/01/19] Erasing CTL and ITL files", "8:52:30am 10/01/19"),
        ("11:39:03am 10/09/18 Erasing CTL and ITL files", "11:39:03am 10/09/18"),
        ("5:48:09 AM 10/11/19 Erasing CTL and ITL files", "5:48:09 AM 10/11/19"),
        ("17:48:09 10.11.2019 Erasing CTL and ITL files", "17:48:09 10.11.2019"),
        ("9:00:01 Erasing CTL and ITL files", "9:00:01"),
    ],
)
def test_every_form_of_stamp_is_told_from_the_text(line, stamp):
    expected = (StatusMessage("Erasing CTL and ITL files", stamp),)
    assert expected == read_status(f"<html><table><tr><td>{line}</td></tr></table></html>".encode())
    assert expected == read_status(f"<html><pre>\n{line}\n</pre></html>".encode())
    assert expected == read_status(f"<DeviceLog><status>{line}</status></DeviceLog>".encode())


def test_time_and_text_may_stand_in_cells_of_their_own():
    body = b"<html><table><tr><td>1:33:26a</td><td></td><td>ITL installed</td></tr></table></html>"
    assert read_status(body) == (StatusMessage("ITL installed", "1:33:26a"),)


def test_messages_of_the_xml_form_survive_its_repeated_declarations():
    assert read_status(page("log-7975.xml")) == (
        StatusMessage("No Trust List installed", "1:33:26a"),
        StatusMessage("Trust List update failed", "1:34:10a"),
    )


def test_a_page_without_messages_has_none():
    assert read_status(page("device-8841.html")) == ()


@pytest.mark.parametrize(
    ("file", "state"),
    [
        ("stream-idle.html", CallState.IDLE),
        ("stream-active.html", CallState.BUSY),
        ("stream-without-status.html", CallState.IDLE),
        ("stream-strange.html", CallState.UNKNOWN),
        ("stream-7940.xml", CallState.IDLE),
        ("printer.html", CallState.UNKNOWN),
        ("device-8841.html", CallState.UNKNOWN),
    ],
)
def test_only_what_is_surely_idle_is_idle(file, state):
    assert state is read_stream(page(file))


def test_counters_that_grew_without_a_state_are_unknown():
    body = page("stream-without-status.html").replace(b"<B>0</B>", b"<B>7</B>")
    assert read_stream(body) is CallState.UNKNOWN


def test_a_cut_stream_page_is_unknown_unless_it_says_active():
    idle, active = page("stream-idle.html"), page("stream-active.html")
    assert read_stream(idle[:-20]) is CallState.UNKNOWN
    assert read_stream(active[:-20]) is CallState.BUSY


@pytest.mark.parametrize("body", [b"", b" \r\n\t", b"<a" * 600_000])
def test_what_is_no_page_is_unreadable(body):
    with pytest.raises(PageUnreadable):
        read_device(body)
