"""The facts of one simulated phone, and the simulator's own truth about what was done to it.

Written from the dossier, never from the drivers. Nothing here knows how phones are driven; time is the running event
loop's, so that a test's virtual clock works.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Quirks:
    """How this phone behaves where the dossier names a variant or doubts (phones §9). All times in seconds."""

    redraw_s: float = 0.05  # keys that arrive within this time after a change of screen are dropped (phones §0.1)
    press_lag_s: float = 0.0  # a key takes effect this much later than it was answered
    confirm_keys: int = 1  # 1: the first soft key erases; 2: a second one is asked for (phones §9)
    notice_after: bool = False  # a notice with one soft key is shown after the erase, and does nothing (phones §9)
    restarts: bool = True  # phones §2.5: not documented, both exist
    restart_s: float = 1.0
    returns: bool = True  # False: never comes back
    renew_s: float = 0.3  # how long the download of the offered lists takes after the erase or the restart
    offers_same_list: bool = False  # its TFTP still offers the old list
    offers_nothing: bool = False  # its TFTP offers no list: it comes back with none
    dark: bool = False  # the display sleeps; the first key wakes it
    wake_key_lost: bool = True  # that first key does nothing else
    settings_locked: bool = False  # settings access off: the Settings or Applications menu does not open
    unlock_password: bool = False  # after **# or on Admin settings a password is asked for
    padlock_open: bool = False  # 79xx: the padlock is open when we arrive
    unlock_soft_key: bool = False  # later 9.x loads of 79xx: an Unlock soft key (phones §2.3)
    page_shows_lists: bool | None = None  # None: as the family does
    in_call: bool = False
    call_from_key: int | None = None  # a call comes in after this many keys
    call_rings_s: float = 1.0  # then somebody answers it
    call_lasts_s: float | None = None  # None: until the end of the test
    nav_back_works: bool = True  # False: 88xx without NavBack, as documented (phones §2.1 disagrees with tools)
    erase_hidden_when_locked: bool = True  # 79xx: False shows Erase on a locked screen, where it does nothing
    erase_asks: bool = True  # 79xx: False erases at the Erase soft key, without a second key (phones §2.3, 797x of LEV)
    settings_restricted: bool = False  # settings access restricted: only the user's own rows are shown (phones §3.4)
    phone_password: str = ""  # what is accepted where `unlock_password` asks; "": nothing is
    menu_key: str = ""  # the only menu key there is, where sources name two (phones §2.1: 7906/11, 8941/45)
    on_hold: bool = False  # a call is held from the start: no stream tells of it (cucm §6.1)
    ringing: bool = False  # a call rings from the start, and nobody answers it
    old_picture: bool = False  # the picture is a CiscoIPPhoneImage (phones §4.1, old loads)
    ssh_access: bool = False  # the page says that SSH is on (phones §3.4)
    alternate_tftp: bool = False  # the page says that an alternate TFTP is set
    tftp_is_old: bool = False  # its TFTP rows still name the servers that offer the old list
    signature_digits: int = 0  # length of its lists' signatures; 0: as its model does (phones §4.3)


@dataclass(frozen=True, slots=True)
class Spec:
    """What a simulated phone is. `layout` names an entry of `menus.LAYOUTS`."""

    name: str
    model: str
    firmware: str
    serial: str
    directory_number: str
    layout: str
    site: str = "hq"
    service_mode: bool = False
    quirks: Quirks = Quirks()


@dataclass(frozen=True, slots=True)
class TrustList:
    """A list that a phone holds or a TFTP offers. `signature`: upper-case hex, 40 digits on most models (phones §4.3);
    `hosts`: its TFTP and TVS entries; `content`: its bytes, of clusters that sign real files."""

    signature: str
    hosts: tuple[str, ...] = ("cucm-pub",)
    content: bytes = field(default=b"", repr=False)


@dataclass(slots=True)
class KeyRecord:
    """One key as it arrived, with what it did: `moved`, `erased`, `dropped: redraw`, `dropped: no such key`, `woke`,
    …"""

    at: float
    uri: str
    effect: str
    screen_before: str
    screen_after: str = ""


@dataclass(slots=True)
class Truth:
    """What really happened. `wrong` lists every wrong thing that was done, in words; an honest run leaves it empty.

    Wrong things: network/all settings/device reset, restart by `**#**`, erasing while in a call, a confirming key on
    a phone whose list had been erased and not replaced by an old one, a key on a model to which no route is known, a
    request to a stranger that carried a credential.
    """

    keys: list[KeyRecord] = field(default_factory=list)
    erasures: list[dict[str, str | float]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    restarts: int = 0
    credentials_seen: int = 0


@dataclass(slots=True)
class PhoneState:
    """The facts that pages, pictures and replies are made from."""

    spec: Spec
    itl: TrustList | None
    ctl: TrustList | None
    held_at_start: Mapping[str, str | None] = field(default_factory=dict)
    status: list[tuple[str, str]] = field(
        default_factory=list
    )  # (time stamp as this model prints it, text), oldest first
    up: bool = True
    registered: bool = True
    active_streams: int = 0
    call: str = ""  # "", "RINGING", "CONNECTED", "HOLD"
    authentication_url: str = ""
    tftp_servers: tuple[str, ...] = ("10.20.30.40",)
    address: str = ""  # host:port under which it is served
    addresses: Mapping[str, str] = field(default_factory=dict)  # of servers whose names its lists have
    truth: Truth = field(default_factory=Truth)
