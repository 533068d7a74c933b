"""No byte that can arrive makes the readers raise anything but their own error, hang, or grow."""

from __future__ import annotations

import sys
import time
import tracemalloc
from collections.abc import Iterator
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eraser.trust.elements import MOST_ELEMENTS
from eraser.trust.show import shown_json, shown_text
from eraser.trust.signature import check_itself, verify
from eraser.trust.text import read_bytes_or_text, read_text
from eraser.trust.tlv import LARGEST_BYTES, TrustListUnreadable, read_trust_file
from tests.trust.lists import Cluster, as_record, element, record, text
from tests.trust.sessions import NO_CTL, TOKEN_CTL, session_of

OLD = Cluster("old")
EC = Cluster("ec", kind="p256")
FILES = [
    OLD.itl(),
    OLD.ctl(digest="sha512"),
    OLD.rollback_itl(),
    OLD.config(),
    OLD.encrypted_config(),
    OLD.itl(certutils=True, version=(2, 0), signer_version=(1, 1), pad=3),
    EC.itl(records=[record(EC.callmanager, 0), record(EC.callmanager, 4711, extra=element(99, b"x"))]),
]
TEXTS = [TOKEN_CTL, NO_CTL, session_of(OLD.itl()), session_of(OLD.rollback_itl())]
HELD = read_trust_file(OLD.itl())


def use_all(data: bytes) -> None:
    """Everything that the program does with a stranger's file."""
    with suppress(TrustListUnreadable):
        for read in read_bytes_or_text(data, name="x"):
            shown_text(read)
            shown_json(read)
            check_itself(read)
            assert [one.identity == read.header.signer.identity for one in HELD.records]
            verify(read, HELD.records[0])
            assert 4 == len(read.signatures) or not read.content


@settings(max_examples=250)
@given(st.binary(max_size=3_000))
def test_arbitrary_bytes_are_read_or_unreadable(data: bytes) -> None:
    use_all(data)
    use_all(b"\x01\x00\x02\x01\x02" + data)


elements = st.builds(element, st.integers(0, 255), st.binary(max_size=60))
containers = st.builds(element, st.sampled_from([3, 7, 9, 16, 17, 21]), st.lists(elements, max_size=4).map(b"".join))
headers = st.lists(st.one_of(elements, containers, st.just(b"\x0d")), max_size=8).map(b"".join)
records = st.lists(st.builds(as_record, st.lists(elements, max_size=12).map(b"".join)), max_size=5).map(b"".join)


@settings(max_examples=250)
@given(headers, records, st.sampled_from([b"", text(14, "ITLFile.tlv"), text(14, "CTLFile.tlv"), text(14, "x.sgn")]))
def test_arbitrary_elements_are_read(header: bytes, payload: bytes, name: bytes) -> None:
    length = 10 + len(header) + len(name)
    data = element(1, b"\1\2") + element(2, length.to_bytes(2)) + name + header + payload

    with suppress(TrustListUnreadable):
        read = read_trust_file(data)
        assert length == read.header.length or header.startswith(b"\x02")
    use_all(data)


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(FILES), st.data())
def test_a_mutated_file_is_read_or_unreadable(file: bytes, data: st.DataObject) -> None:
    changed = bytearray(file)
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(changed) - 1))
        match data.draw(st.integers(0, 3)):
            case 0:
                changed[at] = data.draw(st.integers(0, 255))
            case 1:
                del changed[at : at + data.draw(st.integers(1, 40))]
            case 2:
                changed[at:at] = data.draw(st.binary(min_size=1, max_size=40))
            case _:
                changed[at:at] = changed[at : at + data.draw(st.integers(1, 2_000))]
        if not changed:
            break
    use_all(bytes(changed))


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(TEXTS), st.data())
def test_a_mutated_text_is_read_or_unreadable(whole: str, data: st.DataObject) -> None:
    lines = whole.splitlines(keepends=True)
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, max(0, len(lines) - 1)))
        match data.draw(st.integers(0, 2)):
            case 0:
                del lines[at : at + data.draw(st.integers(1, 5))]
            case 1:
                lines.insert(at, data.draw(st.sampled_from([*lines, "\x00"])))
            case _:
                lines.insert(at, data.draw(st.text(max_size=40)))
    use_all("".join(lines).encode("utf-8", "replace"))


