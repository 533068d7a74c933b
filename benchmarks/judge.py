"""10,000 ITL files read and judged on one core: seconds, and whether memory grows.

    python benchmarks/judge.py

Every file is another one, signed with keys of 2048 bits, read from its bytes and judged against the list that a phone
holds: two of four by a held signer, one of another cluster, one damaged. A fleet's certificates are few and are read
once; the second line has none of them known before, as if every file came from a cluster of its own. Making the files
is not counted.
"""

from __future__ import annotations

import gc
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))  # the lists are built by the tests' own writer

from eraser.trust import certificate
from eraser.trust.case import Held, Offered, Slot, read_offer
from eraser.trust.judge import Erase, judge
from eraser.trust.pitfalls import warn
from eraser.trust.tlv import read_trust_file
from tests.trust.lists import Cluster

FILES = 10_000
CLUSTERS = 12
ALONE = 2_000  # files of the second line; its time is told for 10,000
TARGET_S = 20.0  # issue: 10,000 files on one core
TARGET_GROWTH_MIB = 8.0  # an allocator's own; a leak of one file each would be 90
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")

clusters = [Cluster(f"bench-{number}", kind="rsa2048") for number in range(CLUSTERS)]


def resident_mib() -> float:
    gc.collect()
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * PAGE_BYTES / 2**20


def cases(count: int) -> Iterator[tuple[bytes, bytes, Erase]]:
    """What is held, what is offered, and the right answer."""
    held = [one.itl() for one in clusters]
    for number in range(count):
        own = number % CLUSTERS
        turn = number % 4
        cluster = clusters[(own + 1) % CLUSTERS if turn == 2 else own]
        signer = cluster.itl_recovery if turn == 1 else cluster.callmanager
        offered = cluster.itl(signer=signer, timestamp=1_500_000_000 + number)
        if turn == 3:
            offered = offered[:-1] + bytes([offered[-1] ^ 1])
        yield held[own], offered, (Erase.NOT_NEEDED, Erase.NOT_NEEDED, Erase.DEPENDS_ON_TVS, Erase.NEEDED)[turn]


def forget() -> None:
    certificate.read_certificate.cache_clear()
    certificate.read_key.cache_clear()


def measure(count: int, *, fresh: bool, warnings: bool) -> tuple[float, float]:
    """Seconds of this core for `count` files, and MiB that the process grew from the first fifth to the end."""
    spent, early = 0.0, 0.0
    for number, (held, offered, expected) in enumerate(cases(count)):
        if number == count // 5:
            early = resident_mib()
        if fresh:
            forget()
        began = time.process_time()
        phone, cluster = Held(itl=read_trust_file(held)), Offered(itl=read_offer(offered, Slot.ITL))
        answer = judge(phone, cluster)
        if warnings:
            warn(phone, cluster, answer)
        spent += time.process_time() - began
        assert answer.erase is expected, (number, answer)
    return spent, resident_mib() - early


def main() -> None:
    list(cases(4))  # keys are cut before the clock runs
    rows = [
        ("certificates known", FILES, *measure(FILES, fresh=False, warnings=False)),
        ("certificates never seen", ALONE, *measure(ALONE, fresh=True, warnings=False)),
        ("certificates known, with warnings", ALONE, *measure(ALONE, fresh=False, warnings=True)),
    ]
    print(f"{'10,000 ITL files read and judged':36}{'seconds':>9}{'µs a file':>11}{'growth MiB':>12}")
    for name, count, seconds, growth in rows:
        print(f"{name:36}{seconds * FILES / count:9.2f}{seconds / count * 1e6:11.0f}{growth:12.2f}")
    good = rows[0][2] <= TARGET_S and rows[0][3] <= TARGET_GROWTH_MIB
    print(
        f"target: {TARGET_S:.0f} s on one core, no more than {TARGET_GROWTH_MIB:.0f} MiB: {'met' if good else 'MISSED'}"
    )


if __name__ == "__main__":
    main()
