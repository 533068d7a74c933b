"""Whether a server of the phone's page still offers the list that the phone holds, and how little it is asked."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace

from eraser.trust.old_server import OldServers, Silent
from tests.trust.cases import NEW, OLD
from tests.trust.test_need import NAME, PHONE, page

OLD_SERVER, NEW_SERVER, DEAD = "10.1.1.211", "10.2.2.11", "10.9.9.9"


@dataclass
class Servers:
    """What they serve, and what they were asked."""

    files: dict[tuple[str, str], bytes] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)

    async def fetch(self, server: str, name: str) -> bytes | None:
        self.asked.append((server, name))
        await asyncio.sleep(0)
        if server == DEAD:
            raise Silent
        return self.files.get((server, name))


HOLDS_OLD = replace(page(OLD.itl()), tftp_servers=(DEAD, OLD_SERVER))


async def test_the_common_list_of_a_server_on_the_page_is_the_held_one() -> None:
    servers = Servers({(OLD_SERVER, "ITLFile.tlv"): OLD.itl()})

    assert OLD_SERVER == await OldServers(servers.fetch).same_list_from(PHONE, HOLDS_OLD)


async def test_so_is_a_list_of_the_phones_own_name() -> None:
    own = Servers({(OLD_SERVER, f"ITL{NAME}.tlv"): OLD.itl(), (OLD_SERVER, "ITLFile.tlv"): NEW.itl()})
    others = Servers({(OLD_SERVER, "ITLSEP000000000001.tlv"): OLD.itl()})

    assert OLD_SERVER == await OldServers(own.fetch).same_list_from(PHONE, HOLDS_OLD)
    assert await OldServers(others.fetch).same_list_from(PHONE, HOLDS_OLD) is None


async def test_a_ctl_that_comes_back_counts_as_well() -> None:
    servers = Servers({(OLD_SERVER, "CTLFile.tlv"): OLD.ctl()})
    facts = replace(page(OLD.itl(), OLD.ctl(), digest="md5"), tftp_servers=(OLD_SERVER,))

    assert OLD_SERVER == await OldServers(servers.fetch).same_list_from(PHONE, facts)


async def test_a_server_that_offers_another_list_and_a_page_without_a_signature_are_no_warning() -> None:
    servers = Servers({(OLD_SERVER, "ITLFile.tlv"): NEW.itl()})

    assert await OldServers(servers.fetch).same_list_from(PHONE, HOLDS_OLD) is None
    assert await OldServers(servers.fetch).same_list_from(PHONE, replace(page(), tftp_servers=(OLD_SERVER,))) is None


async def test_a_server_that_offers_what_is_wanted_is_not_asked() -> None:
    servers = Servers({(NEW_SERVER, "ITLFile.tlv"): OLD.itl()})
    facts = replace(HOLDS_OLD, tftp_servers=(NEW_SERVER,))

    assert await OldServers(servers.fetch, {NEW_SERVER}).same_list_from(PHONE, facts) is None
    assert [] == servers.asked


async def test_a_thousand_phones_ask_for_a_common_list_once_and_a_silent_server_once() -> None:
    servers = Servers({(OLD_SERVER, "ITLFile.tlv"): OLD.itl()})
    look = OldServers(servers.fetch)
    found = await asyncio.gather(*(look.same_list_from(PHONE, HOLDS_OLD) for _ in range(1000)))

    assert {OLD_SERVER} == set(found)
    assert [(DEAD, "ITLFile.tlv"), (OLD_SERVER, "ITLFile.tlv")] == servers.asked


async def test_whoever_gives_up_waiting_takes_the_answer_from_nobody_else() -> None:
    servers = Servers({(OLD_SERVER, "ITLFile.tlv"): OLD.itl()})
    look = OldServers(servers.fetch)
    facts = replace(HOLDS_OLD, tftp_servers=(OLD_SERVER,))
    first = asyncio.create_task(look.same_list_from(PHONE, facts))
    await asyncio.sleep(0)
    first.cancel()

    assert OLD_SERVER == await look.same_list_from(PHONE, facts)
