"""The clusters of a fleet, running: their TFTP nodes, what phones hold of them, and what their TVS say.

A fleet without moves has none of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from eraser.simulator.certificate import tls_of
from eraser.simulator.cluster import Node
from eraser.simulator.handset import Handset
from eraser.simulator.list_server import ListServer
from eraser.simulator.placing import Place
from eraser.simulator.scene import Scene
from eraser.simulator.tvs import Known, SimulatedTvs
from eraser.simulator.tvs_knowledge import TvsKnowledge

_KINDS = ("ctl", "itl")
_SHORT_KEYS_TOO = "DEFAULT:@SECLEVEL=0"  # those of CUCM 10 have 1024 bits
_TRUSTED = ("already_trusted",)
_PERHAPS = ("erased", "unproven", "manual", "failed")  # of a list that can not be loaded nobody knows what is right


@dataclass(frozen=True, slots=True)
class Situation:
    """What belongs to one run: phones of one old cluster that are to follow one node.

    `wanted`: words for `--wanted`; () where the node offers no list that can be loaded. `phones`: names. `tvs_address`:
    host:port of the old cluster's TVS, which refuses connections where it is not reached.
    """

    name: str
    wanted: tuple[str, ...]
    tvs: TvsKnowledge
    tvs_address: str
    phones: tuple[str, ...]


class Network:
    """All clusters of a fleet. `scenes`: by the name of the phone."""

    def __init__(self, scenes: Mapping[str, Scene]) -> None:
        self._scenes = dict(scenes)
        self._servers: dict[Node, ListServer] = {}
        for node in dict.fromkeys(one.node for one in self._scenes.values()):
            phones = tuple(name for name, one in self._scenes.items() if one.node == node)
            self._servers[node] = ListServer(node, phones)
        self._tvs = {one.move.situation: one.tvs for one in self._scenes.values()}  # by situation
        self._tvs_running: dict[str, SimulatedTvs] = {}
        self._tvs_addresses: dict[str, str] = {}

    async def start(self, place: Place) -> None:
        """Every node listens at an address of its own. Raises OSError if one can not be had."""
        addresses = place.node_addresses(len(self._servers) + len(self._tvs))
        for server in self._servers.values():
            await server.start(*next(addresses))
        for (name, knowledge), (host, port) in zip(self._tvs.items(), addresses, strict=True):
            if not knowledge.reachable:
                self._tvs_addresses[name] = f"{host}:{port}" if port else place.refusing
                continue
            self._tvs_running[name] = running = _running(knowledge)
            await running.open(host, port)
            self._tvs_addresses[name] = f"{host}:{running.port}"

    async def stop(self) -> None:
        """Closes all."""
        for server in self._servers.values():
            await server.stop()
        for running in self._tvs_running.values():
            await running.close()

    def settle(self, phone: Handset) -> None:
        """Tells a phone where its servers are; only after start. Where both clusters have one name, the old TVS is
        meant by it."""
        scene, state = phone.scene, phone.state
        if scene is not None:
            server = self._servers[scene.node].tftp.host
            tvs = dict.fromkeys(scene.old.hosts, self._tvs_addresses[scene.move.situation].rpartition(":")[0])
            state.tftp_servers = (server,)
            state.addresses = {scene.node.host: server, **tvs}

    @property
    def servers(self) -> tuple[ListServer, ...]:
        """The nodes that phones ask now."""
        return tuple(self._servers.values())

    @property
    def situations(self) -> tuple[Situation, ...]:
        """By name; only after start."""
        phones: dict[str, list[str]] = {}
        for phone, scene in self._scenes.items():
            phones.setdefault(scene.move.situation, []).append(phone)
        return tuple(self._situation(name, named) for name, named in sorted(phones.items()))

    def _situation(self, name: str, phones: list[str]) -> Situation:
        scene = self._scenes[phones[0]]
        wanted = (f"tftp://{self._servers[scene.node].address}",) if scene.node.offers_lists else ()
        return Situation(name, wanted, scene.tvs, self._tvs_addresses[name], tuple(phones))

    def write_archive(self, folder: Path) -> tuple[Path, ...]:
        """Every list that a phone of the fleet held at the start, once, as a loose `.tlv` file."""
        folder.mkdir(parents=True, exist_ok=True)
        files: dict[bytes, Path] = {}
        for scene in self._scenes.values():
            for kind in _KINDS:
                content = getattr(scene.held, kind)
                if content is not None and content not in files:
                    files[content] = folder / f"{kind.upper()}-{scene.old.hosts[0]}-{len(files) + 1:02}.tlv"
        for content, path in files.items():
            path.write_bytes(content)
        return tuple(files.values())

    def write_tvs(self, folder: Path) -> tuple[Path, ...]:
        """What the TVS of each situation answers, as `SITUATION.json`."""
        folder.mkdir(parents=True, exist_ok=True)
        paths = []
        for one in self.situations:
            paths.append(folder / f"{one.name}.json")
            paths[-1].write_text(json.dumps(one.tvs.answers(), indent=1), encoding="utf-8")
        return tuple(paths)

    def truth(self, phone: Handset, expected: Sequence[str]) -> dict[str, object]:
        """What is true of this phone's move; nothing where it has none. `expected`: right if all are to be erased."""
        if phone.scene is None:
            return {}
        account = phone.scene.account(phone.state.spec.name)
        stale = _TRUSTED if account["takes"] else _PERHAPS if account["needs_erase"] == "unknown" else expected
        return {**account, "tftp": self._servers[phone.scene.node].address, "expected_of_stale": list(stale)}


def _running(knowledge: TvsKnowledge) -> SimulatedTvs:
    """The service on the wire, with the cluster's own certificate."""
    knows = {
        (one.signer.issuer, one.signer.serial_hex): Known(one.signer.certificate, tuple(sorted(one.roles)))
        for one in knowledge.known
    }
    return SimulatedTvs(knows, tls_of(knowledge.signer.pem(), ciphers=_SHORT_KEYS_TOO))


def network_of(phones: Iterable[Handset]) -> Network:
    """The clusters behind these phones."""
    return Network({one.state.spec.name: one.scene for one in phones if one.scene is not None})