@given(st.text(max_size=2_000))
def test_arbitrary_text_is_read_or_unreadable(whole: str) -> None:
    with suppress(TrustListUnreadable):
        read_text("The checksum value of the ITL file:" + whole)


@given(st.binary(max_size=400), st.binary(max_size=400), st.binary(max_size=80))
def test_arbitrary_certificates_and_keys_are_used_or_not(certificate: bytes, key: bytes, serial: bytes) -> None:
    parts = [text(2, "x"), element(4, b"\0\0"), element(6, serial), element(7, key), element(9, certificate)]

    use_all(OLD.itl(records=[as_record(b"".join(parts))]))


def worst_files() -> Iterator[tuple[str, bytes]]:
    """What costs most for its size."""
    start = element(1, b"\1\2")
    named = text(14, "ITLFile.tlv")

    def headed(rest: bytes, payload: bytes = b"") -> bytes:
        return start + element(2, (10 + len(rest)).to_bytes(2)) + rest + payload

    yield "only padding", headed(b"\x0d" * 65_000)
    yield "no length", start + b"\x0d" * (LARGEST_BYTES - 5)
    yield "containers in containers", headed(b"".join(bytes([3]) + (3 * n).to_bytes(2) for n in range(21_000, 0, -1)))
    yield "empty elements", headed(named + element(99, b"") * 90, as_record(element(98, b"") * 95) * 500)
    yield "small records", headed(named, as_record(b"") * 500)
    yield "a large payload", headed(text(14, "x.sgn"), bytes(LARGEST_BYTES - 100))
    long_names = element(5, b"CN=" * 9_000) + element(3, b";" * 27_000) + element(4, b"\0\0") + element(6, b"\1")
    signer = element(3, element(6, b"CN=" * 9_000) + element(5, b"\1"))
    yield "long names", headed(named + signer, as_record(long_names) * 250)
    der = b"\x30\x82\xff\x00" * 8_000
    yield "nested DER", headed(named, as_record(element(4, b"\0\0") + element(9, der) + element(7, der[:32_000])) * 100)


WORST = dict(worst_files())


@pytest.mark.parametrize("what", WORST)
def test_no_file_takes_long_or_much_memory(what: str) -> None:
    data, earlier = WORST[what], sys.gettrace()
    sys.settrace(None)  # coverage's: it takes several times as long as what is measured
    tracemalloc.start()
    began = time.process_time()
    use_all(data)
    seconds = time.process_time() - began
    sys.settrace(earlier)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    # Seconds of the processor: the machine may be busy. tracemalloc makes it several times slower, and a shown file may be
    # some times as large as its bytes.
    assert seconds < 15
    assert peak < 12 * LARGEST_BYTES


def test_no_text_takes_long() -> None:
    began = time.process_time()
    for piece in (
        "1 ",
        "1\t",
        "A",
        "1 A",
        "1 SIGNATURE 1\n",
        "AB ",
        "Version: ",
        "\n",
        "This etoken was",
        "BYTEPOS ",
        "CTL Record #:1 ",
    ):
        whole = "The checksum value of the CTL file:" + piece * (1_000_000 // len(piece))
        with suppress(TrustListUnreadable):
            read_text(whole)

    assert time.process_time() - began < 20


def test_reading_the_same_file_again_and_again_does_not_grow() -> None:
    use_all(FILES[0])
    tracemalloc.start()
    for number in range(100):
        use_all(FILES[0][:-1] + bytes([number]))
    before = tracemalloc.get_traced_memory()[0]
    for number in range(200):
        use_all(FILES[0][:-1] + bytes([number % 100]))
    after = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()

    assert after - before < 200_000


def test_the_limits_are_above_what_clusters_write() -> None:
    assert MOST_ELEMENTS > 3 * 28
    assert 500 == len(read_trust_file(OLD.itl(records=[record(OLD.tvs, 21)] * 500)).records)
