"""A trust list in the words and columns of `show itl`, and as the JSON of the contract."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from eraser.trust.certificate import contradictions_of, key_words
from eraser.trust.elements import Element, address_of, number_of, text_of
from eraser.trust.roles import SAST_IN_FULL, Role, role_name
from eraser.trust.signature import Check, check_itself
from eraser.trust.tags import HEADER_TAGS, RECORD_TAGS
from eraser.trust.trust_file import Header, Kind, Record, TrustFile, digest_of

Row = tuple[int, str, int | str, str]  # tag, its name, length, value

_TABLE = ("BYTEPOS TAG                  LENGTH  VALUE", "------- ---                  ------  -----")
_HEX_A_LINE = 16
_LONGEST_HEX = 32  # bytes of an unknown element that are worth a look
_CONTAINERS = frozenset({3, 7, 9, 16, 17, 21})
_TEXTS, _SERIAL, _SIGNATURE, _FILENAME, _TIMESTAMP = frozenset({4, 6, 14}), 5, 12, 14, 15


def shown_json(file: TrustFile) -> dict[str, Any]:
    """The document of `itl-eraser trust show FILE --json`."""
    check = check_itself(file)
    header = file.header
    return {
        "file": file.name,
        "kind": file.kind.value,
        "header": {
            "version": header.version,
            "length": header.length,
            "filename": header.filename,
            "timestamp": f"{header.timestamp:%Y-%m-%dT%H:%M:%SZ}" if header.timestamp else None,
            "digest": check.digest if check is not None and check.digest else header.digest,
            "signer": {
                "subject": header.signer.subject,
                "issuer": header.signer.issuer,
                "serial": header.signer.serial,
            },
        },
        "records": [
            {
                "role": one.role,
                "role_code": one.role_code,
                "dns": one.dns,
                "subject": one.subject,
                "issuer": one.issuer,
                "serial": one.serial,
                "ip": one.ip,
                "has_certificate": one.has_certificate,
            }
            for one in file.records
        ],
        "md5": file.md5,
        "sha1": file.sha1,
        "size_bytes": file.size_bytes,
        "self_consistent": check.right if check is not None and check.checkable else None,
        "warnings": list(all_warnings(file, check)),
    }


def all_warnings(file: TrustFile, check: Check | None) -> Iterator[str]:
    """What the reader found odd, and what certificates and the signature say besides."""
    yield from file.warnings
    for number, one in enumerate(file.records, 1):
        yield from (f"record {number}: {each}" for each in contradictions_of(one))
    if check is not None and check.reason and (file.content or not check.right):
        yield f"signature: {check.reason}"
    if check is None and file.kind is not Kind.SIGNED:
        yield "signature: no record of this list has the signer's issuer and serial"


def shown_text(file: TrustFile) -> str:
    """As `show itl` prints it; nothing in it moves a terminal's cursor."""
    check = check_itself(file)
    what = {Kind.ITL: "ITL file", Kind.CTL: "CTL file", Kind.SIGNED: "signed file"}[file.kind]
    lines = [f"File: {file.name or '-'}", f"The checksum value of the {what}:", f"{file.md5.lower()}(MD5)"]
    lines += [f"{file.sha1.lower()}(SHA1)", "", f"Length of {what}: {file.size_bytes}"]
    if file.header.timestamp:
        lines.append(f"The {what} was signed on {file.header.timestamp:%Y-%m-%d %H:%M:%S} UTC")
    lines += ["", f"Parse {what.replace('signed', 'Signed').replace('file', 'File')}", "----------------", ""]
    lines += [f"Version:        {file.header.version}", f"HeaderLength:   {file.header.length} (BYTES)", ""]
    lines += _table(_header_rows(file.header))
    for number, one in enumerate(file.records, 1):
        lines += ["", f"        {file.kind.upper()} Record #:{number}", "          ----", *_table(_record_rows(one))]
        if one.role_code == Role.SAST:
            used = "used" if one.identity and one.identity == file.header.signer.identity else "not used"
            lines.append(f"This etoken was {used} to sign the {what}.")
    lines += ["", *_verdict(file, check, what)]
    told = list(all_warnings(file, check))
    lines += ["", "Warnings:", *(f"  {one}" for one in told)] if told else []
    return "\n".join(printable(line) for line in lines) + "\n"


