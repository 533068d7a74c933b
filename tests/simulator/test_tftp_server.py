"""The simulated TFTP server, asked by a client of bare UDP."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import AsyncIterator

import pytest

from eraser.simulator import tftp_server
from eraser.simulator.tftp_server import ACK, DATA, ERROR, OACK, READ, WRITE, TftpServer

CONTENTS = {"ITLFile.tlv": bytes(range(256)) * 5, "whole": b"x" * 1024, "empty": b""}
QUICK_S = 0.05
WAIT_S = 5.0


class Client:
    """One UDP socket."""

    def __init__(self, server: TftpServer) -> None:
        self.server = (server.host, server.port)
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind((server.host, 0))
        self.socket.setblocking(False)

    def send(self, packet: bytes, peer: tuple[str, int] | None = None) -> None:
        self.socket.sendto(packet, peer or self.server)

    def ask(self, name: str, *options: str, opcode: int = READ, mode: str = "octet") -> None:
        self.send(struct.pack(">H", opcode) + "".join(f"{one}\0" for one in (name, mode, *options)).encode())

    async def hear(self) -> tuple[int, bytes, tuple[str, int]]:
        async with asyncio.timeout(WAIT_S):
            packet, peer = await asyncio.get_running_loop().sock_recvfrom(self.socket, 70_000)
        return int.from_bytes(packet[:2]), packet[2:], peer

    async def read(self, name: str, *options: str) -> tuple[bytes, bytes, list[int]]:
        """The file, the options that the server agreed to, and the length of each block."""
        self.ask(name, *options)
        size, agreed, content, lengths = 512, b"", b"", list[int]()
        while True:
            opcode, rest, peer = await self.hear()
            if opcode == OACK:
                agreed = rest
                fields = rest.split(b"\0")
                named = dict(zip(fields[::2], fields[1::2], strict=False))
                size = int(named.get(b"blksize", b"512"))
                self.send(struct.pack(">HH", ACK, 0), peer)
                continue
            assert (DATA, len(lengths) + 1) == (opcode, int.from_bytes(rest[:2]))
            content, lengths = content + rest[2:], [*lengths, len(rest) - 2]
            self.send(struct.pack(">HH", ACK, len(lengths)), peer)
            if lengths[-1] < size:
                return content, agreed, lengths


@pytest.fixture
async def server() -> AsyncIterator[TftpServer]:
    server = TftpServer(CONTENTS.get)
    await server.start("127.0.0.1", 0)
    yield server
    await server.stop()


@pytest.fixture
async def client(server: TftpServer) -> AsyncIterator[Client]:
    client = Client(server)
    yield client
    client.socket.close()


async def test_a_file_comes_in_blocks_of_512_from_a_port_of_its_own(client: Client) -> None:
    assert (CONTENTS["ITLFile.tlv"], b"", [512, 512, 256]) == await client.read("ITLFile.tlv")


async def test_a_file_of_whole_blocks_ends_with_an_empty_one(client: Client) -> None:
    assert (CONTENTS["whole"], b"", [512, 512, 0]) == await client.read("whole")
    assert (b"", b"", [0]) == await client.read("empty")


@pytest.mark.parametrize(
    ("options", "agreed", "lengths"),
    [
        (("blksize", "1400", "tsize", "0"), b"blksize\x001400\0tsize\x001280\0", [1280]),
        (("BLKSIZE", "1000"), b"blksize\x001000\0", [1000, 280]),
        (("tsize", "0"), b"tsize\x001280\0", [512, 512, 256]),
        (("blksize", "99999"), b"blksize\x0065464\0", [1280]),
        (("blksize", "7"), b"", [512, 512, 256]),
        (("blksize", "many", "windowsize", "16"), b"", [512, 512, 256]),
        (("blksize",), b"", [512, 512, 256]),
    ],
)
async def test_options_are_agreed_to_or_passed_over(
    client: Client, options: tuple[str, ...], agreed: bytes, lengths: list[int]
) -> None:
    assert (CONTENTS["ITLFile.tlv"], agreed, lengths) == await client.read("ITLFile.tlv", *options)


@pytest.mark.parametrize(
    ("packet", "code"),
    [
        (b"\0\x01nothing.tlv\0octet\0", 1),
        (b"\0\x01../../etc/passwd\0octet\0", 1),
        (b"\0\x02ITLFile.tlv\0octet\0", 2),
        (b"\0\x01ITLFile.tlv\0netascii\0", 4),
        (b"\0\x01ITLFile.tlv\0octet", 4),
        (b"\0\x01ITLFile.tlv", 4),
        (b"\0\x01\xff\xfe\0octet\0", 1),
        (b"\0\x01" + b"a" * 600 + b"\0octet\0", 4),
        (b"\0\x09whatever", 4),
        (b"\0", 4),
        (b"", 4),
    ],
)
async def test_a_silly_request_is_answered_with_an_error(client: Client, packet: bytes, code: int) -> None:
    client.send(packet)
    opcode, rest, _ = await client.hear()
    assert (ERROR, code, b"\0") == (opcode, int.from_bytes(rest[:2]), rest[-1:])
    assert CONTENTS["whole"] == (await client.read("whole"))[0]


async def test_an_error_is_never_answered(client: Client) -> None:
    client.send(b"\0\x05\0\0no\0")
    assert CONTENTS["whole"] == (await client.read("whole"))[0]


async def test_a_block_goes_out_again_until_it_is_acknowledged(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tftp_server, "ANSWER_WITHIN_S", QUICK_S)
    client.ask("ITLFile.tlv")
    first, again = [await client.hear() for _ in range(2)]
    assert first == again
    client.send(struct.pack(">HH", ACK, 7), first[2])  # of no block that was sent
    client.send(struct.pack(">HH", ACK, 1), first[2])
    while True:
        opcode, rest, _ = await client.hear()
        if rest[:2] != b"\0\x01":
            break
    assert (DATA, b"\0\x02") == (opcode, rest[:2])


async def test_a_silent_client_is_given_up_and_may_come_again(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tftp_server, "ANSWER_WITHIN_S", QUICK_S)
    client.ask("ITLFile.tlv")
    heard = [(await client.hear())[0] for _ in range(tftp_server.TRIES)]
    assert [DATA] * tftp_server.TRIES == heard
    assert DATA == await heard_after_asking_until_answered(client)


async def heard_after_asking_until_answered(client: Client) -> int:
    while True:
        client.ask("ITLFile.tlv")
        try:
            async with asyncio.timeout(2 * QUICK_S):
                return (await client.hear())[0]
        except TimeoutError:
            continue


async def test_a_stranger_does_not_disturb_a_transfer(server: TftpServer, client: Client) -> None:
    client.ask("ITLFile.tlv")
    _, _, peer = await client.hear()
    stranger = Client(server)
    stranger.send(struct.pack(">HH", ACK, 1), peer)
    opcode, rest, _ = await stranger.hear()
    stranger.socket.close()
    assert (ERROR, 5) == (opcode, int.from_bytes(rest[:2]))
    client.send(struct.pack(">HH", ACK, 1), peer)
    opcode, rest, _ = await client.hear()
    assert (DATA, 2) == (opcode, int.from_bytes(rest[:2]))


async def test_a_client_may_break_off(client: Client, server: TftpServer) -> None:
    client.ask("ITLFile.tlv")
    _, _, peer = await client.hear()
    client.send(b"\0\x05\0\0enough\0", peer)
    assert CONTENTS["whole"] == (await client.read("whole"))[0]
    assert ["ITLFile.tlv", "whole"] == server.requests


async def test_a_server_that_is_stopped_breaks_off_its_transfers_and_gives_its_port_back(client: Client) -> None:
    before = asyncio.all_tasks()
    server = TftpServer(CONTENTS.get)
    await server.start("127.0.0.1", 0)
    client.server = (server.host, server.port)
    client.ask("ITLFile.tlv")
    await client.hear()
    port = server.port
    await server.stop()
    await server.stop()
    await server.start("127.0.0.1", port)
    assert CONTENTS["whole"] == (await client.read("whole"))[0]
    await server.stop()
    assert before == asyncio.all_tasks()


async def test_no_more_transfers_than_a_bound_are_under_way(
    client: Client, server: TftpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tftp_server, "MOST_TRANSFERS", 1)
    client.ask("ITLFile.tlv")
    await client.hear()
    late = Client(server)
    late.ask("ITLFile.tlv")
    late.ask("whole", opcode=WRITE)  # is answered at once, so that the silence before it was the answer
    assert ERROR == (await late.hear())[0]
    late.socket.close()
