"""Other ways to a phone than its Execute page: its shell, where the operator has a login for it."""

from __future__ import annotations

from eraser.engine.house import OpenOther
from eraser.model.phone import Facts, Phone
from eraser.ops.metrics import Metrics
from eraser.ports import Channel
from eraser.wire.http_phone import HttpPhone
from eraser.wire.login import Login
from eraser.wire.shell import HostKeys
from eraser.wire.ssh_keys import has_shell_keys
from eraser.wire.ssh_phone import SshPhone


def shells(login: Login, metrics: Metrics, *, allow_legacy_tls: bool = False) -> OpenOther:
    """Opens shells with this login, on models that are known to take keys there and say that SSH is on."""
    host_keys = HostKeys()

    def open_other(phone: Phone, facts: Facts) -> Channel | None:
        if not facts.ssh_access or not has_shell_keys(facts.model):
            return None
        pages = HttpPhone(phone, None, sees=metrics.seen_request, allow_legacy_tls=allow_legacy_tls)
        return SshPhone(phone, pages, login, host_keys)

    return open_other
