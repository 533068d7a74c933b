"""Reads single lines of text: rapidocr's recogniser behind a memo by pixels. Runs in the worker processes only.

Screens of one fleet show the same words in the same pixels over and over; a crop that was read once costs a hash.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from rapidocr import RapidOCR

MEMO_SIZE = 20_000  # readings; about 5 MB
_HEIGHT = 48  # pixels: what the recogniser was made for
_NARROWEST = 64
_WIDEST = 1600  # a line of 800 pixels, 24 high; wider ones are squeezed
_BATCH = 8
_DIGITS = "0123456789"
_PARAMS: dict[str, Any] = {
    "EngineConfig.onnxruntime.intra_op_num_threads": 1,  # one worker, one core; more workers use more
    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
    "Global.log_level": "error",
    "Global.use_cls": False,
}

Crop = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Reading:
    """Text, how sure (0–1), and how likely each digit 0–9 is to stand in it."""

    text: str
    confidence: float
    digits: tuple[float, ...]


class Recogniser:
    """Text of crops (dark on white, one line each)."""

    def __init__(self) -> None:
        self._ocr = RapidOCR(params=_PARAMS)
        # rapidocr's own door takes one picture a call and shows no chances; the recogniser behind it takes batches.
        self._lines: Any = self._ocr._load_rec_model()  # type: ignore[no-untyped-call]  # noqa: SLF001
        characters = self._lines.postprocess_op.character
        self._digit_at = [characters.index(digit) for digit in _DIGITS]
        self._memo: OrderedDict[bytes, Reading] = OrderedDict()
        self.unseen = 0

    def read(self, crops: Sequence[Crop]) -> list[Reading]:
        """One reading for each crop."""
        names = [blake2b(crop.tobytes() + repr(crop.shape).encode(), digest_size=16).digest() for crop in crops]
        unseen = {name: crop for name, crop in zip(names, crops, strict=True) if name not in self._memo}
        found = {name: self._memo[name] for name in names if name in self._memo}
        ordered = sorted(unseen, key=lambda name: unseen[name].shape[1] / unseen[name].shape[0])
        for start in range(0, len(ordered), _BATCH):
            batch = ordered[start : start + _BATCH]
            found.update(zip(batch, self._read_batch([unseen[name] for name in batch]), strict=True))
        self.unseen += len(unseen)
        for name in dict.fromkeys(names):
            self._memo[name] = found[name]
            self._memo.move_to_end(name)
        while len(self._memo) > MEMO_SIZE:
            self._memo.popitem(last=False)
        return [found[name] for name in names]

    def _read_batch(self, crops: Sequence[Crop]) -> list[Reading]:
        scaled = [_scaled(crop) for crop in crops]
        width = max(_NARROWEST, *(one.shape[1] for one in scaled))
        batch = np.zeros((len(scaled), 3, _HEIGHT, width), np.float32)
        for index, one in enumerate(scaled):
            batch[index, :, :, : one.shape[1]] = one.astype(np.float32) / 127.5 - 1.0
        chances = self._lines.session(batch)
        texts, _ = self._lines.postprocess_op(chances)
        digits = chances[:, :, self._digit_at].max(axis=1)
        return [
            Reading(text.strip(), float(score), tuple(float(one) for one in digit))
            for (text, score), digit in zip(texts, digits, strict=True)
        ]

    def find_text(self, pixels: NDArray[np.uint8]) -> list[tuple[int, int, int, int]]:
        """Where rapidocr's detection finds text: (left, top, right, bottom). Takes about a second."""
        found = self._ocr(pixels, use_det=True, use_cls=False, use_rec=False)
        boxes = getattr(found, "boxes", None)
        if boxes is None:
            return []
        return [
            (int(box[:, 0].min()), int(box[:, 1].min()), int(box[:, 0].max()) + 1, int(box[:, 1].max()) + 1)
            for box in boxes
        ]


def _scaled(crop: Crop) -> Crop:
    width = min(_WIDEST, max(8, round(crop.shape[1] * _HEIGHT / crop.shape[0])))
    return np.asarray(cv2.resize(crop, (width, _HEIGHT), interpolation=cv2.INTER_CUBIC), np.uint8)
