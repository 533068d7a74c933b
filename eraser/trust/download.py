"""One file on its way by TFTP: what to answer to each packet. No socket, no clock.

A server sends block 1, 2, 3 …, and the next only when the last was acknowledged; a block that is shorter than agreed is
the last. A server that takes none of our options begins with block 1 at once, and then blocks have 512 bytes.
"""

from __future__ import annotations

from eraser.trust.tftp_packet import Code, Data, Options, Packet, Refusal, acknowledge, ask_for, refuse

# 1428 is the example of RFC 2348: an Ethernet frame with room for the headers of a tunnel, so nothing is cut in pieces.
ASKED_BLOCK_BYTES = 1428
_PLAIN_BLOCK_BYTES = 512  # RFC 1350
_SMALLEST_BLOCK_BYTES = 8  # RFC 2348
_LAST_NUMBER = 0xFFFF  # a file of more blocks goes on with 0; some servers go on with 1
# RFC 2347 says 8; what knows no options at all may call them illegal, or find no name for it.
_WITHOUT_OPTIONS = frozenset({Code.UNDEFINED, Code.ILLEGAL, Code.OPTIONS_REFUSED})


class DownloadFailed(Exception):
    """The transfer can not go on. Fetch the file again, or take it from another node.

    `farewell` is what the server should be told, if anything.
    """

    def __init__(self, why: str, farewell: bytes = b"") -> None:
        super().__init__(why)
        self.farewell = farewell


class OptionsRefused(DownloadFailed):
    """The server takes no request with options. Ask it without."""


class Download:
    """`last_sent` goes out again when nothing comes. Once `is_done`, `content` is whole; None means no such file."""

    def __init__(self, name: str, *, size_limit_bytes: int, with_options: bool = True) -> None:
        self._asked = {"blksize": str(ASKED_BLOCK_BYTES), "tsize": "0"} if with_options else {}
        self._size_limit_bytes = size_limit_bytes
        self._block_bytes = _PLAIN_BLOCK_BYTES
        self._told_bytes: int | None = None
        self._pieces: list[bytes] = []
        self._block = 0
        self._agreed = False
        self.received_bytes = 0
        self.last_sent = ask_for(name, self._asked)
        self.is_done = False
        self._is_missing = False

    @property
    def content(self) -> bytes | None:
        return None if self._is_missing else b"".join(self._pieces)

    def take(self, packet: Packet) -> bytes | None:
        """What to send in answer to the packet, if anything.

        Raises:
            OptionsRefused, DownloadFailed: the transfer is over.
        """
        if isinstance(packet, Refusal):
            self._refused(packet)
            return None
        return self._agree(packet) if isinstance(packet, Options) else self._take_data(packet)

    def _refused(self, packet: Refusal) -> None:
        if self._asked and not self._pieces and not self._agreed and packet.code in _WITHOUT_OPTIONS:
            raise OptionsRefused(packet.message)
        if packet.code != Code.NOT_FOUND or self._pieces:
            raise DownloadFailed(f"the server refuses it with error {packet.code} ({packet.message or 'no words'})")
        self.is_done = self._is_missing = True

    def _agree(self, packet: Options) -> bytes | None:
        if self._pieces:
            return None  # late, and of no use
        if not self._agreed:
            self._check(packet)
            self._agreed = True
            self.last_sent = acknowledge(0)
        return self.last_sent

    def _check(self, packet: Options) -> None:
        sizes = {name: _number(text) for name, text in packet.values.items()}
        block_bytes, told_bytes = sizes.get("blksize", _PLAIN_BLOCK_BYTES), sizes.get("tsize")
        if set(sizes) - set(self._asked) or None in sizes.values() or block_bytes is None:
            raise DownloadFailed("the server answers with options that were not asked for", _odd_options())
        if not _SMALLEST_BLOCK_BYTES <= block_bytes <= ASKED_BLOCK_BYTES:
            raise DownloadFailed(f"the server wants blocks of {block_bytes} bytes", _odd_options())
        self._block_bytes = block_bytes
        if told_bytes is not None:
            self._limit(told_bytes)
            self._told_bytes = told_bytes

    def _take_data(self, packet: Data) -> bytes | None:
        if not self._is_next(packet.block):
            return self.last_sent if self._pieces and packet.block == self._block else None
        if len(packet.content) > self._block_bytes:
            why = f"a block of {len(packet.content)} bytes, where {self._block_bytes} were agreed"
            raise DownloadFailed(why, refuse(Code.ILLEGAL, "block too long"))
        self.received_bytes += len(packet.content)
        self._limit(self.received_bytes)
        self._block = packet.block
        self._pieces.append(packet.content)
        self.last_sent = acknowledge(packet.block)
        if len(packet.content) < self._block_bytes:
            self._finish()
        return self.last_sent

    def _is_next(self, block: int) -> bool:
        if self._block == _LAST_NUMBER:
            return block in {0, 1}
        return block == self._block + 1

    def _limit(self, size_bytes: int) -> None:
        if size_bytes > self._size_limit_bytes:
            why = f"it has more than {self._size_limit_bytes} bytes, which no list has"
            raise DownloadFailed(why, refuse(Code.TOO_LARGE, "too large"))

    def _finish(self) -> None:
        if self._told_bytes not in {None, self.received_bytes}:
            raise DownloadFailed(f"it came cut: {self.received_bytes} bytes of {self._told_bytes}", self.last_sent)
        self.is_done = True


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 12 else None


def _odd_options() -> bytes:
    return refuse(Code.OPTIONS_REFUSED, "options refused")
