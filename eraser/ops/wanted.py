"""What the phones should trust: the lists an operator names, as the signatures that a phone's page may print."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from eraser.model.outcome import BadInput

# Which digest a phone prints differs by model and load (phones §4): MD5 and SHA-1 were seen, the longer ones are meant
# for what comes.
_DIGESTS = ("md5", "sha1", "sha256", "sha512")
_LENGTHS = {hashlib.new(name, usedforsecurity=False).digest_size * 2: name for name in _DIGESTS}
_LARGEST_BYTES = 4 * 1024 * 1024  # a list has a few KiB


def read_wanted(words: Sequence[str]) -> tuple[str, ...]:
    """`signature:HEX`, a `.tlv` file or a folder of them → signatures, upper-case hex without separators.

    Raises:
        BadInput: with one line for each word that gives none.
    """
    signatures: list[str] = []
    faults: list[str] = []
    for word in words:
        try:
            signatures += _signatures_of(word)
        except BadInput as error:
            faults += error.faults
    if faults:
        raise BadInput(*faults)
    return tuple(dict.fromkeys(signatures))


def _signatures_of(word: str) -> Iterable[str]:
    scheme, colon, rest = word.partition(":")
    if colon and scheme.lower() == "signature":
        return [_signature(rest, word)]
    if scheme.lower() in {"tftp", "http", "https"} and rest.startswith("//"):
        raise BadInput(f"--wanted {word}: lists can not be fetched from a server yet; name the .tlv file instead")
    path = Path(word).expanduser()
    if path.is_dir():
        files = sorted(each for each in path.iterdir() if each.suffix.lower() == ".tlv")
        if not files:
            raise BadInput(f"--wanted {word}: no .tlv file is in this folder; name the folder that holds them")
        return [signature for each in files for signature in _digests(each, word)]
    if path.exists() and path.suffix.lower() != ".tlv":
        raise BadInput(f"--wanted {word}: is no .tlv file; name a trust list such as ITLFile.tlv")
    return _digests(path, word)


def _signature(text: str, word: str) -> str:
    digits = re.sub(r"[\s:.\-]", "", text).upper()
    if not re.fullmatch(r"[0-9A-F]+", digits) or len(digits) not in _LENGTHS:
        lengths = ", ".join(str(length) for length in sorted(_LENGTHS))
        raise BadInput(f"--wanted {word}: is no signature; copy it from the phone's page ({lengths} hex digits)")
    return digits


def _digests(path: Path, word: str) -> list[str]:
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
    return [hashlib.new(name, content, usedforsecurity=False).hexdigest().upper() for name in _DIGESTS]
