"""What an engineer should be told about a file, before anybody judges it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from eraser.trust.elements import Element
from eraser.trust.roles import Role, is_known
from eraser.trust.tags import HEADER_TAGS, RECORD_TAGS
from eraser.trust.trust_file import Header, Kind, Record, kind_of_name

LARGEST_LIST_BYTES = 65_535  # phones fail to load a larger one, above about 39 certificates (trust §1.3)
_MOST_PADDING = 3  # lone bytes make a header a multiple of four (trust §1.2)
_PROVES_NODES = frozenset({Role.CCM_TFTP, Role.TFTP, Role.TVS})
_MOST_REMARKS = 50


def remarks_on(
    kind: Kind, header: Header, records: tuple[Record, ...], size_bytes: int, name: str = ""
) -> tuple[str, ...]:
    """One line each: what is unusual, and what follows from it."""
    told = [*_on_whole(kind, header, size_bytes, name), *_on_header(header), *_on_records(kind, records)]
    rest = len(told) - _MOST_REMARKS
    return tuple(told) if rest <= 0 else (*told[:_MOST_REMARKS], f"and {rest} more")


def _on_whole(kind: Kind, header: Header, size_bytes: int, name: str) -> Iterator[str]:
    if kind is not Kind.SIGNED and size_bytes > LARGEST_LIST_BYTES:
        yield f"{size_bytes} bytes: phones fail to load a list of more than {LARGEST_LIST_BYTES}"
    named = kind_of_name(name)
    if named not in {None, kind}:
        yield f"the file is called {name}, its header says {header.filename or 'no name'}; it is read as {kind.upper()}"


def _on_header(header: Header) -> Iterator[str]:
    if header.signature_span is None:
        yield "header: no signature (tag 12); no phone that holds a list takes this file"
    if not header.signer.serial:
        yield "header: no signer"
    if header.padding > _MOST_PADDING:
        yield f"header: {header.padding} bytes of padding; {_MOST_PADDING} are the most that is needed"
    yield from _on_elements("header", header.elements, HEADER_TAGS)


def _on_records(kind: Kind, records: tuple[Record, ...]) -> Iterator[str]:
    for number, one in enumerate(records, 1):
        where = f"record {number}"
        if one.role_code is None:
            yield f"{where}: no role (tag 4)"
        elif not is_known(one.role_code):
            yield f"{where}: role {one.role_code} is unknown"
        yield from _on_elements(where, one.elements, RECORD_TAGS)
    if not records and kind is not Kind.SIGNED:
        yield "no records"
    nodes = [one for one in records if one.role_code in _PROVES_NODES]
    if nodes and not any(one.has_certificate for one in nodes):
        yield _BARE[kind]
    if kind is Kind.CTL and any(one.role_code == Role.TVS for one in records):
        yield "a CTL with a TVS record; clusters write it to the ITL only"


_BARE = {
    Kind.ITL: 'no certificate for TFTP and TVS: the ITL of "Prepare Cluster for Rollback to pre 8.0"',
    Kind.CTL: "no certificate for CCM+TFTP: the CTL of a cluster set to non-secure mode",
    Kind.SIGNED: "",
}


def _on_elements(where: str, elements: tuple[Element, ...], known: dict[int, str]) -> Iterator[str]:
    counts = Counter(one.tag for one in elements)
    for tag, count in counts.items():
        if tag not in known:
            yield f"{where}: tag {tag} is unknown; it is kept and passed over"
        if count > 1:
            yield f"{where}: tag {tag} stands {count} times; the first counts"
