"""`--tvs`: what the old cluster's TVS says about a signer, from the TVS itself or from a file that says it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from eraser.service.commands.tvs_file import read_tvs, tvs_address
from eraser.trust.case import Tvs
from eraser.trust.trust_file import Signer
from eraser.trust.tvs import TvsAnswer, ask_tvs


@dataclass(frozen=True, slots=True)
class TvsPlace:
    """One TVS: `told` is what a file says of it, else it is asked at host and port."""

    told: Tvs | None = None
    host: str = ""
    port: int = 0

    async def ask(self, signers: Sequence[Signer]) -> TvsAnswer:
        return TvsAnswer(self.told) if self.told else await ask_tvs(self.host, self.port, signers)


@dataclass(slots=True)
class AllTvs:
    """Every TVS that was named, each asked once about the same signers: a production TVS is not loaded (trust §2.4)."""

    places: Sequence[TvsPlace]
    answers: dict[tuple[TvsPlace, tuple[Signer, ...]], TvsAnswer]
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def ask(self, signers: Sequence[Signer]) -> tuple[Tvs, ...]:
        """What those say of which anything was learned."""
        answers = [await self.answer(place, tuple(signers)) for place in self.places]
        return tuple(one.tvs for one in answers if one.tvs is not None)

    async def answer(self, place: TvsPlace, signers: tuple[Signer, ...]) -> TvsAnswer:
        async with self._turn:
            key = (place, () if place.told else signers)
            if key not in self.answers:
                self.answers[key] = await place.ask(signers)
            return self.answers[key]


def read_place(word: str) -> TvsPlace:
    """`FILE.json`, or `HOST[:PORT]`.

    Raises:
        BadInput: the file can not be read, or the word is neither.
    """
    address = tvs_address(word)
    return TvsPlace(read_tvs(Path(word))) if address is None else TvsPlace(None, *address)
