"""Where a cluster is and how it is recognised: `cucm://publisher.example?fingerprint=AB:CD…`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

from eraser.model.address import BadAddress, split_address
from eraser.model.outcome import BadInput

PORT = 8443  # of AXL and of RISPort70 (cucm §1.1, §2.1)
_WORDS = frozenset({"fingerprint", "ca", "release"})
_RELEASE = re.compile(r"(?:[89]|1[0-5])\.\d")
_EXAMPLE = "write cucm://publisher.example, cucm://publisher.example?ca=FILE.pem or ?fingerprint=SHA256-HEX"


@dataclass(frozen=True, slots=True)
class ClusterPlace:
    """A publisher. `fingerprint`: SHA-256 of its certificate, upper-case hex; `ca`: who signed it; `release`: of the
    AXL schema, which every later cluster takes too (cucm §2.1)."""

    host: str
    port: int = PORT
    fingerprint: str = ""
    ca: Path | None = None
    release: str = "10.0"

    @property
    def url(self) -> str:
        return f"https://{self.host}:{self.port}"

    @property
    def word(self) -> str:
        """As it can be read again; there is no login in it."""
        said = {"fingerprint": self.fingerprint, "ca": str(self.ca or ""), "release": self.release}
        return f"//{self.host}:{self.port}?{urlencode({name: value for name, value in said.items() if value})}"

    def __str__(self) -> str:
        return f"cucm://{self.host}" + (f":{self.port}" if self.port != PORT else "")


def read_place(rest: str) -> ClusterPlace:
    """`//host[:port][?…]` → the place.

    Raises:
        BadInput: it is none.
    """
    word = f"cucm:{rest}"
    parts = urlsplit(word)
    if "@" in parts.netloc:
        raise BadInput("cucm: a login stands in the address; put it into ITL_ERASER_CUCM_USER and …_PASSWORD_FILE")
    try:
        host, port = split_address(parts.netloc)
        said = dict(parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query)))
    except (BadAddress, ValueError) as error:
        raise BadInput(f"{word}: {error}; {_EXAMPLE}") from None
    strange = sorted(said.keys() - _WORDS)
    if strange or parts.path.strip("/"):
        raise BadInput(f"{word}: {strange[0] if strange else parts.path} is unknown there; {_EXAMPLE}")
    return ClusterPlace(
        host,
        port or PORT,
        _fingerprint(said.get("fingerprint", ""), word),
        _ca(said.get("ca"), word),
        _release(said, word),
    )


def _fingerprint(text: str, word: str) -> str:
    digits = re.sub(r"[:\s-]", "", text).upper()
    if digits and not re.fullmatch(r"[0-9A-F]{64}", digits):
        raise BadInput(f"{word}: the fingerprint is no SHA-256 of 64 hex digits; copy it from the certificate")
    return digits


def _ca(text: str | None, word: str) -> Path | None:
    if text is None:
        return None
    path = Path(text).expanduser()
    if not path.is_file():
        raise BadInput(f"{word}: ca={text}: no such file; name the PEM file of whoever signed the certificate")
    return path


def _release(said: dict[str, str], word: str) -> str:
    release = said.get("release", "10.0")
    if not _RELEASE.fullmatch(release):
        raise BadInput(f"{word}: release={release} is none of 8.0 to 15.0; leave it out, or write one such as 12.5")
    return release
