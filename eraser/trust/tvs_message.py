"""The messages of TVS, pieced together from two printed ones (trust §2.4); *unproven* until a real TVS answered ours.

A head of ten bytes: 0x57, version 1, a command, a byte that the asker leaves 0 and a TVS fills as it likes, a session
(4 bytes) and the length of what follows (2 bytes). Then elements: tag, length (2 bytes), value; texts end with a NUL.
The printed question has 143 bytes behind its head, which only comes out with a NUL behind subject and issuer and with
the serial number raw. That issuer and serial have the tags 4 and 5 is by their order alone.
"""

from __future__ import annotations

import struct

from eraser.trust.case import Vouched
from eraser.trust.certificate import read_certificate
from eraser.trust.elements import TrustListUnreadable, walk
from eraser.trust.trust_file import Signer

HEAD_BYTES = 10
_LONGEST_BODY = 0xFFFF  # its length is said in two bytes
_HEAD = struct.Struct(">BBBBIH")
_DISCRIMINATOR, _VERSION = 0x57, 1
_QUERY, _ANSWER = 3, 4
_DEVICE, _CERTIFICATE, _SUBJECT, _ISSUER, _SERIAL, _STATUS, _ROLES = 1, 2, 3, 4, 5, 7, 8
_DEVICE_KIND = 1  # the byte before the device's name
# What a phone of such a model says of itself; that a TVS looks it up nowhere is *unproven*.
_OUR_NAME = "CP-8841-SEP000000000000"


class TvsUnreadable(Exception):
    """The answer is none that a TVS gives. Check what listens on this port, and look at the cluster's certificates."""


def question(signer: Signer, session: int) -> bytes:
    """Does the TVS know this certificate, and in which roles?"""
    body = _element(_DEVICE, bytes([_DEVICE_KIND]) + _OUR_NAME.encode())
    body += _element(_SUBJECT, signer.subject.encode() + b"\0") + _element(_ISSUER, signer.issuer.encode() + b"\0")
    body += _element(_SERIAL, bytes.fromhex(signer.serial))
    if len(body) > _LONGEST_BODY:
        raise TvsUnreadable(f"the names of the signer {signer.serial} are too long to be asked for")
    return _HEAD.pack(_DISCRIMINATOR, _VERSION, _QUERY, 0, session, len(body)) + body


def _element(tag: int, value: bytes) -> bytes:
    return struct.pack(">BH", tag, len(value)) + value


def body_bytes(head: bytes, session: int) -> int:
    """How much follows the head of an answer to our question.

    Raises:
        TvsUnreadable: it is the head of something else.
    """
    discriminator, version, command, _, answered, length = _HEAD.unpack(head)
    if (discriminator, version) != (_DISCRIMINATOR, _VERSION):
        raise TvsUnreadable(f"its answer begins with {head.hex(' ')}, which is no TVS message")
    if command != _ANSWER:
        raise TvsUnreadable(f"it answers with command {command}; {_ANSWER} is the answer to a query")
    if answered != session:
        raise TvsUnreadable(f"it answers to session {answered}, asked was {session}")
    return int(length)


def read_answer(body: bytes, signer: Signer) -> Vouched | None:
    """What the TVS knows of the signer; None if it does not know it.

    Raises:
        TvsUnreadable: the body says neither.
    """
    try:
        elements = {one.tag: one.value for one in walk(body, 0, len(body), where="its answer")}
    except TrustListUnreadable as error:
        raise TvsUnreadable(str(error)) from error
    if not elements.get(_STATUS):
        raise TvsUnreadable("its answer has no status")
    if any(elements[_STATUS]):
        return None
    found = Vouched(signer.serial, frozenset(elements.get(_ROLES, b"")), signer.issuer, elements.get(_CERTIFICATE, b""))
    certificate = read_certificate(found.certificate) if found.certificate else None
    if certificate is not None and certificate.identity.serial != signer.identity.serial:
        raise TvsUnreadable(f"asked for serial {signer.serial}, it answers with the certificate {certificate.serial}")
    return found
