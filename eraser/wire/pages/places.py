"""Where each family keeps its pages (phones §4.1, cucm §6.1)."""

from __future__ import annotations

from dataclasses import dataclass

_JAVA = "/CGI/Java/Serviceability?adapter=device."
_PLAIN_STREAMS = tuple(f"/StreamingStatistics?{stream}" for stream in range(1, 6))


@dataclass(frozen=True, slots=True)
class Places:
    """The paths of one family's pages; of `status` the first that answers is the right one."""

    device: str
    network: str
    status: tuple[str, ...]
    streams: tuple[str, ...]


# In the order in which they are tried: first the one that most phones have.
FAMILIES = (
    Places(  # 79xx, 78xx, 88xx, 99xx
        device=f"{_JAVA}statistics.device",
        network=f"{_JAVA}statistics.configuration",
        status=(f"{_JAVA}settings.status.messages",),
        streams=tuple(f"{_JAVA}statistics.streaming.{stream}" for stream in range(5)),
    ),
    Places(  # 7940/60, 69xx, 8941/45
        device="/DeviceInformation",
        network="/NetworkConfiguration",
        status=("/DeviceLog?2", "/status.html"),
        streams=_PLAIN_STREAMS,
    ),
    Places(  # the XML forms, whose names do not depend on the phone's language
        device="/DeviceInformationX",
        network="/NetworkConfigurationX",
        status=("/DeviceLogX?2",),
        streams=tuple(f"/StreamingStatisticsX?{stream}" for stream in range(1, 6)),
    ),
    Places(  # 6901, ATA and strangers: all phones show who they are at the root
        device="/",
        network="/Network_Setup.html",
        status=("/Status_Messages.html", "/status.html"),
        streams=("/Stream1.html", *_PLAIN_STREAMS),
    ),
)
