"""Phones between two clusters: those that would follow by themselves, and those that must be erased (trust §2, §3).

`expected` is right for a run that erases all; what is right for `--erase stale` stands in the truth, found by letting
the phone try.
"""

from __future__ import annotations

from dataclasses import replace

from eraser.simulator.cases import Case, a_phone
from eraser.simulator.moves import MOVES, Holds, Move

# All are erased remotely, and show on their page what they hold; the 8831 shows an MD5, the others a SHA-1.
MODELS = ("CP-8841", "CP-7841", "CP-9971", "CP-8851", "CP-8831", "CP-7821", "CP-8945")


def a_phone_that_moves(move: Move, model: str = "CP-8841") -> Case:
    """It stands between two clusters."""
    case = replace(a_phone(model), says=f"a phone that moves: {move.says}", move=move)
    if move.holds is Holds.NOTHING:
        return replace(case, expected=("already_trusted",), can_be_erased=False)
    if move.holds is Holds.OFFERED:  # an erase brings the same list again
        return replace(case, expected=("unproven",), reasons=("same_list_again",), can_be_erased=False)
    if move.holds is Holds.CTL:  # a run for the ITL alone has nothing to press, and must not say that all is well
        return replace(case, expected=("erased", "manual"), reasons=("no_route",), can_be_erased=False)
    return case


# Every move first, then every move on the next model.
EVERY_MOVE = tuple(
    a_phone_that_moves(move, MODELS[(n + turn) % len(MODELS)])
    for turn in range(len(MODELS))
    for n, move in enumerate(MOVES)
)
