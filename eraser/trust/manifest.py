"""`manifest.json` of an archive: where each list was fetched, when, and its hashes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from eraser.model.outcome import BadInput
from eraser.trust.case import Slot, read_offer
from eraser.trust.fetch import Served
from eraser.trust.trust_file import TrustFile, digest_of

MANIFEST = "manifest.json"
LISTS = "lists"  # the folder of the files themselves, each under its SHA-256
FORM = 1  # of this file; another number is of a later program
_LARGEST_BYTES = 512 * 1024 * 1024  # an entry has some 900 bytes: 50,000 phones, two lists each, on a few nodes


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SignedBy(_Strict):
    subject: str
    issuer: str
    serial: str


class Entry(_Strict):
    """One list of one node. Hashes are upper-case hex, as the pages of phones are compared."""

    server: str
    name: str
    size_bytes: int = Field(ge=0)
    md5: str = Field(pattern=r"^[0-9A-F]{32}$")
    sha1: str = Field(pattern=r"^[0-9A-F]{40}$")
    sha256: str = Field(pattern=r"^[0-9A-F]{64}$")
    sha512: str = Field(pattern=r"^[0-9A-F]{128}$")
    fetched_at: str  # UTC, ISO 8601; of the first time
    timestamp: str | None = None  # of the header; None also where the list can not be parsed
    signer: SignedBy | None = None
    unreadable: str | None = None  # why it can not be parsed; it is kept, since a phone may hold it all the same

    @property
    def key(self) -> tuple[str, str, str]:
        """A list that changed under one name is another entry."""
        return self.server, self.name, self.sha256

    @property
    def path(self) -> str:
        """In the archive."""
        return f"{LISTS}/{self.sha256}.tlv"

    @property
    def hashes(self) -> tuple[str, ...]:
        """All that a phone's page may print for it (trust §4.1)."""
        return self.md5, self.sha1, self.sha256, self.sha512


class _Manifest(_Strict):
    form: int = Field(ge=FORM, le=FORM)
    files: tuple[Entry, ...]


def entry_of(served: Served, fetched_at: datetime) -> Entry:
    """What the manifest says of a list."""
    file = read_offer(served.data, Slot(served.name[:3].lower()), served.name)
    header = file.header if isinstance(file, TrustFile) else None
    signer = header.signer if header else None
    return Entry(
        server=str(served.server),
        name=served.name,
        size_bytes=len(served.data),
        **{name: digest_of(name, served.data) for name in ("md5", "sha1", "sha256", "sha512")},
        fetched_at=_time(fetched_at),
        timestamp=_time(header.timestamp) if header and header.timestamp else None,
        signer=SignedBy(subject=signer.subject, issuer=signer.issuer, serial=signer.serial) if signer else None,
        unreadable=None if header else str(getattr(file, "reason", "no list")),
    )


def _time(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def hash_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest().upper()


def read_manifest(folder: Path) -> tuple[Entry, ...]:
    """The entries; none where there is no manifest.

    Raises:
        BadInput: it can not be read or is none.
    """
    path = folder / MANIFEST
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST_BYTES + 1)
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise BadInput(f"{path}: can not be read ({error.strerror}); correct its rights") from error
    remedy = "restore it from a backup, or move it away: the lists are found without it, but not where they came from"
    if len(content) > _LARGEST_BYTES:
        raise BadInput(f"{path}: has more than {_LARGEST_BYTES} bytes; {remedy}")
    try:
        return _Manifest.model_validate_json(content).files
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise BadInput(f"{path}: {where + ': ' if where else ''}{first['msg']}; {remedy}") from None


def written(entries: Iterable[Entry]) -> bytes:
    """The file's content."""
    return _Manifest(form=FORM, files=tuple(entries)).model_dump_json(indent=1).encode() + b"\n"
