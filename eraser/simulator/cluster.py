"""Whole clusters: certificates, the lists that they sign, and what their TFTP nodes have.

A cluster is data: its nodes, whose keys it has, who signs its lists. Its lists are real files (`lists`), its TVS is
what it knows (`tvs_knowledge`), and its nodes are asked for files by name, whether over TFTP, over HTTP (`list_server`)
or by a phone of the simulator itself, which asks them without a packet.

For whoever rehearses a move: `moves` has every state of trust §2.2 and §3 by name, `network` has them running:

- `fleet.network.situations`: what belongs to one run: words for `--wanted`, the address of the old cluster's TVS
  (`tvs` speaks there, or nobody), the names of the phones. Phones of several situations are not to be judged by
  each other's lists.
- `fleet.network.write_archive(folder)`: what phones hold, as loose `.tlv` files.
- `fleet.network.write_tvs(folder)`: what the TVS of each situation answers, for `trust judge --tvs FILE.json`.
- `fleet.truth()[phone]`: `needs_erase` (true, false, `depends_on_tvs`, `unknown`: what can be said before the TVS is
  asked), `takes` and `takes_because` (what the phone would do, found by letting a copy of it try), `move`, `situation`,
  `tftp`, and `expected_of_stale`: the outcomes that are right for a run with `--erase stale` that asked the TVS.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from enum import StrEnum

from eraser.simulator.list_file import can_be_loaded
from eraser.simulator.lists import SIGNED_AT, Digest, Entry, Role, signed_file, trust_list
from eraser.simulator.signer import NEW_KEY_BITS, OLD_KEY_BITS, Signer, new_signer

_NAME = re.compile(
    r"(?P<list>CTL|ITL)(?:File|SEP[0-9A-F]{12})\.tlv|(?P<phone>SEP[0-9A-F]{12})\.cnf\.xml(?P<sgn>\.sgn)?"
)
_MOST_RECORDS_LOADED = 39  # trust §1.3: above about so many an ITL passes 64 KiB


class Purpose(StrEnum):
    """A certificate of a cluster."""

    CALL_MANAGER = "CallManager"
    RECOVERY = "ITLRecovery"
    TVS = "TVS"
    CAPF = "CAPF"


@dataclass(frozen=True, slots=True)
class Cut:
    """How a certificate came to be that is not the cluster's first: `label` gives another serial, `key` another key."""

    purpose: Purpose
    label: str
    key: str


@dataclass(frozen=True, slots=True)
class Cluster:
    """One cluster. `keys`: whose drawer its keys are from; `recuts`: certificates that were made anew.

    CallManager signs the lists up to 11.5, ITLRecovery from 12.0 (trust §2.2). `name` makes its serials, so that two
    clusters of the same hosts have the same subjects and other serials.
    """

    name: str
    hosts: tuple[str, ...]
    keys: str = "old"
    signs: Purpose = Purpose.CALL_MANAGER
    recuts: tuple[Cut, ...] = ()
    digest: Digest = Digest.SHA1
    signer_version: bool = False
    signed_at: int = SIGNED_AT

    def signer(self, purpose: Purpose, node: int = 0) -> Signer:
        """The certificate of this purpose. ITLRecovery and CAPF are one for the cluster (trust §2.2)."""
        cut = next((one for one in self.recuts if one.purpose is purpose), Cut(purpose, self.name, self.keys))
        names = {Purpose.RECOVERY: f"ITLRECOVERY_{self.hosts[0]}", Purpose.CAPF: f"CAPF-{self.hosts[0]}"}
        bits = OLD_KEY_BITS if self.keys == "old" else NEW_KEY_BITS
        common_name = names.get(purpose, self.hosts[node])
        return new_signer(common_name, f"{cut.label} {purpose}", key=f"{cut.key} {purpose}", bits=bits)

    def itl(self, node: int = 0, *, mixed: bool = False, rolled_back: bool = False, padded: bool = False) -> bytes:
        """The ITL of one node. `rolled_back`: TFTP and TVS stand there without certificates (trust §1.3, §3.2);
        `padded`: with more records than phones load."""
        tftp = self._entry(Role.CCM_TFTP if mixed else Role.TFTP, Purpose.CALL_MANAGER, node)
        tvs = [self._entry(Role.TVS, Purpose.TVS, one) for one in range(len(self.hosts))]
        if rolled_back:
            tftp, *tvs = (Entry(one.role, one.host, one.address) for one in (tftp, *tvs))
        entries = [*self._tokens(node), tftp, *tvs, self._entry(Role.CAPF, Purpose.CAPF)]
        entries += [tvs[0]] * (_MOST_RECORDS_LOADED + 1) if padded else []
        return self._sign("ITLFile.tlv", entries, node)

    def ctl(self, *, trusts: tuple[Signer, ...] = ()) -> bytes:
        """The CTL of mixed mode; it never has a TVS (trust §1.4). `trusts`: signers of another cluster that were handed
        over as SAST (trust §3.4)."""
        ccm = [self._entry(Role.CCM_TFTP, Purpose.CALL_MANAGER, one) for one in range(len(self.hosts))]
        others = [Entry(Role.SAST, self.hosts[0], _address(self.hosts[0]), one) for one in trusts]
        return self._sign("CTLFile.tlv", [*self._tokens(0), *others, *ccm, self._entry(Role.CAPF, Purpose.CAPF)], 0)

    def _tokens(self, node: int) -> list[Entry]:
        """Both SASTs: CallManager of the node, and the recovery key."""
        return [
            self._entry(Role.SAST, Purpose.CALL_MANAGER, node),
            self._entry(Role.SAST, Purpose.RECOVERY),
        ]

    def _entry(self, role: Role, purpose: Purpose, node: int = 0) -> Entry:
        host = self.hosts[node]
        return Entry(role, host, _address(host), self.signer(purpose, node))

    def _sign(self, filename: str, entries: list[Entry], node: int) -> bytes:
        signer = self.signer(self.signs, node)
        return trust_list(
            filename,
            entries,
            signer,
            digest=self.digest,
            signer_version=self.signer_version,
            signed_at=self.signed_at,
        )