def _verdict(file: TrustFile, check: Check | None, what: str) -> Iterator[str]:
    if file.kind is Kind.SIGNED:
        yield f"PAYLOAD         {file.size_bytes - file.header.length} bytes" + (
            ", encrypted" if file.header.encrypted else ""
        )
        yield "The signer's certificate is not in this file; only the list that a phone holds can verify it."
    elif check is None or not check.checkable:
        why = check.reason if check is not None else "its signer has no record here"
        yield f"The {what} can not be verified: {why}."
    elif check.right:
        yield f"The {what} was verified successfully."
    else:
        yield f"The {what} was not verified: {check.reason}."


def printable(text: str) -> str:
    """Bytes of a file are a stranger's: what is not printed is written as its code."""
    return "".join(one if one.isprintable() else f"\\x{ord(one):02x}" for one in text)


def _table(rows: Iterator[Row]) -> Iterator[str]:
    yield from _TABLE
    for tag, name, length, value in rows:
        first, *rest = value.split("\n")
        yield f"{tag:<7} {name:<20} {length:<7} {first}".rstrip()
        yield from rest


def _header_rows(header: Header) -> Iterator[Row]:
    if not header.elements:
        signer = header.signer
        yield from _told((4, signer.subject), (5, signer.serial), (6, signer.issuer), names=HEADER_TAGS)
    for one in header.elements:
        if one.tag in {1, 2}:
            continue
        name = HEADER_TAGS.get(one.tag, "UNKNOWN")
        if one.tag in _CONTAINERS:
            yield one.tag, name, 2, str(len(one.value))
        else:
            yield one.tag, name, len(one.value), _header_value(one, header)
    if header.padding:
        yield 13, HEADER_TAGS[13], header.padding, ""


def _header_value(one: Element, header: Header) -> str:
    if one.tag in _TEXTS:
        return printable(text_of(one.value))
    if one.tag == _SERIAL:
        return one.value.hex(":").upper()
    if one.tag == _SIGNATURE:
        pieces = (one.value[at : at + _HEX_A_LINE].hex(" ") for at in range(0, len(one.value), _HEX_A_LINE))
        return "\n" + "\n".join(pieces)
    if one.tag == _TIMESTAMP and header.timestamp:
        return f"{header.timestamp:%Y-%m-%d %H:%M:%S} UTC"
    if one.tag == 28:
        return header.signer_version or ""
    return _number_or_hex(one.value)


def _number_or_hex(value: bytes) -> str:
    if 1 <= len(value) <= 2:
        return str(int.from_bytes(value))
    return value[:_LONGEST_HEX].hex(" ").upper() + (" …" if len(value) > _LONGEST_HEX else "")


def _record_rows(record: Record) -> Iterator[Row]:
    if not record.elements:
        yield 1, RECORD_TAGS[1], 2, str(record.length)
        yield from _told((2, record.dns), (3, record.subject), names=RECORD_TAGS)
        yield 4, RECORD_TAGS[4], 2, _function(record.role_code)
        certificate = _certificate(record.certificate_sha1)
        yield from _told((5, record.issuer), (6, record.serial), (9, certificate), names=RECORD_TAGS)
    for one in record.elements:
        yield one.tag, RECORD_TAGS.get(one.tag, "UNKNOWN"), len(one.value), _record_value(one)


def _told(*values: tuple[int, str], names: dict[int, str]) -> Iterator[Row]:
    """Of a list that was read from text: what is known, without a length."""
    yield from ((tag, names[tag], "", printable(value)) for tag, value in values if value)


def _certificate(sha1: str) -> str:
    return f"{bytes.fromhex(sha1).hex(' ').upper()} (SHA1 Hash HEX)" if sha1 else ""


def _function(code: int | None) -> str:
    return SAST_IN_FULL if code == Role.SAST else role_name(code)


def _record_value(one: Element) -> str:
    if one.tag in {2, 3, 5}:
        return printable(text_of(one.value))
    if one.tag == 4:
        return _function(number_of(one.value))
    if one.tag == 6:
        return one.value.hex(":").upper()
    if one.tag == 7:
        return key_words(one.value)
    if one.tag == 8:
        return ""
    if one.tag == 9:
        return _certificate(digest_of("sha1", one.value))
    if one.tag == 10:
        return address_of(one.value) or ""
    return _number_or_hex(one.value)
