"""Coverage-guided fuzzing of everything that reads what a phone answers in text; run by hand, no part of `make test`.

    python -m tests.fuzz.fuzz_pages [FOLDER_FOR_FINDINGS] [-max_total_time=600] [other options of libFuzzer]

Wants `atheris` in the environment that it runs in. Seeds are the pages of the tests. It stops at the first input that
raises anything but a reader's own error, takes too long, grows, or makes a reader say what it must never say.
"""

from __future__ import annotations

import re
import sys
import time

import atheris

with atheris.instrument_imports(include=["eraser.wire", "eraser.model.phone"]):
    from eraser.model.outcome import EraserError
    from eraser.model.phone import CallState, ListState, phone_name
    from eraser.wire.execute import read_answer, read_refusal
    from eraser.wire.pages import (
        DevicePage,
        Identity,
        NetworkPage,
        PageUnreadable,
        TrustRows,
        read_device,
        read_network,
        read_status,
        read_stream,
    )

from tests.fuzz.libfuzzer import arguments
from tests.wire.phone_server import PAGES, SUCCESS

WITHIN_S = 5.0  # six readers and the tracing; the nastiest page of test_pages_survive takes 1 s
SIGNATURE = re.compile(r"(?:[0-9A-F]{2})+")
ANSWERS = (
    SUCCESS.replace(b'"0"', b'"6"'),
    b'<?xml version="1.0"?>\n<CiscoIPPhoneResponse><ResponseItem URL="a" Data="" Status="0"/></CiscoIPPhoneResponse>',
    b'<CiscoIPPhoneError Number="4">Authentication failed</CiscoIPPhoneError>',
    b'<CiscoIPPhoneError Number="6"/>',
)
WORDS = (
    b"<td>", b"</td>", b"<tr>", b"</tr>", b"<table>", b"</table>", b"<b>", b"<br>", b"<pre>", b"</html>", b"<a href=x>",
    b"<!--", b"-->", b"]]>", b"<![CDATA[", b"<script>", b"&#x2D;", b"&#0;", b"&nbsp;", b"&amp;", b"<?xml version='1.0'?>",
    b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"&b;", b"encoding='utf-16'", b"charset=latin-1", b"\xef\xbb\xbf", b"\x00",
    b"Host name", b"MAC address", b"Model number", b"Serial number", b"Version", b"App load ID", b"Product ID",
    b"Authentication URL", b"Alternate TFTP", b"TFTP server 1", b"CUCM server1", b"User locale", b"Web access enabled",
    b"SSH access enabled", b"Service mode", b"ITL file", b"ITL signature", b"CTL file", b"CTL signature", b"Signature",
    b"Installed", b"Not installed", b"Active", b"Standby", b"Yes", b"No", b"SEP00AABB112233", b"CIPCANNA", b" ( ", b" )",
    b"CP-8841", b"Cisco Communicator", b"IP Phone 7960", b"1:33:26a ", b"[8:52:30am 10/01/19]", b"Stream status",
    b"Row status", b"Not ready", b"Sender packets", b"<CiscoIPPhoneIconMenu>", b"<MenuItem><Name>", b" : ", b"<HostName>",
    b"<status>", b"<CiscoIPPhoneError Number='4'/>", b"<CiscoIPPhoneResponse>", b"<ResponseItem Status='0'/>",
)  # fmt: skip


def check_identity(found: Identity) -> None:
    assert found.name is None or found.name == phone_name(found.name), found
    assert found.name is None or found.contradiction is None, found
    assert not (found.foreign and found.name), found


def check_rows(rows: TrustRows) -> None:
    assert rows.signature is None or SIGNATURE.fullmatch(rows.signature), rows
    assert rows.state is ListState.INSTALLED or rows.signature is None, rows


def check_device(page: DevicePage) -> None:
    check_identity(page.identity)


def check_network(page: NetworkPage) -> None:
    check_identity(page.identity)
    check_rows(page.itl)
    check_rows(page.ctl)
    told = page.alternate_tftp is not None and page.authentication_url is not None
    assert not page.complete or (page.closed and page.identity.name and told), page


def check_page(body: bytes) -> None:
    try:
        check_device(read_device(body))
    except PageUnreadable:  # of one document all readers say so
        return
    check_network(read_network(body))
    for message in read_status(body):
        assert message.text, message
        assert "\n" not in message.text, message
    assert read_stream(body) in CallState


def check_answer(body: bytes) -> None:
    for status_code in (200, 404, 500):
        assert isinstance(read_refusal(status_code, body, what="Key:Soft1"), EraserError | None)
        try:
            read_answer(status_code, body, uri="Key:Soft1")
        except EraserError:
            continue
        assert status_code == 200, body
        assert b"CiscoIPPhoneResponse" in body.replace(b"\x00", b""), body


def check_held(edit: bytes) -> None:
    """A page that shows a list, with one place overwritten: two bytes say where, one how much goes, the rest comes."""
    body = (PAGES / "network-8841.html").read_bytes()
    start = int.from_bytes(edit[:2], "big") % len(body)
    try:
        found = read_network(body[:start] + edit[3:] + body[start + edit[2] % 40 :])
    except PageUnreadable:
        return
    assert found.itl.state is ListState.INSTALLED or found.weak or not found.complete, found


def check(body: bytes) -> None:
    began_s = time.process_time()
    check_page(body)
    check_answer(body)
    if 3 < len(body) < 300:
        check_held(body)
    took_s = time.process_time() - began_s
    assert took_s < WITHIN_S, f"{took_s:.1f} s for {len(body)} bytes"


if __name__ == "__main__":
    seeds = [SUCCESS, *ANSWERS, *(path.read_bytes() for path in sorted(PAGES.iterdir()))]
    atheris.Setup(arguments(sys.argv, seeds, WORDS, longest_bytes=16 * 1024), check)
    atheris.Fuzz()
