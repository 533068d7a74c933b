"""How the web server of one simulated phone behaves: every switch of phones §3.2, §3.4 and §3.5."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from eraser.simulator.pages import PageStyle


@dataclass(frozen=True, slots=True)
class WebQuirks:
    """How this phone's web server behaves. “Every n” counts its requests, 0 is never. Times in seconds."""

    web_access: bool = True  # False: refuses connections
    https_only: bool = False  # its address speaks TLS alone, with a certificate of its own (phones §3.4)
    keep_alive: bool | None = None  # None: as the family does
    idle_s: float = 5.0  # an idle kept connection ends after this; not documented
    framing: Literal["length", "chunked", "close"] | None = None  # None: as the family does
    one_connection: bool = False  # a second one is reset
    unavailable_every: int = 0  # 503, and nothing is done (phones §3.2)
    cut_every: int = 0  # half of the body, then the end
    reset_every: int = 0  # reset before anything is done
    unanswered_every: int = 0  # done, but reset before the answer
    answer_takes_s: float = 0.0  # in small pieces over this time
    byte_takes_s: float = 0.0  # every byte of an answer takes so long
    refusal: Literal["error", "401", "403"] = "error"  # how a refused login is answered (phones §3.2)
    refuse_every: int = 0  # a right login is refused, as if the Authentication URL had failed (phones §3.3)
    authentication_delay_s: float = 0.2  # until the phone gives up on its Authentication URL
    remembers_login_s: float = 0.0  # a granted login is not asked for again for so long; not documented (phones §9)
    has_execute: bool = True  # False: 404
    has_picture: bool = True  # False: 404
    empty_data: bool = False  # `Data` of a good reply is empty (phones §3.2)
    moved: Literal[0, 302, 303] = 0  # the reply is to be fetched elsewhere; 0: as the family does
    error_every: int = 0  # Execute answers `error_number`, and nothing is done
    error_number: Literal[1, 2, 3, 6] = 3
    style: PageStyle = field(default_factory=PageStyle)
