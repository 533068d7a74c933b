"""The bytes of a page, turned into rows of cells. Nothing in them is trusted (dependencies: a recovered document is
weak evidence)."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from dataclasses import dataclass

from lxml import etree

from eraser.wire.pages.hypertext import PageUnreadable
from eraser.wire.pages.rows import MOST_EVENTS, Row, tidy
from eraser.wire.pages.shapes import Shapes

__all__ = ["BODY_LIMIT_BYTES", "Document", "PageUnreadable", "read_document"]

BODY_LIMIT_BYTES = 1024 * 1024  # the longest real page seen has 11 kB; the rest is room

_DECLARATION = re.compile(r"<\?xml\b[^>]{0,200}>", re.IGNORECASE)
_ENCODING = re.compile(rb"<\?xml\b[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})", re.IGNORECASE)
_CHARSET = re.compile(rb"<meta\b[^>]{0,200}?charset\s*=\s*[\"']?([A-Za-z0-9._-]{1,40})", re.IGNORECASE)
# What pages are written in. Python knows more, and its punycode takes a minute for a page of 1 MB.
_CODECS = re.compile(
    r"utf-8(-sig)?|ascii|iso8859-\d+|cp125\d|utf-16(-[lb]e)?|shift_jis|cp932|euc_(jp|kr)|gb(2312|k|18030)|big5|koi8-[ru]"
)
_LIST = re.compile(r"\b([CI]TL)\W{0,8}(?:file|signature)\b", re.IGNORECASE)
_HTML_TAG = re.compile(r"<(?:!doctype\s+html|html|head|body|table|tr|td|pre|p|h\d)\b", re.IGNORECASE)
_HTML_CLOSED = re.compile(r"</html\s*>(?:\s|<!--[^<>]{0,200}-->)*$", re.IGNORECASE)
_TAIL_CHARACTERS = 1024
_CONTROL_CHARACTERS = bytes([*range(9), 0x0B, *range(0x0E, 0x20), 0x7F])

_SHAPES = Shapes()  # of all phones: those of one kind send the same markup


@dataclass(frozen=True, slots=True)
class Document:
    """A page as rows. `closed`: its end was seen; `weak`: it had to be repaired more than sloppy HTML needs. `lists`:
    the trust lists (`itl`, `ctl`) of which its source speaks, even where a comment or the like hides it from the rows.
    """

    rows: tuple[Row, ...]
    is_xml: bool
    closed: bool
    weak: bool
    lists: frozenset[str]


def read_document(body: bytes, *, read_rows: Callable[[str], tuple[Row, ...]] = _SHAPES.read_rows) -> Document:
    """HTML or XML, told by its content: phones send wrong content types (phones §4.1). `read_rows`: what reads HTML.

    Raises:
        PageUnreadable: empty, too large, or of a shape that no phone sends.
    """
    if len(body) > BODY_LIMIT_BYTES:
        raise PageUnreadable(f"a page of {len(body)} bytes is larger than any phone's")
    text, damaged = _decode(body)
    if not text or text.isspace():
        raise PageUnreadable("an empty page")
    if len(text) > MOST_EVENTS and text.count("<") > MOST_EVENTS:
        raise PageUnreadable("more elements than any phone's page has")
    if _HTML_TAG.search(text[:_TAIL_CHARACTERS]) or not text.lstrip().startswith("<"):
        rows = read_rows(text)
        closed = _HTML_CLOSED.search(text[-_TAIL_CHARACTERS:]) is not None
        return Document(rows, is_xml=False, closed=closed, weak=damaged or not closed, lists=_lists_in(text))
    return _read_xml(text, damaged=damaged)


def _decode(body: bytes) -> tuple[str, bool]:
    start = body[:_TAIL_CHARACTERS]
    declared = (_ENCODING.search(start) if b"<?" in start else None) or _CHARSET.search(start)
    encoding = _codec(declared[1].decode("ascii")) if declared else "utf-8"
    for candidate in (encoding, "utf-8"):
        try:
            text = body.decode(candidate or "utf-8")
        except ValueError:
            continue
        return text.removeprefix("\ufeff"), encoding is None or _is_strange(text)
    # Pages without a charset are Latin-1 on the older families; one that says UTF-8 and is not is damaged.
    text = body.decode("latin-1")
    return text, declared is not None or _is_strange(text)


def _is_strange(text: str) -> bool:
    """Whether letters that no page has are in it: control characters, and what stands for broken letters."""
    data = text.encode()
    return len(data.translate(None, _CONTROL_CHARACTERS)) < len(data) or "\ufffd" in text


def _codec(name: str) -> str | None:
    """The codec of this name; None: no page is written in it."""
    try:
        codec = codecs.lookup(name).name
    except LookupError:
        return None
    return codec if _CODECS.fullmatch(codec) else None


def _read_xml(text: str, *, damaged: bool) -> Document:
    # 79xx repeat the XML declaration inside the document (phones §4.3): that is how they are, and no damage.
    plain = _DECLARATION.sub("", text).strip()
    for candidate in (plain, f"<pages>{plain}</pages>"):
        root = _parse(candidate, recover=False)
        if root is not None:
            return Document(_leaves(root), is_xml=True, closed=True, weak=damaged, lists=_lists_in(text))
    root = _parse(plain, recover=True)
    if root is None:
        raise PageUnreadable("no XML that can be read")
    return Document(_leaves(root), is_xml=True, closed=False, weak=True, lists=_lists_in(text))


def _lists_in(text: str) -> frozenset[str]:
    found = set()
    folded = text.replace("T", "t").replace("L", "l")  # the same length, whatever else is in it
    at = folded.find("tl", 1)  # to look for this first is fifty times as fast as the pattern alone
    while at > 0:
        name = _LIST.match(text, at - 1)
        if name is not None:
            found.add(name[1].casefold())
        at = folded.find("tl", at + 1)
    return frozenset(found)


def _parse(text: str, *, recover: bool) -> etree._Element | None:
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        load_dtd=False,
        recover=recover,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(text.encode(), parser)
    except (etree.LxmlError, ValueError):
        return None


def _leaves(root: etree._Element) -> tuple[Row, ...]:
    """Element and text of each. 7937 shows its pages as a menu for its own screen, whose entries are
    `<Name>Host Name : SEP…</Name>` (phones §4.1)."""
    is_menu = _local_name(root).startswith("CiscoIPPhone")
    rows: list[Row] = []
    for element in root.iter("*"):
        if len(element) == 0:
            name, text = _local_name(element), tidy(element.text or "")
            label, colon, value = text.partition(":")
            cells = (label.strip(), value.strip()) if is_menu and name == "Name" and colon else (name, text)
            rows.append(Row(cells, linked=False))
    return tuple(rows)


def _local_name(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]
