"""What the labels of a page say, whatever stands beside them. Phones of one kind have the same ones."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

_LIST = re.compile(r"(?<![A-Za-z])([CI]TL)(?![a-z])")  # `ITL-Datei`, `Fichier ITL`, `ITLFile`; not `TITLE`
_NOT_OF_A_LABEL = re.compile(r"[\W_]+")
_MOST_CELLS = 3  # label, spacer, value
# What is kept: some 20 models have a few pages each, in some languages. Real pages have up to 100 rows, with labels of
# 2,000 characters; 256 of the largest that are kept take 14 MB.
_MOST_KEPT = 256
_MOST_ROWS = 300
_MOST_CHARACTERS = 4 * 1024
# Rows by their cells. One alone has no value: a title of the menu; a line of the UDI where there are no spacers.
_ALONE, _VALUED, _RUN_TOGETHER = 1, 2, 3


class Columns:
    """Of the rows of a page: which have a label and a value, and where which label stands. Rows are told by number.

    `labelled` and `labels`: the rows with label and value, in their order, and their labels. `unlabelled`: the others
    that have one value. `lists`: the trust lists that labels name. `weak`: there are rows of which can not be told
    which value is whose, since they ran together.
    """

    def __init__(self, firsts: Sequence[str], kinds: Sequence[int]) -> None:
        self.lists = lists_named(firsts)
        self.weak = False
        labelled: dict[int, str] = {}
        unlabelled: list[int] = []
        for row, (first, kind) in enumerate(zip(firsts, kinds, strict=True)):
            label = squash(first)
            if kind == _ALONE or not label:
                unlabelled.append(row)
            elif kind == _RUN_TOGETHER:
                self.weak = True
            else:
                labelled[row] = label
        self.labelled, self.labels = tuple(labelled), tuple(labelled.values())
        self.unlabelled = tuple(unlabelled)
        self._asked: dict[tuple[str, ...] | re.Pattern[str], tuple[int, ...]] = {}

    def places(self, wanted: tuple[str, ...] | re.Pattern[str]) -> tuple[int, ...]:
        """Where among `labels` one of these stands, or one of this pattern."""
        found = self._asked.get(wanted)
        if found is None:
            fits = wanted.__contains__ if isinstance(wanted, tuple) else wanted.fullmatch
            found = self._asked[wanted] = tuple([place for place, label in enumerate(self.labels) if fits(label)])
        return found


def read_columns(rows: Sequence[tuple[str, ...]]) -> Columns:
    """The columns of rows with these cells."""
    firsts = tuple([cells[0] if len(cells) > 1 else "" for cells in rows])
    kinds = tuple(
        [_VALUED if len(cells) == _MOST_CELLS and not cells[1] else min(len(cells), _RUN_TOGETHER) for cells in rows]
    )
    small = len(rows) <= _MOST_ROWS and sum(map(len, firsts)) <= _MOST_CHARACTERS
    return _read_kept(firsts, kinds) if small else Columns(firsts, kinds)


_read_kept = lru_cache(_MOST_KEPT)(Columns)


def lists_named(texts: Iterable[str]) -> frozenset[str]:
    """The trust lists (`itl`, `ctl`) of which these texts speak."""
    return frozenset(name.casefold() for text in texts if "TL" in text for name in _LIST.findall(text))


def squash(label: str) -> str:
    """`Admin. VLAN Id` → `adminvlanid`; `MACAddress` and `MAC address` are one."""
    return _NOT_OF_A_LABEL.sub("", label).casefold()