def _address(host: str) -> str:
    """An address for a record: any, but always the same for a host. The nodes really listen elsewhere."""
    return "10.20.{}.{}".format(*divmod(sum(host.encode()) * 251 % 65_021, 256))


@dataclass(frozen=True)
class Node:
    """A TFTP node, by what it has. `signs_configs`: False for call managers that can not (trust §6.22)."""

    cluster: Cluster
    place: int = 0
    ctl: bytes | None = None
    itl: bytes | None = None
    signs_configs: bool = True

    @property
    def host(self) -> str:
        """Its name."""
        return self.cluster.hosts[self.place]

    @property
    def offers_lists(self) -> bool:
        """Whether it has a list, and all that it has can be loaded."""
        lists = [one for one in (self.ctl, self.itl) if one is not None]
        return bool(lists) and all(map(can_be_loaded, lists))

    def ask(self, name: str) -> bytes | None:
        """A file by its name; None if there is none. Lists are the same with a phone's name and without; every phone
        has a configuration."""
        found = _NAME.fullmatch(name)
        if found is None:
            return None
        if found["list"]:
            return self.ctl if found["list"] == "CTL" else self.itl
        return _configuration(self, found["phone"], signed=found["sgn"] is not None)

    def names(self, phones: tuple[str, ...]) -> tuple[str, ...]:
        """All files that it has for these phones."""
        stems = ("File", *phones)
        lists = [f"{kind}{stem}.tlv" for kind in ("CTL", "ITL") for stem in stems]
        configs = [f"{phone}.cnf.xml{end}" for phone in phones for end in ("", ".sgn")]
        return tuple(name for name in (*lists, *configs) if self.ask(name) is not None)


@functools.lru_cache(maxsize=4096)
def _configuration(node: Node, phone: str, *, signed: bool) -> bytes | None:
    """The CallManager key of the node signs it, whoever signs the lists (trust §2.2)."""
    payload = (
        f'<?xml version="1.0" encoding="UTF-8"?>\r\n<device><fullConfig>true</fullConfig>'
        f"<deviceProtocol>SIP</deviceProtocol><callManagers><name>{node.host}</name></callManagers></device>\r\n"
    ).encode()
    if not signed:
        return payload
    if not node.signs_configs:
        return None
    signer = node.cluster.signer(Purpose.CALL_MANAGER, node.place)
    return signed_file(f"{phone}.cnf.xml.sgn", payload, signer, digest=node.cluster.digest)
