"""A page of a kind that was seen before, by its shape and by the parser alone; and all that is made of it.

    python benchmarks/pages.py [--phones N]

The pages are those of simulated phones of one model, each with names, numbers and times of its own. Both ways take
turns page by page, so that both have the same share of a busy machine; what they say is compared.
"""

from __future__ import annotations

import argparse
import re
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parents[1]))  # the phones stand with the tests

from benchmarks.emulated.tape import record
from eraser.wire.pages import FAMILIES, read_device, read_network, read_status, read_stream
from eraser.wire.pages.document import read_document
from eraser.wire.pages.hypertext import parse_rows

MODEL = "CP-8841"
PHONES = 300
SEEN = 5  # a shape is known from its third page on
TARGET_US = 300.0  # of the whole reading; a plan of 10,000 phones has 30,000 pages in 60 s, and more to do
_NUMBER = re.compile(rb"(?<=>)\d+(?=<)")
_TIME = re.compile(rb"\d\d?:\d\d:\d\d(?=[ap]m)")


def of_other_phones(body: bytes, mac: bytes, phones: int) -> list[bytes]:
    """The page as so many other phones of the kind send it."""
    random, pages = Random(1), []
    for _ in range(phones):
        page = body.replace(mac, b"%012X" % random.getrandbits(48))
        page = _NUMBER.sub(lambda _: b"%d" % random.randrange(1_000_000), page)
        pages.append(_TIME.sub(lambda _: b"%d:%02d:%02d" % (random.randint(1, 12), 5, random.randrange(60)), page))
    return pages


def took_us(read: Callable[[bytes], object], page: bytes) -> tuple[float, object]:
    began_ns = time.process_time_ns()
    said = read(page)
    return (time.process_time_ns() - began_ns) / 1000, said


def parsed(page: bytes) -> object:
    return read_document(page, read_rows=parse_rows)


def measure(kind: str, read: Callable[[bytes], object], pages: list[bytes]) -> float:
    """Prints the line of one kind of page; µs of the whole reading."""
    by_parser, by_shape, whole = [], [], []
    for number, page in enumerate(pages):
        (parser_us, one), (shape_us, other), (whole_us, _) = (
            took_us(way, page) for way in (parsed, read_document, read)
        )
        assert one == other, page
        if number >= SEEN:
            by_parser.append(parser_us)
            by_shape.append(shape_us)
            whole.append(whole_us)
    parser_us, shape_us, whole_us = (statistics.median(took) for took in (by_parser, by_shape, whole))
    print(
        f"{kind:8}  {len(pages[0]):5} bytes  {parser_us:12.0f}  {shape_us:11.0f}  {parser_us / shape_us:6.1f}"
        f"  {whole_us:13.0f}"
    )
    return whole_us


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--phones", type=int, default=PHONES)
    phones: int = words.parse_args().phones
    tape, places = record(MODEL), FAMILIES[0]
    kinds: tuple[tuple[str, str, Callable[[bytes], object]], ...] = (
        ("device", places.device, read_device),
        ("network", places.network[0], read_network),
        ("status", places.status[0], read_status),
        ("stream", places.streams[0], read_stream),
    )
    print(f"{MODEL}, {phones} phones   rows by parser  rows by shape  times  whole reading   (µs of CPU, medians)")
    dearest_us = max(
        measure(kind, read, of_other_phones(tape.before[path.encode()], tape.name.removeprefix("SEP").encode(), phones))
        for kind, path, read in kinds
    )
    print(f"the dearest whole reading takes {dearest_us / TARGET_US:.2f} of the target ({TARGET_US:.0f} µs)")


if __name__ == "__main__":
    main()
