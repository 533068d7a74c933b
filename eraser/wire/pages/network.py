"""The network page: trust lists, where the phone gets its files, whom it asks about logins."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from eraser.model.phone import ListState
from eraser.wire.pages.document import read_document
from eraser.wire.pages.identity import Identity, read_identity
from eraser.wire.pages.table import Table, read_table, squash

# `CUCM server1`, `Unified CM 1`, `Unified CM1`, `CallManager 1`, on 8821 `Server 1`, on the last ones `… 3 SRST`, are
# the same row (phones §4.3).
_CALL_SERVER = re.compile(r"(?:(?:cucm|unifiedcm|callmanager)(?:server)?|server)[1-5](?:srst|tftp)?")
# `AltTFTP` in XML forms; ATA say `Alternate Mode`, with `Enable` and `Disable`.
_ALTERNATE_TFTP = ("alternatetftp", "alttftp", "alternatemode")
_HEX_PAIRS = re.compile(r"[0-9A-Fa-f]{2}(?:[\s:]?[0-9A-Fa-f]{2})*")
_YES = frozenset({"yes", "enabled", "enable", "true", "on", "1", "full", "read only", "readonly"})
_NO = frozenset({"no", "disabled", "disable", "false", "off", "0"})


@dataclass(frozen=True, slots=True)
class TrustRows:
    """What the rows of one trust list say. `weak`: they contradict each other or can not be understood."""

    state: ListState = ListState.ABSENT
    signature: str | None = None
    weak: bool = False

    @property
    def shown(self) -> bool:
        """Whether the page has a row of this list."""
        return self.state is not ListState.ABSENT


@dataclass(frozen=True, slots=True)
class NetworkPage:
    """What the network page said; None: it has no such row. `complete`: it came whole and is in a language that can be
    read, so that a missing row means something. `closed`: it came whole."""

    identity: Identity
    itl: TrustRows = TrustRows()
    ctl: TrustRows = TrustRows()
    authentication_url: str | None = None
    tftp_servers: tuple[str, ...] = ()
    alternate_tftp: bool | None = None
    service_mode: str | None = None
    web_access: bool | None = None
    ssh_access: bool | None = None
    user_locale: str | None = None
    registered: bool | None = None
    complete: bool = False
    closed: bool = False
    weak: bool = False

    @property
    def shows_lists(self) -> bool:
        """Whether there is a row of any trust list."""
        return self.itl.shown or self.ctl.shown


def read_network(body: bytes) -> NetworkPage:
    """Reads the network page of any family, HTML or XML.

    Raises:
        PageUnreadable: it is no page at all.
    """
    table = read_table(read_document(body))
    identity = read_identity(table)
    lists = _read_lists(table)
    alternate_tftp = _yes_or_no(table.value(*_ALTERNATE_TFTP))
    authentication_url = table.value("authenticationurl")
    user_locale = table.value("userlocale") or None
    # All real network pages have these two rows. Where they are missing or the value is in another language, so may be
    # the rows of trust lists; and whether XML forms carry those at all is not known (phones §4.1).
    telling = alternate_tftp is not None and authentication_url is not None
    if not any(rows.shown for rows in lists.values()):
        telling = telling and not table.is_xml and _is_english(user_locale)
    unread = any(name in table.lists and not rows.shown for name, rows in lists.items())
    return NetworkPage(
        identity=identity,
        itl=lists["itl"],
        ctl=lists["ctl"],
        authentication_url=authentication_url,
        tftp_servers=tuple(value for label in ("tftpserver1", "tftpserver2") if (value := table.value(label))),
        alternate_tftp=alternate_tftp,
        service_mode=table.value("servicemode"),
        web_access=_yes_or_no(table.value("webaccessenabled", "webaccess")),
        ssh_access=_yes_or_no(table.value("sshaccessenabled", "sshaccess")),
        user_locale=user_locale,
        registered=_read_registered(table),
        complete=table.closed and telling and not unread and identity.name is not None,
        closed=table.closed,
        weak=table.weak or unread or any(rows.weak for rows in lists.values()),
    )


def with_lists(network: NetworkPage, lists: NetworkPage | None) -> NetworkPage:
    """The network page of a family that shows its trust lists on a page of their own (DX, phones §4.1). Without any
    row there, nothing is known of the lists."""
    if lists is None or not lists.shows_lists:
        return replace(network, complete=False, weak=network.weak or (lists is not None and lists.weak))
    return replace(
        network,
        itl=lists.itl,
        ctl=lists.ctl,
        complete=network.complete and lists.closed,
        weak=network.weak or lists.weak,
    )


def _is_english(locale: str | None) -> bool:
    """`English_United_States`. Whether a page is in the phone's own language differs (phones §4.3)."""
    return locale is None or locale.casefold().startswith("english")


def _yes_or_no(value: str | None) -> bool | None:
    word = (value or "").casefold()
    return True if word in _YES else False if word in _NO else None


def _read_registered(table: Table) -> bool | None:
    """Whether a call server is named *Active*; None if the page names no call servers."""
    servers = table.values_like(_CALL_SERVER)
    return any(value.casefold().split()[-1:] == ["active"] for value in servers) if servers else None


def _read_lists(table: Table) -> dict[str, TrustRows]:
    """ITL rows follow CTL rows and reuse labels (phones §4.3): a row without the list's name belongs to the list whose
    *file* row stands above it."""
    files: dict[str, list[str]] = {"itl": [], "ctl": []}
    signatures: dict[str, list[str]] = {"itl": [], "ctl": []}
    section: str | None = None
    for label, value in table.entries("itlfile", "itlsignature", "ctlfile", "ctlsignature", "signature"):
        if label in {"itlfile", "ctlfile"}:
            section = label[:3]
            files[section].append(value)
        elif label in {"itlsignature", "ctlsignature"}:
            signatures[label[:3]].append(value)
        elif label == "signature" and section:
            signatures[section].append(value)
    return {name: _read_list(files[name], signatures[name]) for name in files}


def _read_list(files: list[str], signatures: list[str]) -> TrustRows:
    if not files and not signatures:
        return TrustRows()
    printed = [value for value in signatures if value]
    read = [_read_signature(value) for value in printed]
    signature = read[0] if read else None
    claims = {_claim(value) for value in files}
    # *Installed* wins over its contrary: that an erased list is taken for a held one costs a look, the contrary a
    # false result. Blank counts as not installed (phones §9).
    gone = not printed and claims <= {ListState.NOT_INSTALLED}
    understood = None not in read and None not in claims and len(set(read)) <= 1
    agreed = len(claims) <= 1 and not (printed and ListState.NOT_INSTALLED in claims)
    return TrustRows(
        state=ListState.NOT_INSTALLED if gone else ListState.INSTALLED,
        signature=signature,
        weak=not (understood and agreed),
    )


def _claim(value: str) -> ListState | None:
    word = squash(value)
    if not word or word == "notinstalled":
        return ListState.NOT_INSTALLED
    return ListState.INSTALLED if word == "installed" else None


def _read_signature(value: str) -> str | None:
    """Hex pairs of any number: guides disagree about the digest (phones §4.3)."""
    return "".join(value.replace(":", " ").split()).upper() if _HEX_PAIRS.fullmatch(value) else None
