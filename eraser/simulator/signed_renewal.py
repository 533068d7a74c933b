"""What a phone between two clusters does with its trust lists: real files, judged by whom it trusts (trust §2).

After an erase or a restart it asks its TFTP for CTL, ITL and configuration in this order, and takes or refuses each.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator

from eraser.simulator.acceptance import Held, Kind, Update, Verdict
from eraser.simulator.hardware import Hardware, hardware_of
from eraser.simulator.layout import Which
from eraser.simulator.list_file import read_list
from eraser.simulator.lists import Role
from eraser.simulator.renewal import Renewal
from eraser.simulator.scene import Scene
from eraser.simulator.state import PhoneState, Spec, TrustList

_DIGESTS = {32: "md5", 40: "sha1", 64: "sha256", 128: "sha512"}
_NODES = frozenset({Role.CCM_TFTP, Role.TFTP, Role.TVS})
_CTL_BROKEN, _NO_CTL = "CTL update failed", "File Not Found <CTLFile.tlv>"  # trust §2.3


def digits_of(spec: Spec) -> int:
    """How long a signature is on this phone's page (phones §4.3)."""
    return spec.quirks.signature_digits or hardware_of(spec.model).signature_digits


def list_of(content: bytes | None, digits: int) -> TrustList | None:
    """A list as a phone shows it. Its signature is a digest of the whole file, MD5 or SHA-1 by model (trust §4.1);
    an entry without a certificate is shown blank, and so not at all (trust §4.1)."""
    if content is None:
        return None
    digest = hashlib.new(_DIGESTS[digits], content, usedforsecurity=False).hexdigest().upper()
    nodes = (one.host for one in read_list(content).records if one.role in _NODES and one.certificate)
    return TrustList(digest, tuple(dict.fromkeys(nodes)), content)


class SignedRenewal(Renewal):
    """The trust lists of one phone, and the clusters that it stands between."""

    def __init__(self, state: PhoneState, hardware: Hardware, stamp: Callable[[], str], scene: Scene) -> None:
        super().__init__(state, hardware.words, stamp, offered_itl=None, offered_ctl=None)
        self._scene = scene
        self._digits = digits_of(state.spec)

    def download(self) -> None:
        """Asks the TFTP for everything, takes it or not, and says so."""
        before = self._bytes_held()
        done = self._scene.update(self._state.spec.name, before)
        for which, content in ((Which.CTL, done.held.ctl), (Which.ITL, done.held.itl)):
            self._hold(which, list_of(content, self._digits))
        for line in self._report(before, done):
            self.say(line)

    def _was_refused(self) -> bool:
        lists = self._scene.update(self._state.spec.name, self._bytes_held()).lists
        return any(not one.verdict.taken for one in lists)

    def _bytes_held(self) -> Held:
        ctl, itl = (one.content if one is not None else None for one in (self._state.ctl, self._state.itl))
        return Held(ctl, itl)

    def _report(self, before: Held, done: Update) -> Iterator[str]:
        """Its status messages (trust §2.3)."""
        if not any(one.kind is Kind.CTL for one in done.steps):
            yield _NO_CTL
        changes = {"ctl": before.ctl != done.held.ctl, "itl": before.itl != done.held.itl}
        news = [name for name, changed in changes.items() if changed]
        if news and before.nothing:
            yield self._words.installed["both" if len(news) == 2 else news[0]]
        elif news:
            yield self._words.updated
        refused = [one for one in done.lists if not one.verdict.taken]
        if any((one.kind, one.verdict) == (Kind.CTL, Verdict.PARSE_ERROR) for one in refused):
            yield _CTL_BROKEN
        elif refused:
            yield self._words.refused
        for one in done.steps:
            if one.kind is Kind.CONFIG and one.verdict.taken:
                yield f"{one.name}(TFTP)"
