"""One file from the HTTP service of a TFTP node: 6970, and with TLS 6971 and 6972 (trust §3.9). Only reads.

The nodes' certificates are self-signed, and nobody here has them before the first list is read, so they are not
checked. Lists are public and nothing secret is sent; that a list is the cluster's own is proved by its signature alone.
"""

from __future__ import annotations

import asyncio

import httpx

from eraser.ops.unverified_tls import modern_tls
from eraser.trust.list_server import ListServer, ListServerFailed


async def fetch_by_http(server: ListServer, name: str, *, within_s: float, size_limit_bytes: int) -> bytes | None:
    """The file; None for 404.

    Raises:
        ListServerFailed: for everything else, with one line.
    """
    url = f"{server.scheme}://{server.host}:{server.port}/{name}"
    try:
        async with asyncio.timeout(within_s), _client(within_s) as client, client.stream("GET", url) as answer:
            return await _body(answer, size_limit_bytes)
    except TimeoutError:
        raise ListServerFailed(f"{server}: {name}: no whole answer within {within_s:g} s") from None
    except httpx.TimeoutException:
        raise ListServerFailed(f"{server}: {name}: no whole answer within {within_s:g} s") from None
    except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
        words = " ".join(str(error).split()) or type(error).__name__
        raise ListServerFailed(f"{server}: {name}: {words}") from error


async def _body(answer: httpx.Response, size_limit_bytes: int) -> bytes | None:
    if answer.status_code == httpx.codes.NOT_FOUND:
        return None
    if answer.status_code != httpx.codes.OK:
        raise httpx.RemoteProtocolError(f"the server answers with HTTP {answer.status_code}")
    if answer.headers.get("content-encoding", "identity").lower() != "identity":
        # A small one could grow without bound.
        raise httpx.RemoteProtocolError("an encoded body that was not asked for")
    body = bytearray()
    async for piece in answer.aiter_raw():
        body += piece
        if len(body) > size_limit_bytes:
            raise httpx.RemoteProtocolError(f"it has more than {size_limit_bytes} bytes, which no list has")
    return bytes(body)


def _client(within_s: float) -> httpx.AsyncClient:
    """No proxy of the environment, no redirect: what the node itself says counts."""
    headers = {"Accept-Encoding": "identity", "User-Agent": "itl-eraser"}
    return httpx.AsyncClient(verify=modern_tls(), trust_env=False, timeout=within_s, headers=headers)
