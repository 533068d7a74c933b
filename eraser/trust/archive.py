"""Lists of a cluster, kept while it still lives: a phone's page prints a hash, the archive has the list (trust §4.1).

Files lie in `lists/` under their SHA-256, so that one never takes the place of another, and `manifest.json` says where
each came from. Both are written beside and moved into place, the lists first: a kill in the middle leaves lists that
the manifest does not name yet, and those count all the same. A folder of loose `.tlv` files is an archive, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from eraser.model.outcome import BadInput
from eraser.ops.whole_file import write_whole
from eraser.trust.fetch import SIZE_LIMIT_BYTES, Served
from eraser.trust.manifest import LISTS, MANIFEST, Entry, entry_of, hash_of, read_manifest, written
from eraser.trust.trust_file import digest_of

_DIGESTS = ("md5", "sha1", "sha256", "sha512")  # of different lengths, so a signature tells which it is
_SEPARATORS = re.compile(r"[\s:.\-]")


@dataclass(frozen=True)
class Archive:
    """`entries` is empty for loose files; `contents` has every list under its SHA-256."""

    folder: Path
    entries: tuple[Entry, ...]
    contents: Mapping[str, bytes]
    _by_hash: Mapping[str, str]

    @classmethod
    def read(cls, folder: Path) -> Archive:
        """The archive in a folder, each file checked against its hash.

        Raises:
            BadInput: with file and remedy, if the folder, its manifest or a file of it is not as it was written.
        """
        if not folder.is_dir():
            raise BadInput(
                f"{folder}: is no folder; name an archive of `itl-eraser trust archive`, or one of .tlv files"
            )
        entries = read_manifest(folder)
        contents = dict(_checked_files(folder))
        lost = [one for one in entries if one.sha256 not in contents]
        if lost:
            lines = (f"{folder / one.path}: {one.name} of {one.server} is missing; {_REMEDY}" for one in lost[:5])
            raise BadInput(*lines)
        if not contents:
            raise BadInput(f"{folder}: has no .tlv file; name an archive of `itl-eraser trust archive`")
        by_hash = {digest_of(name, data): sha256 for sha256, data in contents.items() for name in _DIGESTS}
        wrong = next((one for one in entries if {by_hash.get(each) for each in one.hashes} != {one.sha256}), None)
        if wrong:
            raise BadInput(f"{folder / MANIFEST}: the hashes of {wrong.name} of {wrong.server} differ; {_REMEDY}")
        return cls(folder, entries, contents, by_hash)

    def find(self, signature_hex: str) -> bytes | None:
        """The list with this signature, as a phone's page prints it: MD5, SHA-1, SHA-256 or SHA-512, told apart by
        length; with or without separators, in any case."""
        sha256 = self._by_hash.get(_SEPARATORS.sub("", signature_hex).upper())
        return None if sha256 is None else self.contents[sha256]


_REMEDY = "restore it from a backup, or fetch it again into a new folder"


def _checked_files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every list of the folder and below, with its SHA-256."""
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() != ".tlv" or not path.is_file():
            continue
        try:
            with path.open("rb") as file:
                data = file.read(SIZE_LIMIT_BYTES + 1)
        except OSError as error:
            raise BadInput(f"{path}: can not be read ({error.strerror}); correct its rights") from error
        if len(data) > SIZE_LIMIT_BYTES:
            raise BadInput(f"{path}: has more than {SIZE_LIMIT_BYTES} bytes and is no list; move it away")
        sha256 = hash_of(data)
        if path.parent == folder / LISTS and path.stem.upper() != sha256:
            raise BadInput(f"{path}: is not the file that was archived, its SHA-256 is now {sha256}; {_REMEDY}")
        yield sha256, data


class Keeper:
    """Adds to an archive. What is there stays; the same list from the same place is no new entry."""

    def __init__(self, folder: Path) -> None:
        """Raises BadInput if the folder can not be made, or holds a manifest that can not be read."""
        self._folder = folder
        try:
            (folder / LISTS).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise BadInput(
                f"{folder}: can not be made ({error.strerror}); choose another folder with -o DIR"
            ) from error
        self._entries = {one.key: one for one in read_manifest(folder)}
        self._read_as = self._stamp()
        self._unsaved = 0

    def add(self, served: Served, *, fetched_at: datetime | None = None) -> tuple[Entry, bool]:
        """Writes the list; gives its entry, and whether it is a new one."""
        entry = entry_of(served, fetched_at or datetime.now(UTC))
        if entry.key in self._entries:
            return self._entries[entry.key], False
        path = self._folder / entry.path
        if not _holds(path, served.data):
            self._write(path, served.data)
        self._entries[entry.key] = entry
        self._unsaved += 1
        return entry, True

    def save_when_due(self) -> None:
        """Writes the manifest if a tenth of it is new: with 50,000 phones it is long, and the lists are safe anyway."""
        if 10 * self._unsaved >= len(self._entries):
            self.save()

    def save(self) -> None:
        """Writes the manifest, with what another process added meanwhile."""
        if not self._unsaved:
            return
        if self._stamp() != self._read_as:
            self._entries = {one.key: one for one in read_manifest(self._folder)} | self._entries
        self._write(self._folder / MANIFEST, written(_in_order(self._entries.values())))
        self._read_as = self._stamp()
        self._unsaved = 0

    def _stamp(self) -> tuple[int, int] | None:
        """Tells one writing of the manifest from another."""
        try:
            now = (self._folder / MANIFEST).stat()
        except OSError:
            return None
        return now.st_ino, now.st_mtime_ns

    def _write(self, path: Path, content: bytes) -> None:
        """Whole, on the disk itself, or not at all."""
        try:
            write_whole(path, content)
        except OSError as error:
            raise BadInput(
                f"{path}: can not be written ({error.strerror}); choose another folder with -o DIR"
            ) from error


def _holds(path: Path, data: bytes) -> bool:
    try:
        return path.read_bytes() == data
    except OSError:
        return False


def _in_order(entries: Iterable[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda one: (one.server, one.name, one.fetched_at, one.sha256))
