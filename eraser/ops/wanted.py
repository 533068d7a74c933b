"""What the phones should trust, as an operator names it: list files, signatures of a phone's page, servers."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from eraser.model.outcome import BadInput

# Which digest a phone prints differs by model and load (phones §4): MD5 and SHA-1 were seen, the longer ones are meant
# for what comes.
_DIGESTS = ("md5", "sha1", "sha256", "sha512")
_LENGTHS = {hashlib.new(name, usedforsecurity=False).digest_size * 2: name for name in _DIGESTS}
_LARGEST_BYTES = 4 * 1024 * 1024  # a list has a few KiB
SERVER_SCHEMES = frozenset({"tftp", "http", "https"})


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was read. `signatures`: upper-case hex without separators, those of the files among them; `files`: name and
    content; `servers`: as they were written; `words`: all words, with paths that hold in any folder."""

    signatures: tuple[str, ...] = ()
    files: tuple[tuple[str, bytes], ...] = ()
    servers: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    def __add__(self, other: Wanted) -> Wanted:
        return Wanted(
            self.signatures + other.signatures,
            self.files + other.files,
            self.servers + other.servers,
            self.words + other.words,
        )


def read_wanted(words: Sequence[str]) -> Wanted:
    """`signature:HEX`, a `.tlv` file, a folder of them or a server's URL → what they name. Servers are not asked here.

    Raises:
        BadInput: with one line for each word that gives none.
    """
    found = Wanted()
    faults: list[str] = []
    for word in dict.fromkeys(words):
        try:
            found += _read_word(word)
        except BadInput as error:
            faults += error.faults
    if faults:
        raise BadInput(*faults)
    return found


def _read_word(word: str) -> Wanted:
    scheme, colon, rest = word.partition(":")
    if colon and scheme.lower() == "signature":
        return Wanted(signatures=(_signature(rest, word),), words=(word,))
    if scheme.lower() in SERVER_SCHEMES and rest.startswith("//"):
        return Wanted(servers=(word,), words=(word,))
    path = Path(word).expanduser()
    if path.is_dir():
        paths = sorted(each for each in path.iterdir() if each.suffix.lower() == ".tlv")
        if not paths:
            raise BadInput(f"--wanted {word}: no .tlv file is in this folder; name the folder that holds them")
    elif path.exists() and path.suffix.lower() != ".tlv":
        raise BadInput(f"--wanted {word}: is no .tlv file; name a trust list such as ITLFile.tlv")
    else:
        paths = [path]
    files = tuple((each.name, _content(each, word)) for each in paths)
    signatures = tuple(digest for _, content in files for digest in digests(content))
    return Wanted(tuple(dict.fromkeys(signatures)), files, (), (str(path.absolute()),))


def _signature(text: str, word: str) -> str:
    digits = re.sub(r"[\s:.\-]", "", text).upper()
    if not re.fullmatch(r"[0-9A-F]+", digits) or len(digits) not in _LENGTHS:
        lengths = ", ".join(str(length) for length in sorted(_LENGTHS))
        raise BadInput(f"--wanted {word}: is no signature; copy it from the phone's page ({lengths} hex digits)")
    return digits


def _content(path: Path, word: str) -> bytes:
    try:
        if path.stat().st_size > _LARGEST_BYTES:
            raise BadInput(f"--wanted {word}: {path.name} is too large to be a trust list; name another file")
        content = path.read_bytes()
    except FileNotFoundError:
        raise BadInput(f"--wanted {word}: no such file; check the path") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise BadInput(f"--wanted {word}: can not be read ({reason}); check it") from None
    if not content:
        raise BadInput(f"--wanted {word}: {path.name} is empty; name another file")
    return content


def digests(content: bytes) -> tuple[str, ...]:
    """Every signature that a phone's page may print for a file."""
    return tuple(hashlib.new(name, content, usedforsecurity=False).hexdigest().upper() for name in _DIGESTS)
