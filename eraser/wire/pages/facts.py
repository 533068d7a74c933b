"""Two pages, one set of facts."""

from __future__ import annotations

from datetime import datetime

from eraser.model.phone import Facts
from eraser.wire.pages.device import DevicePage
from eraser.wire.pages.network import NetworkPage


def merge_facts(
    device: DevicePage, network: NetworkPage | None, *, seen_at: datetime, pages: tuple[str, ...] = ()
) -> Facts:
    """What both pages said. Without a network page nothing is known of the lists, so the facts are not complete."""
    found = network or NetworkPage(identity=device.identity)
    return Facts(
        seen_at=seen_at,
        name=device.identity.name,
        model=device.identity.model,
        firmware=device.firmware,
        serial=device.serial,
        itl=found.itl.state,
        itl_signature=found.itl.signature,
        ctl=found.ctl.state,
        ctl_signature=found.ctl.signature,
        authentication_url=found.authentication_url,
        tftp_servers=found.tftp_servers,
        alternate_tftp=found.alternate_tftp,
        service_mode=device.service_mode if found.service_mode is None else found.service_mode,
        web_access=found.web_access,
        ssh_access=found.ssh_access,
        user_locale=found.user_locale,
        registered=found.registered,
        complete=found.complete,
        weak=device.weak or found.weak,
        pages=pages,
    )
