"""Rows of cells out of HTML, by the parser. What it says is right; everything that is faster must say the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lxml import etree

from eraser.wire.pages.rows import Row, RowCollector, StrangeShape, tidy

_CHUNK_BYTES = 4096  # what may be parsed before the depth is looked at: nesting makes the parser slow


class PageUnreadable(Exception):
    """The bytes are no page of a phone. Look at the address with a browser."""


def parse_rows(text: str, tidied: Callable[[str], str] = tidy) -> tuple[Row, ...]:
    """The rows of this HTML. `tidied`: what makes a cell of all text in it.

    Raises:
        PageUnreadable: no HTML, or of a shape that no phone sends.
    """
    collector = RowCollector(tidied)
    target: Any = collector  # lxml's stubs ask for more than a target needs
    parser = etree.HTMLParser(
        target=target, encoding="utf-8", recover=True, no_network=True, huge_tree=False, remove_pis=True
    )
    data = text.replace("\x00", " ").encode()
    try:
        for start in range(0, len(data), _CHUNK_BYTES):
            parser.feed(data[start : start + _CHUNK_BYTES])
        parser.close()
    except StrangeShape as error:
        raise PageUnreadable(str(error)) from error
    except (etree.LxmlError, ValueError) as error:
        raise PageUnreadable("no HTML that can be read") from error
    return collector.rows()
