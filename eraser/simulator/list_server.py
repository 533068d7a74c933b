"""A cluster's TFTP node on loopback: TFTP over UDP, and the same files over HTTP, as CUCM has them on port 6970 (trust
§3.9). Both have one port number, which the fleet chooses."""

from __future__ import annotations

import asyncio

from eraser.simulator.cluster import Node
from eraser.simulator.listener import Listener, Tally
from eraser.simulator.request import Answer, BadRequest, head_of, not_found, read_request
from eraser.simulator.tftp_server import TftpServer

FILE_NAMES = "ConfigFileCacheList.txt"  # on port 6970; several audit tools rely on it (trust §3.9)
_REQUEST_WITHIN_S = 5.0  # of a client that sends slowly; a choice of ours


class ListServer:
    """One node, running. `phones`: those that are configured on it."""

    def __init__(self, node: Node, phones: tuple[str, ...] = ()) -> None:
        self.node = node
        self.phones = phones
        self.tftp = TftpServer(self.file)
        self._http = Listener(self._serve, Tally())

    @property
    def address(self) -> str:
        """host:port of TFTP."""
        return f"{self.tftp.host}:{self.tftp.port}"

    @property
    def http_address(self) -> str:
        """host:port of HTTP."""
        return f"{self._http.host}:{self._http.port}"

    async def start(self, host: str, port: int) -> None:
        """Listens twice. Raises OSError if the address can not be had."""
        await self.tftp.start(host, port)
        try:
            await self._http.open(host, port)
        except OSError:
            await self.tftp.stop()
            raise

    async def stop(self) -> None:
        """Closes both."""
        await self.tftp.stop()
        self._http.close()
        await self._http.ended()

    def file(self, name: str) -> bytes | None:
        """A file by its name. Configurations are there for its own phones alone."""
        if name == FILE_NAMES:
            return "".join(f"{one}\n" for one in self.node.names(self.phones)).encode()
        if name.startswith("SEP") and name.partition(".")[0] not in self.phones:
            return None
        return self.node.ask(name)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(_REQUEST_WITHIN_S):
                request = await read_request(reader)
                content = self.file(request.path.removeprefix("/")) if request.method in {"GET", "HEAD"} else None
                answer = not_found() if content is None else Answer(200, content, "application/octet-stream")
                head = head_of(answer, version="HTTP/1.1", framing="length", keep_alive=False)
                writer.write(head + (b"" if request.method == "HEAD" else answer.body))
                await writer.drain()
        except BadRequest as error:
            answer = Answer(error.status)
            writer.write(head_of(answer, version="HTTP/1.1", framing="length", keep_alive=False))
            await writer.drain()
        except TimeoutError:
            return
