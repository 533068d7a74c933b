"""What is odd about the files of a move, beside the pitfalls that people fall into: forged, damaged, mixed up."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from eraser.trust.case import Slot
from eraser.trust.certificate import contradictions_of
from eraser.trust.conditions import name_of
from eraser.trust.move import Move
from eraser.trust.signature import check_itself
from eraser.trust.trust_file import TrustFile


def _same_serial_other_key(move: Move) -> Iterator[str]:
    new = {one.identity: one for one in move.new}
    for mine in move.old:
        theirs = new.get(mine.identity)
        if theirs and mine.public_key and theirs.public_key and mine.public_key != theirs.public_key:
            yield (
                f"{mine.subject} (serial {mine.serial}) has one key in the held and another in the offered list: one "
                "of the two is forged; find out before anything is moved"
            )


def _renewed_over_one_key(move: Move) -> Iterator[str]:
    held = {one.identity for one in move.old}
    new = {one.public_key: one for one in move.new if one.public_key and one.identity not in held}
    for mine in move.old:
        theirs = new.get(mine.public_key)
        if theirs:
            yield (
                f"{mine.subject} was renewed over the same key, serial {mine.serial} is now {theirs.serial}: for a "
                "phone that is another signer"
            )


def _not_whole(move: Move) -> Iterator[str]:
    for file in move.offered.lists:
        check = check_itself(file)
        if check is not None and check.checkable and not check:
            yield f"the offered {file.kind.upper()} does not fit the certificate of its own signer: {check.reason}"
    held = tuple(file for _, file in move.held.lists)
    for side, files in (("held", held), ("offered", move.offered.lists)):
        for file in files:
            yield from (
                f"{side} {file.kind.upper()}, {one.subject or one.dns}: {contradiction}"
                for one in file.records
                for contradiction in contradictions_of(one)
            )


def _in_a_wrong_place(move: Move) -> Iterator[str]:
    for side, lists in (("held", move.held), ("offered", move.offered)):
        for slot, file in ((Slot.CTL, lists.ctl), (Slot.ITL, lists.itl)):
            if isinstance(file, TrustFile) and file.kind.value != slot.value:
                yield f"the {side} {slot.word} says that it is {file.header.filename or file.kind.upper()}"


def _older_than_held(move: Move) -> Iterator[str]:
    for slot, held in move.held.lists:
        offered = move.offered.of(slot)
        if not isinstance(offered, TrustFile) or held.header.timestamp is None or offered.header.timestamp is None:
            continue
        if offered.header.timestamp < held.header.timestamp:
            yield f"the offered {slot.word} is older than the held one; whether phones mind is not known"


def _config_refused(move: Move) -> Iterator[str]:
    step = move.judgement.step(Slot.CONFIG)
    if step is None or step.verdict.is_accept or not move.offered.lists or move.is_open:
        return
    config = move.offered.config
    who = name_of(config.header.signer) if isinstance(config, TrustFile) else "nobody"
    yield (
        f"the lists are taken and the configuration is not ({step.verdict}, signed by {who}): an erase does not change "
        "that; look whether lists and configuration come from one TFTP node"
    )


ODDITIES: tuple[Callable[[Move], Iterator[str]], ...] = (
    _not_whole,
    _in_a_wrong_place,
    _same_serial_other_key,
    _renewed_over_one_key,
    _config_refused,
    _older_than_held,
)
