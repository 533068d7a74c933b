"""The streaming statistics of one stream: is somebody speaking?"""

from __future__ import annotations

from eraser.model.phone import CallState
from eraser.wire.pages.document import read_document
from eraser.wire.pages.table import Table, read_table, squash

_STATES = ("streamstatus", "rowstatus", "streamstate")
_IDLE = frozenset({"notready", "idle", "inactive", "notactive"})
_COUNTERS = ("senderpackets", "rcvrpackets", "receiverpackets", "senderoctets", "rcvroctets", "receiveroctets")


def read_stream(body: bytes) -> CallState:
    """The state that the page names. Without one, counters that all stand at zero are idle, since nothing has grown;
    anything else is unknown, and unknown counts as in a call (cucm §6.1).

    Raises:
        PageUnreadable: it is no page at all.
    """
    table = read_table(read_document(body))
    states = {squash(value) for value in table.values(*_STATES) if value}
    if "active" in states:
        return CallState.BUSY
    if not table.closed:
        return CallState.UNKNOWN
    if states:
        return CallState.IDLE if states <= _IDLE else CallState.UNKNOWN
    return CallState.IDLE if _nothing_sent(table) else CallState.UNKNOWN


def _nothing_sent(table: Table) -> bool:
    counters = table.values(*_COUNTERS)
    return bool(counters) and all(value == "0" for value in counters)
