"""A file by TFTP, over real datagrams, from a server with good and bad manners."""

from __future__ import annotations

import struct
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eraser.model.outcome import BadInput
from eraser.trust import tftp
from eraser.trust.download import Download, DownloadFailed
from eraser.trust.fetch import ListServer, ListServerFailed, fetch_file
from eraser.trust.tftp_packet import Data, Options, PacketUnreadable, Refusal, read_packet
from tests.trust.cases import OLD
from tests.trust.tftp_server import HOST, Manners, serving

LIST = OLD.itl()
FILES = {"ITLFile.tlv": LIST, "empty.tlv": b"", "even.tlv": bytes(1428 * 2), "plain-even.tlv": bytes(512 * 3)}


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is lost is sent again after hundredths of a second, and not after one."""
    monkeypatch.setattr(tftp, "_AGAIN_AFTER_S", 0.03)


async def fetched(name: str, manners: Manners, *, within_s: float = 5.0, limit: int = 100_000) -> bytes | None:
    async with serving(FILES, manners) as server:
        return await fetch_file(ListServer("tftp", HOST, server.port), name, within_s=within_s, size_limit_bytes=limit)


async def refusal(name: str, manners: Manners, *, within_s: float = 5.0, limit: int = 100_000) -> str:
    with pytest.raises(ListServerFailed) as caught:
        await fetched(name, manners, within_s=within_s, limit=limit)
    return str(caught.value).partition(f": {name}: ")[2]


GOOD = {
    "a server with options": Manners(),
    "a server of the first RFC": Manners(knows_options=False),
    "options refused with error 8": Manners(knows_options=False, refuses_options_with=8),
    "options called illegal": Manners(knows_options=False, refuses_options_with=4),
    "every packet twice": Manners(doubles=True),
    "every packet twice, without options": Manners(doubles=True, knows_options=False),
    "a stranger who sends the first block": Manners(stranger=b"\0\3\0\1" + b"wrong"),
    "a stranger who sends an error": Manners(stranger=b"\0\5\0\1none\0"),
    "another host that is quicker": Manners(stranger=b"\0\3\0\1" + b"wrong", stranger_host="127.0.0.24"),
    "smaller blocks than asked for": Manners(block_bytes=100),
}


@pytest.mark.parametrize("manners", GOOD.values(), ids=GOOD)
@pytest.mark.parametrize("name", FILES)
async def test_a_file_comes_byte_for_byte(manners: Manners, name: str) -> None:
    assert FILES[name] == await fetched(name, manners)


@pytest.mark.parametrize("lost", [1, 2, 3])
async def test_what_is_lost_is_asked_for_again(lost: int) -> None:
    assert LIST == await fetched("ITLFile.tlv", Manners(loses={lost}))


async def test_a_lost_request_is_sent_again() -> None:
    assert LIST == await fetched("ITLFile.tlv", Manners(deaf_to=2))


async def test_a_file_that_is_not_there_is_none_and_is_asked_for_once() -> None:
    async with serving(FILES) as server:
        assert await fetch_file(ListServer("tftp", HOST, server.port), "CTLFile.tlv") is None

    assert [("CTLFile.tlv", True)] == server.asked


async def test_whoever_is_not_the_server_is_told_so_and_changes_nothing() -> None:
    async with serving(FILES, Manners(stranger=b"\0\3\0\1wrong")) as server:
        await fetch_file(ListServer("tftp", HOST, server.port), "even.tlv")

    assert [5, 5] == [struct.unpack(">H", each[2:4])[0] for each in (*server.turned_away, *server.turned_away)]


async def test_an_error_from_a_stranger_is_not_answered() -> None:
    async with serving(FILES, Manners(stranger=b"\0\5\0\5unknown\0")) as server:
        await fetch_file(ListServer("tftp", HOST, server.port), "even.tlv")

    assert [] == server.turned_away


BAD = {
    "another error": (Manners(error=(2, "Access violation")), "the server refuses it with error 2 (Access violation)"),
    "an error without words": (Manners(error=(3, "")), "the server refuses it with error 3 (no words)"),
    "words that would move a cursor": (Manners(error=(2, "a\x1b[2J\nb")), "the server refuses it with error 2 (a [2J b)"),
    "a size that is too large": (Manners(tells_bytes=100_001), "it has more than 100000 bytes, which no list has"),
    "a file without an end": (Manners(endless=True, knows_options=False), "it has more than 100000 bytes, which no list has"),
    "another size than told": (Manners(tells_bytes=77), f"it came cut: {len(LIST)} bytes of 77"),
    "blocks that are too large": (Manners(block_bytes=9000), "the server wants blocks of 9000 bytes"),
    "blocks of nothing": (Manners(block_bytes=1), "the server wants blocks of 1 bytes"),
    "an option of its own": (Manners(extra_option=True), "the server answers with options that were not asked for"),
    "longer blocks than agreed": (Manners(too_long_block=True), "a block of 1429 bytes, where 1428 were agreed"),
    "garbage": (Manners(says=b"HTTP/1.1 400"), "a packet of kind 18516, which no server sends"),
    "one byte": (Manners(says=b"\0"), "a datagram of 1 bytes"),
    "half a packet": (Manners(says=b"\0\3\0"), "a packet of kind 3 with 3 bytes"),
    "options that do not end": (Manners(says=b"\0\6blksize"), "options that do not end"),
}  # fmt: skip


@pytest.mark.parametrize(("manners", "words"), BAD.values(), ids=BAD)
async def test_a_bad_server_is_told_of_in_one_line(manners: Manners, words: str) -> None:
    assert words == await refusal("ITLFile.tlv", manners)


async def test_the_server_learns_that_nobody_listens_any_more() -> None:
    async with serving(FILES, Manners(too_long_block=True)) as server:
        with pytest.raises(ListServerFailed):
            await fetch_file(ListServer("tftp", HOST, server.port), "ITLFile.tlv")
        await server.transfers[0].was_refused.wait()

    assert b"\0\5\0\4block too long\0" == server.transfers[0].heard[-1]


@pytest.mark.parametrize(
    ("manners", "words"),
    [
        (Manners(silent=True), "no answer within 0.2 s"),
        (
            Manners(stranger=b"\0\3\0\1x", stranger_host="127.0.0.24", leaves_it_to_the_stranger=True),
            "no answer from this address, but one from 127.0.0.24, within 0.2 s",
        ),
        (Manners(stops_after=2), "it stopped after 2856 bytes and was not whole within 0.2 s"),
    ],
)
async def test_silence_has_an_end(manners: Manners, words: str) -> None:
    began = time.monotonic()

    assert words == await refusal("ITLFile.tlv", manners, within_s=0.2)
    assert time.monotonic() - began < 2.0


async def test_the_line_names_server_file_and_what_to_do() -> None:
    with pytest.raises(ListServerFailed) as caught:
        await fetch_file(ListServer.from_word("tftp://127.0.0.1:9"), "ITLFile.tlv", within_s=0.05)

    expected = (
        "tftp://127.0.0.1:9: ITLFile.tlv: no answer within 0.05 s. Check that the node's TFTP service runs and that its "
        "port is open from this machine, or name the list's file instead."
    )
    assert expected == caught.value.detail


@pytest.mark.parametrize("name", ["", "../passwd", "a b", "a\0b", "ITLFile.tlv\n", "x" * 200])
async def test_no_other_name_than_that_of_a_file_is_asked_for(name: str) -> None:
    with pytest.raises(ListServerFailed, match="is no name of a list or a configuration"):
        await fetch_file(ListServer.from_word("tftp://127.0.0.1:9"), name)


# --- without a socket ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("after_last", [0, 1])
def test_block_numbers_begin_again_after_the_last(after_last: int) -> None:
    download = Download("x", size_limit_bytes=10**9)
    download.take(Options({"blksize": "8"}))
    numbers = [*range(1, 0x10000), after_last, after_last + 1]
    for number in numbers:
        assert struct.pack(">HH", 4, number) == download.take(Data(number, b"12345678"))
    assert download.take(Data(after_last, b"12345678")) is None
    download.take(Data(after_last + 2, b"end"))

    assert (True, len(numbers) * 8 + 3) == (download.is_done, len(download.content or b""))


def test_a_block_that_came_before_is_acknowledged_again_and_not_taken_twice() -> None:
    download = Download("x", size_limit_bytes=1000, with_options=False)
    block = bytes(512)

    assert [b"\0\4\0\1"] * 2 == [download.take(Data(1, block)), download.take(Data(1, block))]
    assert download.take(Data(5, b"early")) is None
    assert b"\0\4\0\2" == download.take(Data(2, b"end"))
    assert block + b"end" == download.content


packets = st.one_of(
    st.builds(Data, st.integers(0, 4), st.binary(max_size=16)),
    st.builds(Options, st.dictionaries(st.sampled_from(["blksize", "tsize", "other"]), st.sampled_from(["8", "16", "x", "9999"]))),
    st.builds(Refusal, st.integers(0, 9), st.text(max_size=5)),
)  # fmt: skip


@given(st.lists(packets, max_size=12))
def test_whatever_a_server_sends_a_download_ends_or_waits_within_its_limit(
    arriving: list[Data | Options | Refusal],
) -> None:
    download = Download("x", size_limit_bytes=24)
    try:
        for packet in arriving:
            answer = download.take(packet)
            assert answer is None or answer[:2] in {b"\0\4", b"\0\1"}
            assert download.received_bytes <= 24
            if download.is_done:
                break
    except DownloadFailed:
        pass


@given(st.one_of(st.binary(max_size=600), st.tuples(st.integers(0, 7), st.binary(max_size=80)).map(lambda each: bytes((0, each[0])) + each[1])))  # fmt: skip
def test_any_datagram_is_a_packet_or_refused_in_our_own_words(datagram: bytes) -> None:
    try:
        packet = read_packet(datagram)
    except PacketUnreadable:
        return
    if isinstance(packet, Data):
        assert datagram == struct.pack(">HH", 3, packet.block) + packet.content
    elif isinstance(packet, Refusal):
        assert packet.message.isprintable()
    else:
        assert all(word.isprintable() and name == name.lower() for name, word in packet.values.items())


# --- words -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "server", "again"),
    [
        ("tftp://10.1.1.1", ListServer("tftp", "10.1.1.1", 69), "tftp://10.1.1.1"),
        ("TFTP://Cucm.example:1069/", ListServer("tftp", "cucm.example", 1069), "tftp://cucm.example:1069"),
        ("http://cucm", ListServer("http", "cucm", 6970), "http://cucm:6970"),
        ("https://[2001:db8::1]", ListServer("https", "[2001:db8::1]", 6971), "https://[2001:db8::1]:6971"),
        ("https://cucm:6972", ListServer("https", "cucm", 6972), "https://cucm:6972"),
    ],
)
def test_a_word_is_read_and_written(word: str, server: ListServer, again: str) -> None:
    assert (server, again) == (ListServer.from_word(word), str(server))
    assert server == ListServer.from_word(again)


REMEDY = "write tftp://HOST, http://HOST:6970 or https://HOST:6971"


@pytest.mark.parametrize(
    ("word", "line"),
    [
        ("ftp://a", f"ftp://a: is no list server; {REMEDY}"),
        ("cucm-pub", f"cucm-pub: is no list server; {REMEDY}"),
        ("tftp://", f"tftp://: the address has no host; {REMEDY}"),
        ("tftp://a:0", f"tftp://a:0: the address has the port '0', which is none of 1 to 65535; {REMEDY}"),
        ("http://a/ITLFile.tlv", f"http://a/ITLFile.tlv: the address is no host name; {REMEDY}"),
        ("http://admin:secret@a", f"a list server's word holds a login, and lists need none; {REMEDY}"),
    ],
)
def test_a_wrong_word_is_refused_with_what_to_write(word: str, line: str) -> None:
    with pytest.raises(BadInput) as caught:
        ListServer.from_word(word)

    assert (line,) == caught.value.faults
