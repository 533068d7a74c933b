"""Other users' questions, passed on to a living service: while the stand-in has the address, they would be refused."""

from __future__ import annotations

import httpx

from eraser.authd.wire import Fields
from eraser.model.outcome import BadInput

WITHIN_S = 5.0  # how long phones wait is not documented (phones §3.3); a living CUCM answers in a fraction of a second
ANSWER_LIMIT_BYTES = 256  # the answer is one word
_OK = 200


class Relay:
    """Asks a living authentication service what a phone asked. Knows its URL only; keeps nothing of a question."""

    def __init__(self, url: str) -> None:
        """Raises BadInput if `url` is none."""
        try:
            self._url = httpx.URL(url)
        except httpx.InvalidURL as error:
            raise BadInput(f"--authd-forward {url}: {error}; write a URL such as {_EXAMPLE}") from error
        if self._url.scheme not in {"http", "https"} or not self._url.host:
            raise BadInput(f"--authd-forward {url}: is no http or https URL; write one such as {_EXAMPLE}")
        self._client = httpx.AsyncClient(timeout=WITHIN_S, follow_redirects=False, trust_env=False)

    async def ask(self, path: str, fields: Fields) -> bytes | None:
        """The living service's word, or None if it gave none in time."""
        del path  # the living service has its own
        try:
            async with self._client.stream("GET", self._url.copy_merge_params(fields)) as response:
                if response.status_code != _OK:
                    return None
                body = b""
                async for piece in response.aiter_bytes():
                    body += piece
                    if len(body) > ANSWER_LIMIT_BYTES:
                        return None
        except httpx.HTTPError:
            return None
        return body.strip()

    async def aclose(self) -> None:
        """Ends its connections."""
        await self._client.aclose()


_EXAMPLE = "http://cucm.example:8080/ccmcip/authenticate.jsp"
