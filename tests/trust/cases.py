"""Cases for the judge: what a phone holds and is offered, made of the clusters of `lists.py`."""

from __future__ import annotations

from eraser.trust.case import Held, Offered, Slot, Tvs, Vouched, read_offer
from eraser.trust.judge import Judgement, judge
from eraser.trust.tlv import read_trust_file
from eraser.trust.trust_file import TrustFile
from tests.trust.keys import Pair
from tests.trust.lists import Cluster, old_and_new

OLD, NEW = old_and_new()
SAME_NAME = Cluster("other", host=OLD.name)  # the same host names, other keys and serials
FLIPPED = -40  # a byte in the last record


def flipped(data: bytes, at: int = FLIPPED) -> bytes:
    """One bit is another one."""
    broken = bytearray(data)
    broken[at] ^= 1
    return bytes(broken)


def stripped(data: bytes) -> bytes:
    """The same file without its signature (element 12), its header shortened by that."""
    header = read_trust_file(data).header
    start, end = header.signature_span or (0, 0)
    length = header.length - (end - start)
    return data[:8] + length.to_bytes(2) + data[10:start] + data[end:]


def holding(*, ctl: bytes | None = None, itl: bytes | None = None) -> Held:
    return Held(ctl=_list(ctl), itl=_list(itl))


def _list(data: bytes | None) -> TrustFile | None:
    return None if data is None else read_trust_file(data)


def offering(*, ctl: bytes | None = None, itl: bytes | None = None, config: bytes | None = None) -> Offered:
    return Offered(
        ctl=None if ctl is None else read_offer(ctl, Slot.CTL),
        itl=None if itl is None else read_offer(itl, Slot.ITL),
        config=None if config is None else read_offer(config, Slot.CONFIG),
    )


def knowing(*pairs: Pair, roles: set[int], presents: Pair = OLD.tvs) -> Tvs:
    """A TVS that is reached and knows these certificates in these roles."""
    known = tuple(Vouched(one.serial_hex, frozenset(roles)) for one in pairs)
    return Tvs(reachable=True, presents=presents.serial_hex, knows=known)


UNREACHABLE = Tvs(reachable=False)
KNOWS_NOBODY = knowing(roles=set())
PREPARED = knowing(NEW.callmanager, NEW.itl_recovery, roles={0, 3})


def told(answer: Judgement) -> dict[str, tuple[str, int]]:
    """Verdict and rule for each offered file."""
    return {one.offered.value: (one.verdict.value, one.rule) for one in answer.steps}


def asked(held: Held, offered: Offered, tvs: Tvs | None = None) -> tuple[str, dict[str, tuple[str, int]]]:
    """Whether an erase is needed, and the steps."""
    answer = judge(held, offered, tvs)
    return answer.erase.value, told(answer)
