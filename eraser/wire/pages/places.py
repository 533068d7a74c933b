"""Where each family keeps its pages (phones §4.1, cucm §6.1)."""

from __future__ import annotations

from dataclasses import dataclass

_JAVA = "/CGI/Java/Serviceability?adapter=device."
_DX = "/?adapter=device."
_PLAIN_STREAMS = tuple(f"/StreamingStatistics?{stream}" for stream in range(1, 6))


@dataclass(frozen=True, slots=True)
class Places:
    """The paths of one family's pages; of `network` and `status` the first that answers is the right one.

    `lists`: the page of the trust lists, where the network page does not show them.
    """

    device: str
    network: tuple[str, ...]
    status: tuple[str, ...]
    streams: tuple[str, ...]
    lists: str | None = None


# In the order in which they are tried: first the one that most phones have.
FAMILIES = (
    Places(  # 79xx, 78xx, 88xx, 8821, 99xx, IP Communicator
        device=f"{_JAVA}statistics.device",
        network=(f"{_JAVA}statistics.configuration",),
        status=(f"{_JAVA}settings.status.messages",),
        streams=tuple(f"{_JAVA}statistics.streaming.{stream}" for stream in range(5)),
    ),
    Places(  # 7940/60, 69xx, 8941/45; the second network page is that of 7925/26, their device page is unproven
        device="/DeviceInformation",
        network=("/NetworkConfiguration", "/NetworkInformation"),
        status=("/DeviceLog?2", "/status.html"),
        streams=_PLAIN_STREAMS,
    ),
    Places(  # the XML forms, whose names do not depend on the phone's language
        device="/DeviceInformationX",
        network=("/NetworkConfigurationX",),
        status=("/DeviceLogX?2",),
        streams=tuple(f"/StreamingStatisticsX?{stream}" for stream in range(1, 6)),
    ),
    Places(  # 6901, 3905; of the latter's two sources one says that /Network.html is its port, not its network
        device="/Device_Information.html",
        network=("/Network_Setup.html", "/Network.html"),
        status=("/Status_Messages.html",),
        streams=("/Stream1.html",),
    ),
    Places(  # ATA 187
        device="/Device_Information.htm",
        network=("/Network_Setup.htm",),
        status=("/Status_Messages.htm",),
        streams=("/RTP1.htm", "/RTP2.htm"),
    ),
    Places(  # DX650, 70, 80
        device=f"{_DX}statistics.device",
        network=(f"{_DX}statistics.configuration",),
        status=(f"{_DX}settings.status.messages",),
        streams=tuple(f"{_DX}statistics.streaming.{stream}" for stream in range(6)),
        lists=f"{_DX}statistics.security",
    ),
    Places(  # 7937; no page of messages or streams is known
        device="/localmenus.cgi?func=604",
        network=("/localmenus.cgi?func=219",),
        status=(),
        streams=(),
    ),
    Places(  # all phones show who they are at the root; so do strangers
        device="/",
        network=(),
        status=("/Status_Messages.html", "/status.html"),
        streams=("/Stream1.html", *_PLAIN_STREAMS),
    ),
)
