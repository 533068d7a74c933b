"""The pages of phones, read without trusting a byte of them. No input, no output: bytes in, facts out.

One reader per page and for all markup families: they differ in letter case, spacers, escapes and spelling, and what can
be read tolerantly needs no second reader. Everything here raises `PageUnreadable` and nothing else.
"""

from eraser.wire.pages.device import DevicePage, read_device
from eraser.wire.pages.document import BODY_LIMIT_BYTES, PageUnreadable
from eraser.wire.pages.facts import merge_facts
from eraser.wire.pages.identity import Identity
from eraser.wire.pages.network import NetworkPage, TrustRows, read_network, with_lists
from eraser.wire.pages.places import FAMILIES, Places
from eraser.wire.pages.status import read_status
from eraser.wire.pages.streaming import read_stream

__all__ = [
    "BODY_LIMIT_BYTES",
    "FAMILIES",
    "DevicePage",
    "Identity",
    "NetworkPage",
    "PageUnreadable",
    "Places",
    "TrustRows",
    "merge_facts",
    "read_device",
    "read_network",
    "read_status",
    "read_stream",
    "with_lists",
]
