"""The whole way, over real sockets: what a phone's page shows is looked up in an archive, its offer is fetched from its
TFTP node, its TVS is asked, and the judge's word is what the phone then does."""

from __future__ import annotations

import itertools
from pathlib import Path

from eraser.simulator.cases_clusters import a_phone_that_moves
from eraser.simulator.fleet import fleet_of
from eraser.simulator.handset import Handset
from eraser.simulator.moves import MOVES
from eraser.simulator.network import Situation
from eraser.trust.archive import Archive
from eraser.trust.case import Held
from eraser.trust.fetch import FetchedOffer, ListServer, fetch_offer
from eraser.trust.judge import judge
from eraser.trust.tlv import read_trust_file
from eraser.trust.trust_file import Signer, TrustFile
from eraser.trust.tvs import ask_tvs

ERASE = {True: "not_needed", False: "needed"}


def held_by(handset: Handset, archive: Archive) -> Held:
    """By the signatures of its page alone."""
    shown = {"ctl": handset.state.ctl, "itl": handset.state.itl}
    contents = {name: archive.find(one.signature) for name, one in shown.items() if one is not None}
    assert None not in contents.values()
    return Held(**{name: read_trust_file(content) for name, content in contents.items() if content is not None})


def signers_of(offer: FetchedOffer) -> list[Signer]:
    files = (offer.offered.ctl, offer.offered.itl, offer.offered.config)
    return [one.header.signer for one in files if isinstance(one, TrustFile)]


async def judged(handset: Handset, tftp: str, situation: Situation, archive: Archive) -> str:
    offer = await fetch_offer(ListServer.from_word(f"tftp://{tftp}"), handset.state.spec.name)
    host, _, port = situation.tvs_address.rpartition(":")
    answer = await ask_tvs(host, int(port), signers_of(offer))
    return judge(held_by(handset, archive), offer.offered, answer.tvs).erase.value


async def test_what_the_program_finds_out_from_outside_is_what_every_phone_does(tmp_path: Path) -> None:
    models = itertools.cycle(("CP-8841", "CP-8831"))  # that show a SHA-1 and an MD5
    async with fleet_of(*map(a_phone_that_moves, MOVES, models), bind="127.5.20.0") as fleet:
        fleet.network.write_archive(tmp_path)
        archive = Archive.read(tmp_path)
        situations = {name: one for one in fleet.network.situations for name in one.phones}
        truth = fleet.truth()
        found, true = {}, {}
        for server in fleet.servers:
            name = server.handset.state.spec.name
            told = truth[name]
            assert isinstance(told, dict)
            found[told["move"]] = await judged(server.handset, told["tftp"], situations[name], archive)
            true[told["move"]] = "unknown" if told["needs_erase"] == "unknown" else ERASE[told["takes"]]
        assert true == found
