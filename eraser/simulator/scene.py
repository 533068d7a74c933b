"""A move as it stands on the phone: the bytes that it holds, the node that it asks, the TVS that it can ask."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from eraser.simulator.acceptance import Held, Need, Update, need_of, update
from eraser.simulator.cluster import Cluster, Cut, Node, Purpose
from eraser.simulator.lists import SIGNED_AT, Digest
from eraser.simulator.moves import Holds, Move, Offers, TvsState
from eraser.simulator.tvs_knowledge import Known, TvsKnowledge

_A_YEAR_S = 365 * 86_400
_CUT_BYTES = 7
_ON_ITS_OWN = frozenset({Offers.SECOND, Offers.PROXY})  # the phone's own cluster is the new one


@dataclass(frozen=True, slots=True)
class Scene:
    """One move. `old`: the cluster whose lists the phone holds."""

    move: Move
    old: Cluster
    held: Held
    node: Node
    tvs: TvsKnowledge

    def update(self, phone: str, held: Held) -> Update:
        """What a phone of this name would do now, if it held these lists."""
        return update(phone, held, self.node.ask, self.tvs)

    def need_of(self, phone: str) -> Need:
        """Whether it must be erased, by what can be said before the TVS is asked."""
        return need_of(phone, self.held, self.node.ask)

    def account(self, phone: str) -> dict[str, object]:
        """What is true of the move, ready for JSON: a copy of the phone as it began has tried."""
        need, tried = _tried(self, phone)
        return {
            "move": self.move.says,
            "source": self.move.source,
            "situation": self.move.situation,
            "needs_erase": need,
            "takes": tried.takes,
            "takes_because": tried.reason,
        }


@functools.lru_cache(maxsize=4096)  # the truth is asked for every second
def _tried(scene: Scene, phone: str) -> tuple[Need, Update]:
    return scene.need_of(phone), scene.update(phone, scene.held)


@functools.cache
def scene_of(move: Move) -> Scene:
    """Builds it; the same one for the same move."""
    old = _NEW if move.offers in _ON_ITS_OWN else _old(move.situation)
    node = _node(move.offers, old)
    return Scene(move, old, _held(move.holds, old, node), node, _tvs(move.tvs, old, node))


_NEW = Cluster("new", ("cucm-new-pub", "cucm-new-sub"), keys="new", signs=Purpose.RECOVERY)
_MIXED = Cluster(
    "mixed", ("cucm-mixed-pub",), keys="new", signs=Purpose.RECOVERY, digest=Digest.SHA512, signer_version=True
)
_PROXY = Cluster("proxy", ("tftp-central",), keys="new")
_PLAIN = Cluster("plain", ("pbx-plain",), keys="new")


@functools.cache
def _old(situation: str) -> Cluster:
    """One for each situation, so that it is known by its lists what its TVS knows."""
    return Cluster(f"old {situation}", (f"old-{situation}-pub", f"old-{situation}-sub"))


@functools.cache
def _node(offers: Offers, old: Cluster) -> Node:
    if offers in _STANDING:
        return _standing(offers)
    return _CHANGED[offers](old)


@functools.cache
def _standing(offers: Offers) -> Node:
    """A node that is the same whatever the old cluster was."""
    return _STANDING[offers]()


def _full(cluster: Cluster, *, mixed: bool = False) -> Node:
    return Node(cluster, ctl=cluster.ctl() if mixed else None, itl=cluster.itl(mixed=mixed))


def _broken() -> Node:
    return Node(_NEW, itl=_NEW.itl()[:-_CUT_BYTES])


_STANDING: Mapping[Offers, Callable[[], Node]] = {
    Offers.NEW: lambda: _full(_NEW),
    Offers.MIXED: lambda: _full(_MIXED, mixed=True),
    Offers.SECOND: lambda: Node(_NEW, place=1, itl=_NEW.itl(1)),
    Offers.PROXY: lambda: _full(_PROXY),
    Offers.LARGE: lambda: Node(_NEW, itl=_NEW.itl(padded=True)),
    Offers.BROKEN: _broken,
    Offers.UNSIGNED: lambda: Node(_PLAIN, signs_configs=False),
}


def _again(old: Cluster, *purposes: Purpose, key: str = "new", signs: Purpose = Purpose.CALL_MANAGER) -> Cluster:
    """The old cluster with certificates made anew."""
    recuts = tuple(Cut(one, f"{old.name} again", key) for one in purposes)
    return replace(old, recuts=recuts, signs=signs, signed_at=SIGNED_AT + _A_YEAR_S)


def _forged(old: Cluster) -> Node:
    """The label stays, and with it the serial; the key is another."""
    return _full(replace(old, recuts=(Cut(Purpose.CALL_MANAGER, old.name, "forger"),)))


_CHANGED: Mapping[Offers, Callable[[Cluster], Node]] = {
    Offers.NAMESAKE: lambda old: _full(replace(old, name=f"namesake of {old.name}", keys="new")),
    Offers.RESTORED: lambda old: _full(_again(old, Purpose.TVS, Purpose.CAPF)),
    Offers.RESET: lambda old: _full(_again(old, Purpose.CALL_MANAGER, signs=Purpose.RECOVERY)),
    Offers.REGENERATED: lambda old: _full(_again(old, Purpose.CALL_MANAGER, Purpose.TVS)),
    Offers.RENEWED: lambda old: _full(_again(old, Purpose.CALL_MANAGER, key="old")),
    Offers.FORGED: _forged,
    Offers.UPDATED: lambda old: _full(_again(old, Purpose.CALL_MANAGER), mixed=True),
}


@functools.cache
def _held(holds: Holds, old: Cluster, node: Node) -> Held:
    """Building signs lists, so that phones of the same state hold the same bytes."""
    new = node.cluster
    makers: Mapping[Holds, Callable[[], Held]] = {
        Holds.OFFERED: lambda: Held(node.ctl, node.itl),
        Holds.ITL: lambda: Held(itl=old.itl()),
        Holds.BOTH: lambda: Held(old.ctl(), old.itl(mixed=True)),
        Holds.CTL: lambda: Held(old.ctl()),
        Holds.ROLLBACK: lambda: Held(itl=old.itl(rolled_back=True)),
        Holds.ROLLBACK_AND_CTL: lambda: Held(old.ctl(), old.itl(rolled_back=True)),
        Holds.HANDED_OVER: lambda: Held(
            old.ctl(trusts=(new.signer(Purpose.RECOVERY), new.signer(Purpose.CALL_MANAGER))), old.itl(mixed=True)
        ),
        Holds.NOTHING: Held,
    }
    return makers[holds]()


def _tvs(state: TvsState, old: Cluster, node: Node) -> TvsKnowledge:
    """It always knows its own cluster; bulk import adds the other one's (trust §3.1)."""
    own = (
        Known(old.signer(Purpose.CALL_MANAGER), frozenset({0, 2, 3})),
        Known(old.signer(Purpose.RECOVERY), frozenset({0})),
    )
    call_manager = node.cluster.signer(Purpose.CALL_MANAGER, node.place)
    recovery = node.cluster.signer(Purpose.RECOVERY)
    both = tuple(Known(one, frozenset({0, 3})) for one in (call_manager, recovery))
    imported: Mapping[TvsState, tuple[Known, ...]] = {
        TvsState.EMPTY: (),
        TvsState.CALL_MANAGER_ONLY: both[:1],
        TvsState.WRONG_ROLE: tuple(Known(one.signer, frozenset({3})) for one in both),
    }
    signer = (_again(old, Purpose.TVS) if state is TvsState.REGENERATED else old).signer(Purpose.TVS)
    return TvsKnowledge(signer, own + imported.get(state, both), reachable=state is not TvsState.UNREACHABLE)
