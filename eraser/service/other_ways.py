"""Other ways to a phone than its Execute page: its shell, and its cluster's CTI, where the operator has a login."""

from __future__ import annotations

from eraser.engine.house import OpenOther
from eraser.model.phone import Facts, Phone
from eraser.ops.metrics import Metrics
from eraser.ports import Channel
from eraser.wire.cti_bridge import CtiBridge
from eraser.wire.cti_phone import CtiPhone
from eraser.wire.http_phone import HttpPhone
from eraser.wire.login import Login
from eraser.wire.shell import HostKeys
from eraser.wire.ssh_keys import has_shell_keys
from eraser.wire.ssh_phone import SshPhone


def other_ways(
    ssh: Login | None, cti: CtiBridge | None, metrics: Metrics, *, allow_legacy_tls: bool = False
) -> OpenOther | None:
    """Opens the first way that the phone's page leaves open; None if the operator has opened none.

    A shell first, which needs no cluster: on models that are known to take keys there and say that SSH is on. Then CTI,
    for phones that are registered as far as their pages tell.
    """
    host_keys = HostKeys()

    def open_other(phone: Phone, facts: Facts) -> Channel | None:
        pages = HttpPhone(phone, None, sees=metrics.seen_request, allow_legacy_tls=allow_legacy_tls)
        if ssh is not None and facts.ssh_access and has_shell_keys(facts.model):
            return SshPhone(phone, pages, ssh, host_keys)
        if cti is not None and facts.registered is not False:
            return CtiPhone(phone, pages, cti)
        return None

    return None if ssh is None and cti is None else open_other
