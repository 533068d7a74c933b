"""Where trust lists are fetched from: one TFTP node, over TFTP, HTTP or HTTPS (trust §3.9)."""

from __future__ import annotations

from dataclasses import dataclass

from eraser.model.address import BadAddress, split_address
from eraser.model.outcome import BadInput, Reason, TryAgain

DEFAULT_PORTS = {"tftp": 69, "http": 6970, "https": 6971}  # trust §3.9; 6972 is served as well
_EXAMPLE = "write tftp://HOST, http://HOST:6970 or https://HOST:6971"


class ListServerFailed(TryAgain):
    """A TFTP node does not give a file, nor says that it has none. Check that the node's TFTP service runs and that its
    port is open from this machine, or name the list's file instead."""

    reason = Reason.UNREACHABLE


@dataclass(frozen=True)
class ListServer:
    """One node: `scheme` is tftp, http or https; an IPv6 `host` stands in brackets."""

    scheme: str
    host: str
    port: int

    @classmethod
    def from_word(cls, word: str) -> ListServer:
        """`tftp://host[:port]`, `http://host[:6970]` or `https://host[:6971]`.

        Raises:
            BadInput: with one line, if it is none of these.
        """
        scheme, found, place = word.strip().partition("://")
        if "@" in word:  # what stands before it may be a password, so the word is not repeated
            raise BadInput(f"a list server's word holds a login, and lists need none; {_EXAMPLE}")
        if not found or scheme.lower() not in DEFAULT_PORTS:
            raise BadInput(f"{word}: is no list server; {_EXAMPLE}")
        try:
            host, port = split_address(place.removesuffix("/"))
        except BadAddress as error:
            raise BadInput(f"{word}: the address {error}; {_EXAMPLE}") from None
        return cls(scheme.lower(), host, port or DEFAULT_PORTS[scheme.lower()])

    def __str__(self) -> str:
        """The word again. A port that a reader would not expect of the scheme is always said."""
        return f"{self.scheme}://{self.host}" + ("" if (self.scheme, self.port) == ("tftp", 69) else f":{self.port}")

    @property
    def bare_host(self) -> str:
        """As sockets take it: without brackets."""
        return self.host.strip("[]")
