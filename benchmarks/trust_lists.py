"""Trust lists read and checked a second, on one core.

    python benchmarks/trust_lists.py [--files N]

The files are ITLs of one cluster, each another one: two SASTs, TFTP, TVS, CAPF, as a node serves them. Checked means:
read, the signer found in a held list by issuer and serial, and the signature verified with the held key.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
import tracemalloc
from collections.abc import Callable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))  # the builders stand with the tests

from eraser.trust.roles import Role
from eraser.trust.signature import verify
from eraser.trust.tlv import TrustFile, read_trust_file
from tests.trust.lists import SIGNED_AT, Cluster

FILES = 2_000
TARGET_PER_S = 500  # 10,000 lists in 20 s


def a_second(files: Sequence[bytes], work: Callable[[bytes], object]) -> float:
    began = time.perf_counter()
    for data in files:
        work(data)
    return len(files) / (time.perf_counter() - began)


def checked(held: TrustFile, data: bytes) -> TrustFile:
    offered = read_trust_file(data)
    wanted = offered.header.signer.identity
    signer = next(one for one in held.records if one.role_code == Role.SAST and one.identity == wanted)
    assert verify(offered, signer)
    return offered


def grown_bytes(held: TrustFile, files: Sequence[bytes]) -> int:
    """Bytes that stay when all files were checked once more."""
    checked(held, files[0])
    tracemalloc.start()
    for data in files[:200]:
        checked(held, data)
    before = tracemalloc.get_traced_memory()[0]
    for data in files:
        checked(held, data)
    after = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    return after - before


def measure(count: int) -> None:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    for kind, digest in (("rsa2048", "sha1"), ("rsa2048", "sha512"), ("p256", "sha512")):
        cluster = Cluster("bench", kind=kind)
        files = [cluster.itl(timestamp=SIGNED_AT + number, digest=digest) for number in range(count)]
        held = read_trust_file(cluster.itl())
        read = a_second(files, read_trust_file)
        both = a_second(files, lambda data, held=held: checked(held, data))
        rates = f"read {read:>7,.0f}/s   read and checked {both:>7,.0f}/s   {both / TARGET_PER_S:.1f} times the target"
        grown = grown_bytes(held, files) / 1024
        print(f"{kind:<8} {digest:<7} {len(files[0]):>5} bytes   {rates}   grown by {grown:.0f} KiB")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--files", type=int, default=FILES, help=f"lists in each row (default {FILES:,})")
    measure(parser.parse_args().files)
