"""`itl-eraser trust judge`: will a phone that holds these lists take those files?"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from eraser.model.outcome import BadInput
from eraser.service.commands import options as o
from eraser.service.commands.tvs_file import read_tvs, tvs_address
from eraser.service.terminal import say, say_columns
from eraser.trust.case import Held, Offer, Offered, Slot, Tvs, read_offer
from eraser.trust.elements import TrustListUnreadable
from eraser.trust.judge import Erase, Judgement, judge
from eraser.trust.pitfalls import Pitfall, warn
from eraser.trust.served import choose_files, slot_of
from eraser.trust.text import read_bytes_or_text
from eraser.trust.tlv import LARGEST_BYTES
from eraser.trust.trust_file import Kind, TrustFile
from eraser.trust.tvs import ask_tvs

_NOTHING_OFFERED = "nothing is offered: name what the new cluster serves with --offered"
_ANSWERS = {
    Erase.NEEDED: "needed: the phone refuses what it is offered and keeps its list",
    Erase.NOT_NEEDED: "not needed: the phone takes what it is offered by itself",
    Erase.DEPENDS_ON_TVS: "needed, unless the TVS of the old cluster vouches for the new one before the move",
    Erase.UNKNOWN: "unknown: what was given does not tell",
}


def _place(metavar: str, told: str) -> Any:
    return typer.Option(metavar=metavar, help=told)


HeldPlaces = Annotated[list[Path] | None, _place("DIR|FILE", "The phone's lists, found by name; repeatable.")]
OfferedPlaces = Annotated[list[Path] | None, _place("DIR|FILE", "What the new cluster serves, found by name.")]
HeldItl = Annotated[Path | None, _place("FILE", "The ITL on the phone; without it, the phone holds none.")]
HeldCtl = Annotated[Path | None, _place("FILE", "The CTL on the phone; without it, the phone holds none.")]
OfferedItl = Annotated[Path | None, _place("FILE", "The ITL that the new cluster serves.")]
OfferedCtl = Annotated[Path | None, _place("FILE", "The CTL that the new cluster serves.")]
OfferedConfig = Annotated[Path | None, _place("FILE", "The phone's configuration there: SEP….cnf.xml.sgn.")]
TvsWord = Annotated[
    str | None, _place("FILE.json|HOST", "What the old cluster's TVS is known to say, or where to ask it (TCP 2445).")
]


def judge_files(
    *,
    held: HeldPlaces = None,
    offered: OfferedPlaces = None,
    held_itl: HeldItl = None,
    held_ctl: HeldCtl = None,
    offered_itl: OfferedItl = None,
    offered_ctl: OfferedCtl = None,
    offered_config: OfferedConfig = None,
    tvs: TvsWord = None,
    as_json: o.Json = False,
) -> None:
    """Will a phone that holds these lists take what it is offered, or must they be erased first?"""
    mine = _named("--held", held, {Slot.CTL: held_ctl, Slot.ITL: held_itl}, lists_only=True)
    theirs = _named("--offered", offered, {Slot.CTL: offered_ctl, Slot.ITL: offered_itl, Slot.CONFIG: offered_config})
    if not mine and not theirs:
        raise BadInput("trust judge: name what the phone holds (--held) and what it is offered (--offered)")
    phone = Held(**{slot.value: _held_list(path, slot) for slot, path in mine.items()})
    cluster = Offered(**{slot.value: _offer(path, slot) for slot, path in theirs.items()})
    vouching, from_tvs = _tvs(tvs, cluster)
    answer = judge(phone, cluster, vouching)
    told = warn(phone, cluster, answer, vouching) if theirs else (Pitfall(0, _NOTHING_OFFERED),)
    told = (*told, *(Pitfall(0, one) for one in from_tvs))
    if as_json:
        say(json.dumps(judged_json(answer, told), indent=1, ensure_ascii=False))
    else:
        _say_answer(answer, told)


def _tvs(word: str | None, offered: Offered) -> tuple[Tvs | None, tuple[str, ...]]:
    """What is known of the TVS, from the file or from itself, with warnings."""
    address = tvs_address(word) if word else None
    if word is None or address is None:
        return (read_tvs(Path(word)) if word else None), ()
    files = (offered.of(slot) for slot in Slot)
    signers = [one.header.signer for one in files if isinstance(one, TrustFile)]
    answer = asyncio.run(ask_tvs(*address, signers))
    return answer.tvs, answer.warnings


def judged_json(answer: Judgement, told: Sequence[Pitfall]) -> dict[str, Any]:
    """The document of `itl-eraser trust judge --json`."""
    return {
        "erase": answer.erase.value,
        "steps": [
            {"offered": one.offered.value, "verdict": one.verdict.value, "rule": one.rule, "reason": one.reason}
            for one in answer.steps
        ],
        "warnings": [str(one) for one in told],
    }


def _say_answer(answer: Judgement, told: Sequence[Pitfall]) -> None:
    if answer.steps:
        rows = [(one.offered.word, one.verdict.value, str(one.rule), one.reason) for one in answer.steps]
        say_columns(("OFFERED", "VERDICT", "RULE", "REASON"), rows)
        say("")
    say(f"Erase: {_ANSWERS[answer.erase]}.")
    for one in told:
        say(f"Warning: {one}.")


# --- files -----------------------------------------------------------------------------------------------------------


def _named(
    option: str, places: Sequence[Path] | None, single: dict[Slot, Path | None], *, lists_only: bool = False
) -> dict[Slot, Path]:
    """The file for each kind: what its own option says, else what is found by name."""
    own = {slot: path for slot, path in single.items() if path is not None}
    found: list[tuple[Slot, int, Path]] = []
    for place in places or ():
        here = [one for one in _files_at(option, place) if not (lists_only and one[0] is Slot.CONFIG)]
        if not here:
            kinds = "CTL and no ITL" if lists_only else "CTL, no ITL and no configuration"
            raise BadInput(f"{option} {place}: there is no {kinds}; name the file with {option}-itl or {option}-ctl")
        found += here
    chosen, faults = choose_files(one for one in found if one[0] not in own)
    if faults:
        raise BadInput(*(f"{option}: {fault}" for fault in faults))
    return {**chosen, **own}


def _files_at(option: str, place: Path) -> Iterator[tuple[Slot, int, Path]]:
    """What is called as phones call it; a file that is named itself may have any name, and tells what it is."""
    if not place.is_dir():
        slot, turn = slot_of(place.name) or (_slot_in(place), 0)
        yield slot, turn, place
        return
    try:
        paths = sorted(place.iterdir())
    except OSError as error:
        raise BadInput(f"{option} {place}: can not be read ({error.strerror}); choose another folder") from error
    for path in paths:
        told = slot_of(path.name)
        if told is not None and path.is_file():
            yield *told, path


def _slot_in(path: Path) -> Slot:
    try:
        lists = read_bytes_or_text(_bytes_of(path), name=str(path))
    except TrustListUnreadable as error:
        raise BadInput(f"{path}: {error}; its name does not tell what it is either") from error
    kinds = {one.kind for one in lists}
    if len(kinds) != 1:
        raise BadInput(f"{path}: it holds {len(lists)} lists; name it with the option of the one that is meant")
    kind = kinds.pop()
    return Slot.CONFIG if kind is Kind.SIGNED else Slot(kind.value)


def _bytes_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST_BYTES + 1)
    except OSError as error:
        raise BadInput(f"{path}: can not be read ({error.strerror}); name a file that is there") from error


def _held_list(path: Path, slot: Slot) -> TrustFile | None:
    """What the phone holds must be known: a held list that can not be parsed is no case, but a wrong file."""
    try:
        return _list_in(_bytes_of(path), path, slot)
    except TrustListUnreadable as error:
        raise BadInput(f"{path}: {error}; fetch the file again, or take it from the archive") from error


def _offer(path: Path, slot: Slot) -> Offer | None:
    data = _bytes_of(path)
    if slot is not Slot.CONFIG and data[:1] != b"\x01":
        try:
            return _list_in(data, path, slot)
        except TrustListUnreadable:
            pass  # then the judge says why
    return read_offer(data, slot, str(path))


def _list_in(data: bytes, path: Path, slot: Slot) -> TrustFile | None:
    """The list of a file; of the text of a session the one of this kind, or None where the node has none."""
    lists = read_bytes_or_text(data, name=str(path))
    of_kind = [one for one in lists if one.kind.value == slot.value]
    best = of_kind or list(lists)
    if any(one.kind is Kind.SIGNED for one in best):
        raise TrustListUnreadable(f"a signed file ({best[0].header.filename or 'without a name'}), and no list")
    if len(best) > 1:
        raise TrustListUnreadable(f"the text holds {len(best)} lists of this kind; keep the one of the phone's node")
    return best[0] if best else None
