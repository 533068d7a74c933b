"""`--tvs FILE.json`: what a TVS is known to say, as the contract writes it. `--tvs HOST[:PORT]`: who is to be asked."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from eraser.model.address import BadAddress, split_address
from eraser.model.outcome import BadInput
from eraser.trust.case import Tvs, Vouched
from eraser.trust.identity import folded_serial
from eraser.trust.tvs import PORT

_LARGEST_BYTES = 16 * 1024 * 1024  # a trust store has some hundred certificates
_SEPARATORS = re.compile(r"[\s:.-]")


def _serial(written: str) -> str:
    hexadecimal = _SEPARATORS.sub("", written)
    if not re.fullmatch(r"(0[xX])?[0-9A-Fa-f]+", hexadecimal):
        raise ValueError("a serial number is written in hex")
    digits = hexadecimal[2:] if hexadecimal[:2] in {"0x", "0X"} else hexadecimal
    return folded_serial(digits.zfill(len(digits) + len(digits) % 2))


def _certificate(written: str) -> str:
    bytes.fromhex(written)
    return written


Serial = Annotated[str, AfterValidator(_serial)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _Known(_Strict):
    serial: Serial
    roles: list[int] = Field(default_factory=list)
    issuer: str = ""
    certificate: Annotated[str, AfterValidator(_certificate)] = ""  # DER in hex


class _TvsFile(_Strict):
    reachable: bool
    presents: Serial | None = None
    knows: list[_Known] | None = None


def tvs_address(word: str) -> tuple[str, int] | None:
    """Host and port to ask; None where the word is a file.

    Raises:
        BadInput: it is neither.
    """
    if word.lower().endswith(".json") or os.sep in word or Path(word).exists():
        return None
    try:
        host, port = split_address(word)
    except BadAddress as error:
        remedy = "name a FILE.json that is there, or HOST[:PORT] of the old cluster's TVS"
        raise BadInput(f"--tvs {word}: is no file here, and as an address it {error}; {remedy}") from None
    return host, port or PORT


def read_tvs(path: Path) -> Tvs:
    """What the file says of a TVS.

    Raises:
        BadInput: if it can not be read or says it otherwise than the contract.
    """
    try:
        with path.open("rb") as file:
            told = _TvsFile.model_validate_json(file.read(_LARGEST_BYTES))
    except OSError as error:
        raise BadInput(f"--tvs {path}: can not be read ({error.strerror}); name a file that is there") from error
    except ValidationError as error:
        faults = error.errors(include_url=False, include_context=False, include_input=False)
        raise BadInput(*(f"--tvs {path}: {_at(one['loc'])}{one['msg']}" for one in faults)) from None
    knows = None if told.knows is None else tuple(_vouched(one) for one in told.knows)
    return Tvs(told.reachable, told.presents, knows)


def _at(location: tuple[int | str, ...]) -> str:
    return f"{'.'.join(map(str, location))}: " if location else ""


def _vouched(one: _Known) -> Vouched:
    return Vouched(one.serial, frozenset(one.roles), one.issuer, bytes.fromhex(one.certificate))
