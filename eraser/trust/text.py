"""Trust lists from what `show itl` and `show ctl` print on a node's command line (trust §1.8).

The text holds names, serials, roles and hashes, but neither keys nor the signed bytes: whom a list names can be told
from it, whether a signature is right can not. A text that was cut would look like a list with fewer certificates, so
header and records must add up to the length that the text itself states.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from eraser.trust.elements import TrustListUnreadable
from eraser.trust.identity import folded_serial
from eraser.trust.remarks import remarks_on
from eraser.trust.roles import code_of_name
from eraser.trust.tlv import MOST_RECORDS, read_trust_file
from eraser.trust.trust_file import Header, Kind, Record, Signer, TrustFile

LARGEST_TEXT = 2 * 1024 * 1024  # characters; the text of the largest list that a phone loads has about 200,000

_BEGIN = re.compile(r"The checksum value of the (CTL|ITL) file:", re.IGNORECASE)
_NOTHING = re.compile(r"Length of (CTL|ITL) file: *0\b", re.IGNORECASE)
_MD5 = re.compile(r"\b([0-9a-f]{32})\s?\(MD5\)", re.IGNORECASE)
_SHA1 = re.compile(r"\b([0-9a-f]{40})\s?\(SHA1\)", re.IGNORECASE)
_LENGTH = re.compile(r"Length of (?:CTL|ITL) file: *(\d{1,8})\b", re.IGNORECASE)
_VERSION = re.compile(r"\bVersion:[ \t]{0,40}([\d.]{1,9})")
_HEADER_LENGTH = re.compile(r"\bHeaderLength:[ \t]{0,40}(\d{1,5})\b")
_RECORD = re.compile(r"(?:CTL|ITL) Record #:\s?\d{1,6}")
# "12      SIGNATURE       128": the first column is called BYTEPOS and holds the tag.
_ROW = re.compile(r"(?<!\S)(\d{1,3})\s{1,40}([A-Z]{3,30})[ \t]{1,40}(\d{1,5})(?!\S)")
_BEHIND_ROWS = re.compile(
    r"BYTEPOS\s+TAG|This etoken was|The (?:CTL|ITL) file (?:was|could)|Error |Warnings:|(?m:^\s*admin:)", re.IGNORECASE
)
_SHA1_OF_CERTIFICATE = re.compile(r"^([0-9A-F]{40})\(SHA1", re.IGNORECASE)
_VERIFIED = re.compile(r"The (?:CTL|ITL) file was verified successfully", re.IGNORECASE)
_NOT_VERIFIED = re.compile(r"The (?:CTL|ITL) file (?:could not be|was not) verified", re.IGNORECASE)

_HEAD = 3  # bytes of an element before its value
Rows = dict[int, tuple[int, str]]  # tag → stated length, printed value


def read_bytes_or_text(data: bytes, *, name: str = "") -> tuple[TrustFile, ...]:
    """A file as it was saved: a list, a signed file, or the text of `show itl` and `show ctl`, which may hold several.

    Raises:
        TrustListUnreadable: if it is none of them.
    """
    text = _text_in(data)
    return (read_trust_file(data, name=name),) if text is None else read_text(text, name=name)


def _text_in(data: bytes) -> str | None:
    """The text of a saved session, as terminal programs and editors write it; None for bytes that are a list."""
    if data.startswith(b"\x01"):
        return None
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    text = data[: 4 * LARGEST_TEXT].decode(encoding, "replace")
    return text if _BEGIN.search(text) or _NOTHING.search(text) else None


def read_text(text: str, *, name: str = "") -> tuple[TrustFile, ...]:
    """Every list that the text of a session prints; none for a node that says it has no such file.

    Raises:
        TrustListUnreadable: if the text is no such output, or not the whole of it.
    """
    if len(text) > LARGEST_TEXT:
        raise TrustListUnreadable(f"{len(text)} characters; the text of a list has less than {LARGEST_TEXT}")
    begins = [found.start() for found in _BEGIN.finditer(text)]
    if not begins and not _NOTHING.search(text):
        raise TrustListUnreadable('no list: "The checksum value of the ITL file:" is not in the text')
    ends = [*begins[1:], len(text)]
    return tuple(_read_one(text[begin:end], name) for begin, end in zip(begins, ends, strict=False))


def _read_one(text: str, name: str) -> TrustFile:
    kind = Kind.CTL if _BEGIN.match(text).group(1).upper() == "CTL" else Kind.ITL  # type: ignore[union-attr]  # it began so
    parts = _RECORD.split(text, maxsplit=MOST_RECORDS + 1)
    if len(parts) > MOST_RECORDS + 1:
        raise TrustListUnreadable(f"more than {MOST_RECORDS} records; no list has them")
    header = _header(parts[0])
    records = tuple(_record(part, number) for number, part in enumerate(parts[1:], 1))
    size = int(_only(_LENGTH, parts[0], "Length of file"))
    together = header.length + sum(one.length for one in records)
    if together != size:
        raise TrustListUnreadable(
            f"the text is not whole: header and {len(records)} records have {together} bytes, the file {size}; "
            "save the whole output of the command"
        )
    last = parts[-1]
    return TrustFile(
        kind=kind,
        header=header,
        records=records,
        md5=_only(_MD5, parts[0], "MD5").upper(),
        sha1=_only(_SHA1, parts[0], "SHA1").upper(),
        size_bytes=size,
        warnings=(
            "read from text: neither keys nor the signed bytes are in it",
            *remarks_on(kind, replace(header, signature_span=(0, 0)), records, size),
        ),
        name=name,
        told_verified=True if _VERIFIED.search(last) else False if _NOT_VERIFIED.search(last) else None,
    )


def _header(text: str) -> Header:
    rows = _first_of_each(_each_row(text))
    return Header(
        version=_only(_VERSION, text, "Version"),
        length=int(_only(_HEADER_LENGTH, text, "HeaderLength")),
        signer=Signer(_text(rows, 4), _text(rows, 6), folded_serial(_text(rows, 5))),
        filename=_text(rows, 14),
        encrypted=16 in rows,
    )


def _record(text: str, number: int) -> Record:
    where = f"record {number}: the text does not say"
    each = list(_each_row(text))
    rows = _first_of_each(each)
    length = _solid(rows, 1)
    if not length.isdecimal() or len(length) > 5:
        raise TrustListUnreadable(f"{where} its length")
    together = sum(_HEAD + row_length for _, (row_length, _) in each)
    if together != int(length):
        raise TrustListUnreadable(
            f"{where} all of it: {together} of {length} bytes; save the whole output of the command"
        )
    sha1 = _SHA1_OF_CERTIFICATE.search(_solid(rows, 9))
    if 9 in rows and rows[9][0] and not sha1:
        raise TrustListUnreadable(f"{where} the SHA1 hash of its certificate")
    return Record(
        role_code=code_of_name(_text(rows, 4)),
        dns=_text(rows, 2),
        subject=_text(rows, 3),
        issuer=_text(rows, 5),
        serial=folded_serial(_text(rows, 6)),
        certificate_sha1=sha1.group(1).upper() if sha1 else "",
        length=int(length),
    )


def _first_of_each(rows: Iterable[tuple[int, tuple[int, str]]]) -> Rows:
    first: Rows = {}
    for tag, row in rows:
        first.setdefault(tag, row)
    return first


def _each_row(text: str) -> Iterator[tuple[int, tuple[int, str]]]:
    """A value reaches to the next row: long ones are broken over several lines."""
    found = list(_ROW.finditer(text))
    ends = [*(one.start() for one in found[1:]), len(text)]
    for one, end in zip(found, ends, strict=False):  # without a row there is an end all the same
        value = text[one.end() : end]
        behind = _BEHIND_ROWS.search(value)
        yield int(one.group(1)), (int(one.group(3)), value[: behind.start() if behind else None].strip())


def _solid(rows: Rows, tag: int) -> str:
    """A value of digits, without the blanks and colons between them."""
    return re.sub(r"[\s:]", "", rows[tag][1]) if tag in rows else ""


def _text(rows: Rows, tag: int) -> str:
    """A value whose lines are put together again; the stated length tells whether a blank stood at a break."""
    if tag not in rows:
        return ""
    length, value = rows[tag]
    lines = value.splitlines()
    bare = [line.strip() for line in lines]
    for joined in ("".join(lines), "".join(bare)):
        if len(joined.encode()) + 1 == length:
            return joined
    return " ".join(bare)


def _only(pattern: re.Pattern[str], text: str, what: str) -> str:
    found = pattern.search(text)
    if found is None:
        raise TrustListUnreadable(f"the text does not say: {what}; save the whole output of the command")
    return found.group(1)
